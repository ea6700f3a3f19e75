"""From a draft answer to the published position of the mayor."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.models import OutgoingMail
from resources.choices import AnswerAct, Approval
from resources.models import AnswerEvent, Consultation, Remark, Response
from resources.services import ledger, supporting
from resources.services.submitting import letter


class ChangedMeanwhile(Exception):
    """Somebody else changed the answer; `response` is how it stands now."""

    def __init__(self, response):
        self.response = response
        super().__init__()


def mark(response):
    """Names what somebody saw: the answer's words and where it stood; "" for no answer yet."""
    return f"{response.approval}-{response.digest}" if response else ""


def _unpublished(response):
    if response.published_at:
        raise ValidationError(_("A published answer cannot be changed."))


def _note(responses, act, by, now, note=""):
    """Keeps the act and the words of that moment in the history of each answer."""
    AnswerEvent.objects.bulk_create(
        AnswerEvent(
            remark_id=response.remark_id,
            at=now,
            by=by,
            act=act,
            outcome=response.outcome,
            reason=response.reason,
            note=note,
        )
        for response in responses
    )


def draft(remark, outcome, reason, by, now, seen=None):
    """Saves a draft of the answer; an approved one goes back to being a draft.

    `seen` is the `mark` of the answer that the clerk had before them: when somebody else has
    changed it since, ChangedMeanwhile is raised and nothing is overwritten.
    """
    seen = None if seen is None else {remark.pk: seen}
    saved, left = draft_many([remark], outcome, reason, by, now, seen)
    if left:
        _unpublished(left[0])
        raise ChangedMeanwhile(left[0])
    return saved[0]


@transaction.atomic
def draft_many(remarks, outcome, reason, by, now, seen=None):
    """Saves the same words as a draft for each of several remarks of one consultation.

    Returns the answers that were saved and those that were left as they are, because they are
    published or, by the marks in `seen` (by remark), were changed by somebody else.
    """
    ledger.lock(remarks[0].submission.consultation)
    standing = {r.remark_id: r for r in Response.objects.filter(remark__in=remarks)}
    saved, left = [], []
    for remark in remarks:
        response = standing.get(remark.pk)
        changed = seen is not None and seen.get(remark.pk, "") != mark(response)
        if response and (response.published_at or changed):
            left.append(response)
            continue
        response = response or Response(remark=remark)
        response.outcome, response.reason, response.drafted_by = outcome, reason, by
        response.approval = Approval.DRAFT
        response.approved_by = response.approved_at = None
        saved.append(response)
    for response in saved[:1]:  # the words are the same for all
        response.clean_fields(exclude=["drafted_by", "approved_by", "approved_at", "published_at"])
    new = [response for response in saved if response.pk is None]
    Response.objects.filter(pk__in=[r.pk for r in saved if r.pk]).update(
        outcome=outcome,
        reason=reason,
        drafted_by=by,
        approval=Approval.DRAFT,
        approved_by=None,
        approved_at=None,
    )
    Response.objects.bulk_create(new)
    _note(saved, AnswerAct.DRAFTED, by, now)
    return saved, left


@transaction.atomic
def _move(responses, allowed, to, act, by, now, note="", **values):
    """Moves those that stand in an allowed state now; returns how many."""
    keys = [response.pk for response in responses]
    concerned = Consultation.objects.filter(submissions__remarks__response__in=keys)
    for consultation in concerned.distinct().order_by("pk"):
        ledger.lock(consultation)
    standing = list(Response.objects.filter(pk__in=keys))
    for response in standing:
        _unpublished(response)
    moved = [response for response in standing if response.approval in allowed]
    Response.objects.filter(pk__in=[r.pk for r in moved]).update(approval=to, **values)
    _note(moved, act, by, now, note)
    return len(moved)


def put_forward(responses, by, now):
    """Hands drafts to the mayor; returns how many."""
    allowed = {Approval.DRAFT, Approval.RETURNED}
    return _move(responses, allowed, Approval.SUBMITTED, AnswerAct.PUT_FORWARD, by, now)


def approve(responses, by, now):
    """The mayor's decision on answers put forward; returns how many."""
    return _move(
        responses,
        {Approval.SUBMITTED},
        Approval.APPROVED,
        AnswerAct.APPROVED,
        by,
        now,
        approved_by=by,
        approved_at=now,
    )


def send_back(responses, by, now, note=""):
    """The mayor wants another answer, and says in `note` what; returns how many."""
    return _move(
        responses,
        {Approval.SUBMITTED, Approval.APPROVED},
        Approval.RETURNED,
        AnswerAct.RETURNED,
        by,
        now,
        note=note,
        approved_by=None,
        approved_at=None,
    )


def _unpublished_remarks(consultation):
    """Remarks that count and have no published answer, in the order of their numbers."""
    return (
        Remark.objects.accepted()
        .filter(submission__consultation=consultation, response__published_at=None)
        .order_by("number")
    )


def ready(consultation):
    """Remarks whose answer is approved and not yet published."""
    return _unpublished_remarks(consultation).filter(response__approval=Approval.APPROVED)


def unanswered(consultation):
    """Remarks that count and have no approved answer."""
    return _unpublished_remarks(consultation).exclude(response__approval=Approval.APPROVED)


def waits(consultation, now):
    """Why nothing can be published now, whatever is answered: sentences, empty when it can."""
    sentences = []
    if consultation.results_at and not ready(consultation).exists():
        sentences.append(_("The answers have been published already."))
    if now < consultation.results_from:
        sentences.append(
            _("Somebody may still confirm a remark sent in time. Answers can be published later.")
        )
    return sentences


def obstacles(consultation, now):
    """Why the answers cannot be published now: sentences, empty when they can.

    Once some were published with a reason for the missing ones, the rest may follow as they come.
    """
    sentences = waits(consultation, now)
    if not consultation.results_override and (missing := unanswered(consultation).count()):
        sentences.append(
            ngettext(
                "%(count)s remark has no approved answer yet.",
                "%(count)s remarks have no approved answer yet.",
                missing,
            )
            % {"count": missing}
        )
    return sentences


@transaction.atomic
def publish_all(consultation, now, override=""):
    """Publishes all approved answers at once and tells who sent and who joined remarks.

    `override` is the reason, shown to the public, for publishing while some remarks have no
    approved answer; those can be published later, when they have one. Returns how many answers
    were published.
    """
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if sentences := waits(consultation, now) if override else obstacles(consultation, now):
        raise ValidationError(sentences)
    missing = unanswered(consultation).count()
    remarks = list(ready(consultation).select_related("response"))
    answers = [remark.response.pk for remark in remarks]
    Response.objects.filter(pk__in=answers).update(published_at=now)
    for remark in remarks:
        remark.response.published_at = now
    ledger.append_all(
        head,
        "answered",
        now,
        [([r.response], {"remark": r.pk, "outcome": r.response.outcome}) for r in remarks],
    )
    told = consultation.submissions.filter(confirmed_at__isnull=False, withdrawn_at=None)
    if consultation.results_at:
        told = told.filter(pk__in={remark.submission_id for remark in remarks})
    else:
        _close(head, consultation, len(remarks), missing, override, now)
    _tell(told, consultation, now)
    return len(remarks)


def _close(head, consultation, answered, missing, override, now):
    """Ends the consultation with its results."""
    consultation.results_at = now
    consultation.results_override = override if missing else ""
    consultation.save(update_fields=["results_at", "results_override"])
    why = ledger.digest_of(consultation.results_override)
    ledger.append(head, "results", now, remarks=answered, missing=missing, override=why)


def _tell(submissions, consultation, now):
    """Writes to senders with an address and to who joined, at once: others wait for the lock."""
    remarks = Remark.objects.select_related("response").prefetch_related("response__redactions")
    letters = []
    for submission in (
        submissions.exclude(identity__email="")
        .select_related("identity")
        .prefetch_related(Prefetch("remarks", remarks))
    ):
        submission.consultation = consultation
        letters.append(letter(submission, "results", now))
    letters += supporting.results_letters(submissions, consultation, now)
    OutgoingMail.queue(letters)
