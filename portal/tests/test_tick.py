"""One tick does everything that is due, and what fails in it stops nothing else."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from portal.models import OutgoingMail
from portal.signals import tick


@pytest.fixture
def receiver():
    """Connects functions to the tick for one test."""
    connected = []

    def connect(function):
        tick.connect(function, weak=False)
        connected.append(function)

    yield connect
    for function in connected:
        tick.disconnect(function)


@pytest.mark.django_db
def test_due_mail_is_sent_and_apps_are_told_the_time(smtp, receiver):
    told = []
    receiver(lambda now, **kwargs: told.append(now))
    OutgoingMail.write("osoba@example.org", "Temat", "Treść")
    call_command("tick")
    call_command("tick")
    assert len(smtp.accepted) == 1
    assert len(told) == 2
    assert timezone.now() - told[0] < timedelta(seconds=30)


@pytest.mark.django_db
def test_a_failing_app_is_named_and_mail_still_leaves(smtp, receiver):
    def broken(now, **kwargs):
        raise ValueError("broken on purpose")

    receiver(broken)
    OutgoingMail.write("osoba@example.org", "Temat", "Treść")
    with pytest.raises(CommandError, match="tell_apps"):
        call_command("tick")
    assert len(smtp.accepted) == 1


@pytest.mark.django_db
def test_a_page_scheduled_for_now_goes_public():
    page = Page.objects.get(depth=1).add_child(instance=Page(title="Plan", live=False))
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    assert revision.approved_go_live_at
    call_command("tick")
    page.refresh_from_db()
    assert page.live
