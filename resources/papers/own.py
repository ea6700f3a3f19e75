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


def receipt_paper(submission, now):
    """What proves that the remarks are in the record; it says so when they are not."""
    state = submission.state(now)
    consultation = submission.consultation
    entry = submission.ledger.order_by("seq").last() if submission.confirmed_at else None
    blocks = [
        *_state_notes(submission, state),
        document.facts(_receipt_facts(submission, consultation, entry)),
        document.heading(_("What you wrote")),
    ]
    for remark in submission.remarks.all():
        blocks += _remark(
            remark.label, remark.quote, remark.body, remark.proposed, remark.justification
        )
    if files := [attachment.name for attachment in submission.attachments.all()]:
        blocks += [document.heading(_("Attachments"), level=3), document.bullets(files)]
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
    rows = [(pgettext("fact", "Consultation"), consultation.title)]
    if consultation.case_no:
        rows.append((_("Case number"), consultation.case_no))
    rows.append((pgettext("fact", "Received"), dates.minute(submission.received_at)))
    if submission.confirmed_at:
        rows.append((pgettext("fact", "Confirmed"), dates.minute(submission.confirmed_at)))
    if name := submission.identity.organisation_name or submission.identity.organisation:
        rows.append((_("Name of the organisation"), str(name)))
    if submission.identity.person:
        rows.append((_("Name of the person submitting"), submission.identity.person))
    if entry:
        rows.append((_("Number of the entry"), str(entry.seq)))
        rows.append((_("Hash of the entry"), in_groups(entry.hash)))
    if consultation.answers_due and not consultation.results_at:
        rows.append((_("Answers by"), dates.day(consultation.answers_due)))
    return rows


def in_groups(digest):
    """A hash as people can compare it: eight signs at a time."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def draft_paper(data):
    """The draft of a submission, for a board to read and decide on.

    `data` is plain: `title` and `case_no` of the consultation, `day` (a date), `last_day` (a
    date or None), `remarks` (each with label, quote, body, proposed, justification), `sender`
    (names and values), and `url`, the page to go on from, if it may stand on paper.
    """
    last_day = data.get("last_day")
    blocks = [document.note(_("This is a draft. The remarks have NOT been submitted yet."))]
    if last_day:
        blocks.append(
            document.paragraph(
                _("Remarks on this text are taken until %(day)s, to the end of the day.")
                % {"day": dates.until_day(last_day)}
            )
        )
    rows = [(pgettext("fact", "Consultation"), data["title"])]
    rows += [(_("Case number"), data["case_no"])] if data.get("case_no") else []
    rows += [(name, value) for name, value in data.get("sender", []) if value]
    rows += [(_("To go on writing"), data["url"])] if data.get("url") else []
    blocks.append(document.facts(rows))
    blocks.append(document.heading(pgettext("draft", "Remarks")))
    for remark in data["remarks"]:
        names = ("label", "quote", "body", "proposed", "justification")
        blocks += _remark(*(remark.get(name, "") for name in names))
    blocks.append(document.heading(_("Decision of the board")))
    blocks.append(document.ticks([_("We submit these remarks."), _("We want them changed:")]))
    blocks.append(
        document.table([_("Name and function"), _("Date and signature")], [["", ""]] * 3, tall=14)
    )
    paper = document.Document(
        title=_("Draft of remarks for the board"),
        issuer=issuer().name,
        day=data["day"],
        edition=data.get("case_no", ""),
        parts=[document.part(*blocks)],
        lang=get_language(),
    )
    return "projekt-uwag.pdf", paper.pdf()


def _remark(label, quote, body, proposed, justification):
    said = [
        (quote, _("Current wording")),
        (body, _("What should change?")),
        (proposed, _("Proposed wording")),
        (justification, _("Justification")),
    ]
    return [
        document.heading(label or _("The whole draft"), level=3),
        *(document.quote(words, name) for words, name in said if words),
    ]
