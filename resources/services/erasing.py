"""Erasing personal data: asked for or due, decided by the controller, and then for good.

What is erased leaves the tables, the files and the outbox. The ledger keeps that it was there:
the key under which it was recorded is destroyed, so nothing can be learnt or guessed from it.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import outbox
from portal.models import OutgoingMail
from resources import public
from resources.choices import Decision, ErasureCause, ErasureScope
from resources.models import (
    AnswerEvent,
    Attachment,
    Consultation,
    ErasureRequest,
    Moderation,
    Note,
    Remark,
    Response,
    Support,
)
from resources.services import archiving, drafting, following, ledger, reporting
from resources.services.verify import fits

#: What nobody confirmed gets no answer: it is due so long after the close.
UNCONFIRMED_KEPT = timedelta(days=30)

SAY_WHY = gettext_lazy("Say why the data are kept. Whoever asked for the erasure should learn it.")


@transaction.atomic
def ask(submission, how, received_at, by, now, support=None):
    """Logs that somebody asked for the erasure of their data; nothing is erased by that."""
    head = ledger.lock(submission.consultation)
    request = ErasureRequest(
        submission=submission, support=support, how=how, received_at=received_at, entered_by=by
    )
    if not how.strip():
        raise ValidationError({"how": _("Say by whom and how the request came.")})
    if received_at > now:
        raise ValidationError({"received_at": _("This day is still to come.")})
    request.clean_fields(
        exclude=["submission", "support", "decided_at", "decided_by", "entered_by"]
    )
    request.save()
    ledger.append(head, "erasure_requested", now, [request], **_about(request))
    return request


def requests_in(consultation):
    """All requests about one consultation, with what a list tells of them."""
    return ErasureRequest.objects.filter(submission__consultation=consultation).select_related(
        "submission__consultation", "submission__identity", "support", "decided_by", "entered_by"
    )


def _about(request):
    about = {"submission": request.submission_id, "request": request.pk}
    about |= {"support": request.support_id} if request.support_id else {}
    return about | ({"by": request.decided_by_id} if request.decided_by_id else {})


@transaction.atomic
def refuse(requests, reason, by, now):
    """The controller keeps the data of these requests, all of one consultation, and says why."""
    if not reason.strip():
        raise ValidationError(SAY_WHY)
    head = _lock(requests)
    for request in requests:
        _decide(request, Decision.REFUSED, reason, by, now)
        ledger.append(head, "erasure_refused", now, **_about(request))
    return len(requests)


@transaction.atomic
def grant(requests, scope, reason, by, now):
    """Erases what the requests, all of one consultation, are about; returns how many.

    Refused, with a sentence, where the record is not what the ledger says: to erase it would
    also erase the trace of whoever changed it.
    """
    head = _lock(requests)
    consultation = requests[0].submission.consultation
    if not fits(consultation, [row for request in requests for row in _recorded(request)]):
        raise ValidationError(
            _(
                "What is to be erased is not what was recorded. Check the record "
                "(verify_consultation) before anything goes."
            )
        )
    named = [_public_name(request) for request in requests]
    for request in requests:
        _decide(request, Decision.GRANTED, reason, by, now, scope=scope)
        _erase(request, head, now)
    archiving.forget(consultation.archives.all())
    # A typed name of an organisation can tell a person's, and a report holds it.
    if scope == ErasureScope.CONTENT or [_public_name(request) for request in requests] != named:
        reporting.renew(consultation, by, now)
    return len(requests)


def _public_name(request):
    """By what name the public is told of whom a request is about."""
    if request.support_id:
        return public.name_of(request.support)
    return public.name_of(request.submission.identity, request.submission.who)


def _lock(requests):
    """The locked head of their ledger; a request decided meanwhile stops all."""
    head = ledger.lock(requests[0].submission.consultation)
    for request in requests:
        request.refresh_from_db()
        if request.decision != Decision.PENDING:
            raise ValidationError(_("One of these requests has been decided already."))
    return head


def _decide(request, decision, reason, by, now, **more):
    values = {"decision": decision, "reason": reason, "decided_at": now, "decided_by": by, **more}
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))


def _recorded(request):
    """The rows that the ledger holds of what a request is about."""
    return [request.support] if request.support_id else ledger.rows_of(request.submission)


def _erase(request, head, now):
    submission = request.submission
    _forget_own(submission.consultation, (request.support or submission.identity).email)
    if request.support_id:
        rows, mails = [request.support], request.support.mails
        _empty(request.support, now)
        ledger.destroy_key(support=request.support)
    else:
        _forget_beside(submission)
        rows, mails = ledger.rows_of(submission), submission.mails
        for row in rows:
            if request.scope == ErasureScope.CONTENT or not isinstance(row, Remark | Moderation):
                _empty(row, now)
        if request.scope == ErasureScope.CONTENT:
            _forget_answers(submission, now)
        for attachment in submission.attachments.all():
            _delete_file(attachment.file)
        ledger.destroy_key(submission=submission)
    outbox.forget(OutgoingMail.objects.filter(about=mails))
    ledger.append(head, "erased", now, rows, scope=request.scope, **_about(request))


def _empty(row, now):
    """The one update that the guard lets through: texts emptied, the moment set."""
    if row.erased_at:
        return
    columns = row.append_only.erasable
    for column in columns:
        setattr(row, column, "")
    row.erased_at = now
    row.save(update_fields=[*columns, "erased_at"])


def _delete_file(file):
    # After the commit: a file that is gone cannot come back with a transaction that fails.
    transaction.on_commit(lambda: file.storage.delete(file.name), robust=True)


def delete_erased_files():
    """Deletes files of erased attachments that a process was killed before it came to."""
    for attachment in Attachment.objects.exclude(erased_at=None):
        attachment.file.storage.delete(attachment.file.name)


def _forget_beside(submission):
    """What lies beside the record of a submission: notes, a draft left over."""
    Note.objects.filter(remark__submission=submission).delete()
    left = submission.consultation.drafts.filter(key=submission.key, attachments=None)
    drafting.throw_away(left)


def _forget_answers(submission, now):
    """Answers may quote the remark: those not published go, and words of the history of all."""
    Response.objects.filter(remark__submission=submission, published_at=None).delete()
    AnswerEvent.objects.filter(remark__submission=submission, erased_at=None).update(
        reason="", note="", erased_at=now
    )


def _forget_own(consultation, email):
    """A follower and drafts of this address, and what was written to it of drafts and notices."""
    if not email:
        return
    drafting.forget(consultation, email)
    for follower in consultation.followers.filter(email__iexact=email):
        following.stop(follower)
    for mails in (drafting.mails_in(consultation), following.mails_in(consultation)):
        outbox.forget(mails.filter(to__iexact=email))


def list_due(now):
    """Puts before the controller what has outlived its retention; erases nothing by itself.

    What goes wrong with one consultation is raised after all the others had their turn.
    """
    failures = []
    for consultation in Consultation.objects.filter(closes_at__lte=now):
        try:
            if _kept_until(consultation) <= now:
                _list_due(consultation, now)
            elif consultation.closes_at + UNCONFIRMED_KEPT <= now:
                _list_due(consultation, now, confirmed_at=None)
        except Exception as failure:
            failure.add_note(f"consultation {consultation.pk}")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("what is due for erasure was not listed", failures)


def _kept_until(consultation):
    """The years count from the 1 January after the answers; without any, after the close."""
    last = timezone.localtime(consultation.results_at or consultation.closes_at)
    year = last.year + 1 + consultation.retention_years
    return datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())


@transaction.atomic
def _list_due(consultation, now, **which):
    """Lists senders and those who joined, of them `which`, that were not listed before."""
    listed = ErasureRequest.objects.filter(cause=ErasureCause.RETENTION)
    senders = consultation.submissions.filter(identity__erased_at=None, **which).exclude(
        pk__in=listed.filter(support=None).values("submission")
    )
    supporters = Support.objects.filter(
        submission__consultation=consultation, erased_at=None, **which
    ).exclude(pk__in=listed.exclude(support=None).values("support"))
    if not senders.exists() and not supporters.exists():
        return
    head = ledger.lock(consultation)
    due = [ErasureRequest(submission=submission) for submission in senders]
    due += [ErasureRequest(submission_id=s.submission_id, support=s) for s in supporters]
    for request in due:
        request.cause, request.received_at = ErasureCause.RETENTION, now
    ErasureRequest.objects.bulk_create(due)
    ledger.append(head, "retention_over", now, due, requests=len(due))
