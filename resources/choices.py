"""The fixed lists of the consultation's vocabulary."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(TextChoices):
    ASSUMPTIONS = "assumptions", pgettext_lazy("programme", "outline")
    DRAFT = "draft", pgettext_lazy("programme", "draft")
    AFTER_CONSULTATION = "after_consultation", _("draft after consultation")
    TO_COUNCIL = "to_council", _("draft submitted to the council")
    ADOPTED = "adopted", pgettext_lazy("programme", "adopted")
    IN_FORCE = "in_force", pgettext_lazy("programme", "in force")
    AMENDED = "amended", _("amended – consolidated text")
    PARTLY_VOID = "partly_void", _("partly annulled")
    ARCHIVED = "archived", pgettext_lazy("programme", "archived")


#: What a programme is from its adoption on; also when it was amended or replaced later.
ADOPTED_STATES = [
    ProgrammeState.ADOPTED,
    ProgrammeState.IN_FORCE,
    ProgrammeState.AMENDED,
    ProgrammeState.PARTLY_VOID,
    ProgrammeState.ARCHIVED,
]


class Element(TextChoices):
    """What art. 5a(4) of the public-benefit act requires of an annual programme."""

    GOALS = "goals", _("Main and specific goals")
    PRINCIPLES = "principles", _("Principles of cooperation")
    SCOPE = "scope", pgettext_lazy("programme", "Scope")
    FORMS = "forms", _("Forms of cooperation")
    PRIORITY_TASKS = "priority_tasks", _("Priority public tasks")
    PERIOD = "period", pgettext_lazy("programme", "Period")
    METHOD = "method", _("Manner of implementation")
    FUNDS = "funds", _("Planned funds")
    EVALUATION = "evaluation", pgettext_lazy("programme", "Evaluation")
    DRAFTING = "drafting_and_consultation", _("How it was drafted and consulted")
    COMMITTEES = "committees", _("Competition committees")


class TextKind(TextChoices):
    """What else than an annual programme is consulted."""

    STRATEGY = "strategy", pgettext_lazy("legal text", "strategy")
    RULES = "rules", pgettext_lazy("legal text", "rules")
    AGREEMENT = "agreement", pgettext_lazy("legal text", "agreement")
    ASSUMPTIONS = "assumptions", pgettext_lazy("legal text", "assumptions")
    OTHER = "other", pgettext_lazy("legal text", "other document")


class UnitKind(TextChoices):
    CHAPTER = "chapter", pgettext_lazy("text", "chapter")
    PARAGRAPH = "paragraph", pgettext_lazy("text", "section (§)")
    SUBSECTION = "subsection", _("subsection (ust.)")
    POINT = "point", _("point (pkt)")
    LETTER = "letter", _("letter (lit.)")


class ConsultationState(TextChoices):
    PREPARED = "prepared", _("being prepared")
    PLANNED = "planned", pgettext_lazy("consultation", "planned")
    OPEN = "open", pgettext_lazy("consultation", "open")
    EXTENDED = "extended", pgettext_lazy("consultation", "extended")
    CLOSED = "closed", _("closed – remarks under review")
    RESULTS = "results", _("closed – results published")


class Channel(TextChoices):
    ONLINE = "online", _("online form")
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    PAPER_DESK = "paper_desk", _("paper – handed in")
    POST = "post", _("paper – by post")
    EDOR = "edor", "e-Doręczenia"
    EPUAP = "epuap", "ePUAP"
    MEETING = "meeting", _("orally at a meeting – minuted")
    PHONE = "phone", _("by telephone – noted by staff")


#: How somebody without an e-mail address can remark, in the words of a sentence.
WITHOUT_EMAIL = {
    Channel.PAPER_DESK: _("on paper at the office"),
    Channel.POST: _("by post"),
    Channel.EDOR: _("through e-Doręczenia"),
    Channel.EPUAP: _("through ePUAP"),
    Channel.MEETING: _("orally at the consultation meeting"),
    Channel.PHONE: _("by telephone"),
}
#: Ways for people who do not use the internet.
OFFLINE = frozenset([Channel.PAPER_DESK, Channel.POST, Channel.MEETING, Channel.PHONE])


class ReceiptRule(TextChoices):
    """Which day counts for a remark sent by post."""

    RECEIPT = "receipt", _("the day it reaches the office")
    POSTMARK = "postmark", _("the day of the postmark")


class Shown(TextChoices):
    """When the public reads the remarks and the names of organisations."""

    AT_ONCE = "at_once", _("at once")
    AFTER_CLOSE = "after_close", _("after the close")
    WITH_ANSWERS = "with_answers", _("with the answers")


class Who(TextChoices):
    ORGANISATION = "organisation", _("On behalf of an organisation")
    INSTITUTION = "institution", _("On behalf of an institution")
    RESIDENT = "resident", _("As a resident")


class Authority(TextChoices):
    """What staff know of a sender's right to speak for an organisation."""

    UNVERIFIED = "unverified", _("authority unverified")
    VERIFIED = "verified", _("authority verified")
    MISSING = "missing", _("no authority")


class Suspicion(TextChoices):
    """Why a submission looks like the work of a machine; it counts like any other."""

    TRAP = "trap", _("filled in a field that people do not see")
    FAST = "fast", _("sent faster than one can type")
    MANY = "many", _("one of very many at that moment")


class SubmissionState(TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("submission", "unconfirmed")
    ACCEPTED = "accepted", pgettext_lazy("submission", "accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("submission", "withdrawn")
    ANSWERED = "answered", pgettext_lazy("submission", "answered")
    EXPIRED = "expired", _("not confirmed in time")
    ERASED = "erased", pgettext_lazy("submission", "erased before it was confirmed")


class SupportState(TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("support", "confirmed")
    WAITING = "waiting", pgettext_lazy("support", "not confirmed yet")
    WITHDRAWN = "withdrawn", pgettext_lazy("support", "no longer counts")
    EXPIRED = "expired", _("not confirmed in time")


class WithdrawalCause(TextChoices):
    """Why the office withdraws a submission."""

    REQUEST = "request", _("The sender asked for it")
    MISTAKE = "mistake", _("Our mistake: entered twice or for another sender")


class Outcome(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("outcome", "accepted")
    PARTLY = "partly", _("accepted in part")
    REJECTED = "rejected", pgettext_lazy("outcome", "not accepted")
    EXPLAINED = "explained", pgettext_lazy("outcome", "explained")
    OUT_OF_SCOPE = "out_of_scope", _("outside the scope")
    NOT_EXAMINED = "not_examined", pgettext_lazy("outcome", "not examined")


class Approval(TextChoices):
    DRAFT = "draft", _("draft answer")
    SUBMITTED = "submitted", _("for approval")
    RETURNED = "returned", pgettext_lazy("approval", "returned")
    APPROVED = "approved", pgettext_lazy("approval", "approved")


class AnswerAct(TextChoices):
    """What was done with an answer, for its history."""

    DRAFTED = "drafted", pgettext_lazy("answer", "drafted")
    PUT_FORWARD = "put_forward", pgettext_lazy("answer", "put forward")
    APPROVED = "approved", pgettext_lazy("answer", "approved")
    RETURNED = "returned", pgettext_lazy("answer", "returned")


class RedactionReason(TextChoices):
    """Why the public reads other words than were sent, or none."""

    PERSONAL_DATA = "personal_data", _("personal data of somebody else")
    UNLAWFUL = "unlawful", _("content against the law")
    INSULT = "insult", pgettext_lazy("redaction", "insulting words")
    ADVERTISING = "advertising", pgettext_lazy("redaction", "advertising")


class AnswerRedactionReason(TextChoices):
    """Why the public reads a part of a published answer no more.

    The grounds on which information is kept from the public by art. 5 of the Act of 6 September
    2001 on access to public information.
    """

    PERSONAL_DATA = "personal_data", pgettext_lazy("redaction", "personal data")
    SECRET = "secret", pgettext_lazy("redaction", "a secret protected by law")


class Decision(TextChoices):
    """The controller's decision on a request."""

    PENDING = "pending", pgettext_lazy("request", "to be decided")
    GRANTED = "granted", pgettext_lazy("request", "granted")
    REFUSED = "refused", pgettext_lazy("request", "refused")


class ErasureCause(TextChoices):
    """Why it is to be decided whether somebody's data are erased."""

    REQUEST = "request", _("the person's request")
    RETENTION = "retention", _("the retention period is over")


class ErasureScope(TextChoices):
    IDENTITY = "identity", _("who sent it, and the attachments")
    CONTENT = "content", _("who sent it, the attachments and the words of the remarks")


class Notice(TextChoices):
    """What a follower of a consultation is told, once each."""

    OPENED = "opened", pgettext_lazy("notice", "the consultation is open")
    EXTENDED = "extended", pgettext_lazy("notice", "the consultation is extended")
    CLOSING = "closing", pgettext_lazy("notice", "three days are left")
    RESULTS = "results", pgettext_lazy("notice", "the answers are published")
    ADOPTED = "adopted", pgettext_lazy("notice", "the text is adopted")


class Change(TextChoices):
    """What became of a provision in the next version of the text."""

    SAME = "same", pgettext_lazy("diff", "unchanged")
    CHANGED = "changed", pgettext_lazy("diff", "changed")
    SPLIT = "split", pgettext_lazy("diff", "split")
    MERGED = "merged", pgettext_lazy("diff", "merged")
    REMOVED = "removed", pgettext_lazy("diff", "removed")


class Entry(TextChoices):
    """What an entry of the ledger is about, for the public list of entries."""

    ANNOUNCED = "announced", _("consultation announced")
    INVITED = "invited", _("organisations invited to take part")
    REVISED = "revised", _("new version of the text")
    EXTENDED = "extended", _("consultation extended")
    SUBMITTED = "submitted", _("remarks sent, not yet confirmed")
    CONFIRMED = "confirmed", _("remarks taken into the record")
    WITHDRAWN = "withdrawn", _("remarks withdrawn by the sender")
    SUPPORTED = "supported", _("joint position: an organisation joins, not yet confirmed")
    SUPPORT_CONFIRMED = "support_confirmed", _("joint position: an organisation has joined")
    SUPPORT_WITHDRAWN = "support_withdrawn", _("joint position: a support no longer counts")
    AUTHORITY = "authority", _("sender's authority checked")
    MODERATED = "moderated", _("remark redacted for the public")
    ANSWERED = "answered", _("answer published")
    RESULTS = "results", _("all answers published")
    ANSWER_REDACTED = "answer_redacted", _("published answer redacted")
    REPORT = "report", _("report published")
    REPORT_FILE = "report_file", _("file of the report made")
    ERASURE_REQUESTED = "erasure_requested", _("a person asked for their data to be erased")
    RETENTION_OVER = "retention_over", _("the time for keeping personal data has passed")
    ERASURE_REFUSED = "erasure_refused", _("personal data kept: erasure refused")
    ERASED = "erased", _("personal data erased")
