"""The portal's clock: does what has fallen due, once or every so many seconds."""

import logging
import time

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from portal import outbox
from portal.models import OutgoingMail
from portal.signals import tick

logger = logging.getLogger(__name__)


def publish_scheduled(now):
    call_command("publish_scheduled", verbosity=0)


def prune_task_results(now):
    call_command("prune_db_task_results", verbosity=0, min_age_days=7)


def tell_apps(now):
    for receiver, answer in tick.send_robust(sender=None, now=now):
        if isinstance(answer, Exception):
            raise RuntimeError(f"{receiver.__module__}.{receiver.__name__} failed") from answer


def send_mail(now):
    outbox.drain()  # by a running clock: many mails may take longer than one claim lasts


def forget_mail(now):
    # What mails are about something for is known to whoever wrote them.
    outbox.forget_old(OutgoingMail.objects.filter(about=""), now)


STEPS = [publish_scheduled, tell_apps, send_mail, forget_mail, prune_task_results]


def run_once():
    """Runs every step, also after one that failed; returns the names of those that failed."""
    failed = []
    for step in STEPS:
        try:
            step(timezone.now())
        except Exception:
            logger.exception("%s failed", step.__name__)
            failed.append(step.__name__)
    return failed


class Command(BaseCommand):
    help = "Publishes what is scheduled, lets reminders and expiry happen, sends waiting mail."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on until stopped")

    def handle(self, *args, every, **options):
        if not every:
            if failed := run_once():
                raise CommandError(f"Failed: {', '.join(failed)}")
            return
        while True:
            close_old_connections()
            run_once()
            time.sleep(every)
