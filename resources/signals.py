"""What the record does when the clock ticks."""

from datetime import timedelta

from django.dispatch import receiver

from portal.signals import tick
from resources.models import CaseArchive, Report, ReportFile, Submission
from resources.services import (
    archiving,
    background,
    drafting,
    erasing,
    following,
    reporting,
    submitting,
)

#: The one reminder goes out when this much of the time to confirm is left.
REMIND_BEFORE = timedelta(hours=24)


@receiver(tick, dispatch_uid="resources.remind_unconfirmed")
def remind_unconfirmed(sender, now, **kwargs):
    waiting = Submission.objects.filter(
        confirmed_at=None,
        erased_at=None,
        reminded_at=None,
        confirm_by__gt=now,
        confirm_by__lte=now + REMIND_BEFORE,
    ).select_related("consultation", "identity")
    for submission in waiting:
        submitting.remind(submission, now)


@receiver(tick, dispatch_uid="resources.tell_followers")
def tell_followers(sender, now, **kwargs):
    following.tell_due(now)
    following.forget_due(now)


@receiver(tick, dispatch_uid="resources.finish_papers")
def finish_papers(sender, now, **kwargs):
    """Reports and archives that the task worker has lost."""
    archiving.forget_due(now)
    for report in background.undone(Report, now):
        reporting.make_files(report)
    for archive in background.undone(CaseArchive, now):
        archiving.pack(archive)


@receiver(tick, dispatch_uid="resources.delete_nobodys_files")
def delete_nobodys_files(sender, now, **kwargs):
    """Once an hour: a storage elsewhere is asked over the network for all that it holds."""
    if now.minute == 0:
        for model in (ReportFile, CaseArchive):
            background.delete_nobodys(model, now)
        erasing.delete_erased_files()


@receiver(tick, dispatch_uid="resources.delete_old_drafts")
def delete_old_drafts(sender, now, **kwargs):
    drafting.throw_away(drafting.run_out(now))
    drafting.forget_mails(now)


@receiver(tick, dispatch_uid="resources.list_due_erasures")
def list_due_erasures(sender, now, **kwargs):
    erasing.list_due(now)
