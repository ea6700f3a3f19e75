"""From a draft answer to the published position of the mayor."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resources.choices import AnswerAct, Approval
from resources.models import AnswerEvent, Remark, Response
from resources.services import ledger
from resources.services.submitting import write_mail


class ChangedMeanwhile(Exception):
    """Somebody else changed the answer; `response` is how it stands now."""

    def __init__(self, response):
        self.response = response
        super().__init__()


def _unpublished(response):
    if response.published_at:
        raise ValidationError(_("A published answer cannot be changed."))


def _note(response, act, by, now, note=""):
    """Keeps the act and the words of that moment in the answer's history."""
    AnswerEvent.objects.create(
        remark_id=response.remark_id,
        at=now,
        by=by,
        act=act,
        outcome=response.outcome,
        reason=response.reason,
        note=note,
    )


@transaction.atomic
def draft(remark, outcome, reason, by, now, seen=None):
    """Saves a draft of the answer; an approved one goes back to being a draft.

    `seen` is the digest of the answer that the clerk had before them ("" for none yet): when
    somebody else has changed it since, ChangedMeanwhile is raised and nothing is overwritten.
    """
    ledger.lock(remark.submission.consultation)
    response = Response.objects.filter(remark=remark).first()
    if seen is not None and seen != (response.digest if response else ""):
        raise ChangedMeanwhile(response)
    response = response or Response(remark=remark)
    _unpublished(response)
    response.outcome, response.reason, response.drafted_by = outcome, reason, by
    response.approval = Approval.DRAFT
    response.approved_by = response.approved_at = None
    response.full_clean(exclude=["drafted_by", "approved_by", "approved_at", "published_at"])
    response.save()
    _note(response, AnswerAct.DRAFTED, by, now)
    return response


def _move(responses, allowed, to, act, by, now, note="", **values):
    moved = 0
    for response in responses:
        _unpublished(response)
        if response.approval in allowed:
            response.approval = to
            for name, value in values.items():
                setattr(response, name, value)
            response.save(update_fields=["approval", *values])
            _note(response, act, by, now, note)
            moved += 1
    return moved


@transaction.atomic
def put_forward(responses, by, now):
    """Hands drafts to the mayor; returns how many."""
    allowed = {Approval.DRAFT, Approval.RETURNED}
    return _move(responses, allowed, Approval.SUBMITTED, AnswerAct.PUT_FORWARD, by, now)


@transaction.atomic
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


@transaction.atomic
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


def obstacles(consultation, now):
    """Why the answers cannot be published now: sentences, empty when they can."""
    sentences = []
    if consultation.results_at:
        sentences.append(_("The answers have been published already."))
    if now < consultation.results_from:
        sentences.append(
            _("Somebody may still confirm a remark sent in time. Answers can be published later.")
        )
    open_remarks = (
        Remark.objects.accepted()
        .filter(submission__consultation=consultation)
        .exclude(response__approval=Approval.APPROVED)
        .count()
    )
    if open_remarks:
        sentences.append(
            ngettext(
                "%(count)s remark has no approved answer yet.",
                "%(count)s remarks have no approved answer yet.",
                open_remarks,
            )
            % {"count": open_remarks}
        )
    return sentences


@transaction.atomic
def publish_all(consultation, now):
    """Publishes all answers at once and writes one mail to each sender."""
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if sentences := obstacles(consultation, now):
        raise ValidationError(sentences)
    remarks = list(
        Remark.objects.accepted()
        .filter(submission__consultation=consultation)
        .select_related("response", "submission__identity", "submission__consultation")
        .order_by("number")
    )
    for remark in remarks:
        remark.response.published_at = now
        remark.response.save(update_fields=["published_at"])
        ledger.append(
            head,
            "answered",
            now,
            rows=[remark.response],
            remark=remark.pk,
            outcome=remark.response.outcome,
        )
    consultation.results_at = now
    consultation.save(update_fields=["results_at"])
    override = ledger.digest_of(consultation.results_override)
    ledger.append(head, "results", now, remarks=len(remarks), override=override)
    for submission in {remark.submission_id: remark.submission for remark in remarks}.values():
        write_mail(submission, "results", now)
    return len(remarks)
