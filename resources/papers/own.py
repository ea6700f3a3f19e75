"""Papers for the sender alone: the receipt, and the draft that a board decides on.

They hold the sender's own words and name, so they are handed out only behind the sender's secret
link.
"""

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal import dates, document
from resources.choices import SubmissionState
from resources.papers.common import issuer

#: What a remark is made of, in the order in which it is read.
REMARK_PARTS = ("label", "quote", "body", "proposed", "justification")


def receipt_paper(submission, now):
    """What proves that the remarks are in the record; it says so when they are not."""
    state = submission.state(now)
    consultation = submission.consultation
    entry = submission.last_entry if submission.confirmed_at else None
    blocks = [
        *_state_notes(submission, state),
        document.facts(_receipt_facts(submission, consultation, entry)),
        document.heading(_("What you wrote")),
    ]
    for remark in submission.remarks.all():
        blocks += _remark(*(getattr(remark, part) for part in REMARK_PARTS))
    blocks += _files([attachment.name for attachment in submission.attachments.all()])
    if entry:
        blocks += [
            document.heading(_("How to check it")),
            document.paragraph(
                _(
                    "The number and the hash of the entry belong to the record of the "
                    "consultation: if anything recorded up to this entry were changed or removed, "
                    "the hash would no longer fit. Please keep this paper. The portal lists the "
                    "hashes of all entries and says how to compare them."
                )
            ),
        ]
    number = submission.reference.replace("/", "-") or "0"
    title = _("Receipt: remarks no. %(number)s") % {"number": submission.reference}
    paper = document.Document(
        title=title if submission.reference else _("Remarks not yet submitted"),
        issuer=issuer().name,
        day=timezone.localtime(submission.confirmed_at or submission.received_at).date(),
        edition=consultation.case_no,
        parts=[document.part(*blocks)],
        lang=get_language(),
    )
    return f"potwierdzenie-{number}.pdf", paper.pdf()


def _state_notes(submission, state):
    if state == SubmissionState.UNCONFIRMED:
        return [
            document.note(_("These remarks have NOT been submitted yet.")),
            document.paragraph(
                _(
                    "We have sent an e-mail with a link. Please confirm there by %(date)s: only "
                    "then the remarks are submitted."
                )
                % {"date": dates.minute(submission.confirm_by)}
            ),
        ]
    if state == SubmissionState.EXPIRED:
        return [document.note(_("These remarks were not confirmed in time and do not count."))]
    if state == SubmissionState.ERASED:
        return []
    if state == SubmissionState.WITHDRAWN:
        withdrawn = dates.minute(submission.withdrawn_at)
        return [
            document.note(
                _("These remarks were withdrawn on %(date)s and do not count.")
                % {"date": withdrawn}
            )
        ]
    return [
        document.note(
            _("These remarks are in the record under number %(number)s.")
            % {"number": submission.reference}
        )
    ]


def _receipt_facts(submission, consultation, entry):
    rows = [(pgettext("fact", "Consultation"), consultation.title_in(get_language()))]
    if consultation.case_no:
        rows.append((_("Case number"), consultation.case_no))
    rows.append((pgettext("fact", "Received"), dates.minute(submission.received_at)))
    if submission.confirmed_at:
        rows.append((pgettext("fact", "Confirmed"), dates.minute(submission.confirmed_at)))
    if name := submission.identity.declared:
        rows.append((_("Name of the organisation"), name))
    if submission.identity.person:
        rows.append((_("Name of the person submitting"), submission.identity.person))
    if entry:
        rows.append((_("Number of the entry"), str(entry.seq)))
        rows.append((_("Hash of the entry"), in_groups(entry.hash)))
    if consultation.answers_due and not consultation.results_at:
        rows.append((_("Answers by"), dates.day(consultation.answers_due)))
    return rows


def in_groups(digest):
    """A hash as people can compare it: eight signs at a time, on two lines."""
    groups = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return f"{' '.join(groups[:4])}\n{' '.join(groups[4:])}"


def draft_paper(data):
    """The draft of a submission, for a board to read and decide on.

    `data` is plain: `title` and `case_no` of the consultation, `day` (of the draft), `last_day`
    (for submitting), `sender` (names and values), `remarks` (each with REMARK_PARTS) and `files`
    (their names).
    """
    rows = [
        (pgettext("fact", "Consultation"), data["title"]),
        (_("Case number"), data["case_no"]),
        *data["sender"],
    ]
    blocks = [
        document.note(_("This is a draft. The remarks have NOT been submitted yet.")),
        document.paragraph(
            _("Remarks on this text are taken until %(day)s, to the end of the day.")
            % {"day": dates.until_day(data["last_day"])}
        ),
        document.facts((name, value) for name, value in rows if value),
    ]
    blocks.append(document.heading(pgettext("draft", "Remarks")))
    for remark in data["remarks"]:
        blocks += _remark(*(remark.get(part, "") for part in REMARK_PARTS))
    blocks += _files(data.get("files", []))
    blocks.append(document.heading(_("Decision of the board")))
    blocks.append(document.ticks([_("We submit these remarks."), _("We want them changed:")]))
    blocks.append(
        document.table([_("Name and function"), _("Date and signature")], [["", ""]] * 3, tall=14)
    )
    paper = document.Document(
        title=_("Draft of remarks for the board"),
        issuer=issuer().name,
        day=data["day"],
        edition=data["case_no"],
        parts=[document.part(*blocks)],
        lang=get_language(),
    )
    return "projekt-uwag.pdf", paper.pdf()


def _files(names):
    if not names:
        return []
    return [document.heading(_("Attachments"), level=3), document.bullets(names)]


def _remark(label, quote, body, proposed, justification):
    said = [
        (quote, _("Current wording")),
        (body, _("What should change?")),
        (proposed, _("Proposed wording")),
        (justification, _("Justification")),
    ]
    return [
        document.heading(label or _("As a whole"), level=3),
        *(document.quote(words, name) for words, name in said if words),
    ]
