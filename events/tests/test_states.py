"""What a reader is told follows from the clock and the organiser's decision."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from events.choices import EventState
from events.models import EventPage, Meeting
from events.tests.factories import NOW, REPORT, make_calendar, make_event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        (timedelta(seconds=-1), EventState.PLANNED),
        (timedelta(0), EventState.RUNNING),
        (timedelta(hours=2, seconds=-1), EventState.RUNNING),
        (timedelta(hours=2), EventState.HELD),
    ],
)
def test_state_follows_the_clock_and_its_ends_are_half_open(ago, state):
    meeting = Meeting(starts_at=NOW, ends_at=NOW + timedelta(hours=2))
    assert meeting.state(NOW + ago) == state


def test_a_cancelled_meeting_stays_cancelled():
    meeting = Meeting(starts_at=NOW, ends_at=NOW + timedelta(hours=2), plan="cancelled")
    assert meeting.state(NOW + timedelta(days=9)) == EventState.CANCELLED


def test_a_meeting_that_ends_before_it_starts_is_refused_beside_the_field():
    with pytest.raises(ValidationError) as refused:
        make_event(make_calendar(), ends_at=NOW)
    assert "ends_at" in refused.value.message_dict


def test_confirming_after_the_meeting_is_refused_beside_the_field():
    day_after = (NOW + timedelta(days=6)).date()
    with pytest.raises(ValidationError) as refused:
        make_event(make_calendar(), confirm_by=day_after)
    assert "confirm_by" in refused.value.message_dict


def test_publishing_makes_one_meeting_and_publishing_again_keeps_it():
    event = make_event(make_calendar())
    event.place = "Dom Kultury"
    event.save_revision().publish()
    assert Meeting.objects.get().place == "Dom Kultury"
    assert EventPage.objects.get().meeting == Meeting.objects.get()


def test_a_draft_changes_no_published_fact():
    event = make_event(make_calendar())
    event.place = "Dom Kultury"
    event.save_revision()
    assert Meeting.objects.get().place == "Biblioteka Gminna"


def test_a_copied_event_is_another_meeting():
    event = make_event(make_calendar())
    copy = event.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, keep_live=True)
    copy = EventPage.objects.get(pk=copy.pk)
    assert Meeting.objects.count() == 2
    assert copy.meeting_id != event.meeting_id


def test_a_meeting_goes_with_its_last_page():
    event = make_event(make_calendar())
    event.delete()
    assert not Meeting.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_a_report_is_told_only_after_the_end(client):
    event = make_event(make_calendar(), body=REPORT, starts_in=timedelta(hours=-1))
    assert "dwadzieścia siedem" not in client.get(event.url).text
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert "dwadzieścia siedem" in client.get(event.url).text
