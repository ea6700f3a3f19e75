"""The one reminder to confirm."""

from datetime import timedelta

import pytest

from portal.models import OutgoingMail
from portal.signals import tick

pytestmark = pytest.mark.django_db


def test_one_reminder_in_the_last_day_and_none_to_who_has_confirmed(send):
    waiting = send(confirm=False, email="czeka@poczta.example")
    send(email="potwierdzone@poczta.example")
    OutgoingMail.objects.all().delete()
    tick.send(sender=None, now=waiting.confirm_by - timedelta(hours=25))
    assert not OutgoingMail.objects.exists()
    for minutes in (60, 61, 62):
        tick.send(sender=None, now=waiting.confirm_by - timedelta(minutes=minutes))
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["czeka@poczta.example"]
    tick.send(sender=None, now=waiting.confirm_by + timedelta(hours=1))
    assert OutgoingMail.objects.count() == 1
