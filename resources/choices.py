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


class Who(TextChoices):
    ORGANISATION = "organisation", _("On behalf of an organisation")
    INSTITUTION = "institution", _("On behalf of an institution")
    RESIDENT = "resident", _("As a resident")


class SubmissionState(TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("submission", "unconfirmed")
    ACCEPTED = "accepted", pgettext_lazy("submission", "accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("submission", "withdrawn")
    ANSWERED = "answered", pgettext_lazy("submission", "answered")
    EXPIRED = "expired", _("not confirmed in time")


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


class Change(TextChoices):
    """What became of a provision in the next version of the text."""

    SAME = "same", pgettext_lazy("diff", "unchanged")
    CHANGED = "changed", pgettext_lazy("diff", "changed")
    SPLIT = "split", pgettext_lazy("diff", "split")
    MERGED = "merged", pgettext_lazy("diff", "merged")
    REMOVED = "removed", pgettext_lazy("diff", "removed")
