"""The meeting of a consultation, told of in the report and in the calendar file."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.tests.factories import make_calendar, make_event
from resources.models import ConsultationPage
from resources.services import reporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(consultation):
    """Makes a meeting of two hours and names it on the consultation's page."""

    def meeting(begins_in=timedelta(hours=-5), **fields):
        event = make_event(
            make_calendar(), "Otwarte spotkanie", starts_at=timezone.now() + begins_in, **fields
        )
        ConsultationPage.objects.update(meeting_page=event.pk)
        return event

    return meeting


def told(consultation):
    content = reporting.preview(consultation, timezone.now())
    return content["meeting"], [s for s in content["summary"] if "spotkanie" in s]


def test_a_meeting_that_took_place_is_in_the_report(consultation, meeting):
    held = meeting()
    on = timezone.localtime(held.starts_at).date().isoformat()
    facts, [sentence] = told(consultation)
    assert facts == {"title": "Otwarte spotkanie", "on": on, "place": "Biblioteka Gminna"}
    assert sentence.endswith("odbyło się spotkanie: „Otwarte spotkanie”.")


@pytest.mark.parametrize(
    "not_held",
    [
        {"plan": "cancelled"},
        {"plan": "postponed"},
        {"publish": False},
        {"begins_in": timedelta(days=2)},
        {"begins_in": timedelta(hours=-1)},
    ],
)
def test_a_meeting_that_did_not_take_place_is_not(consultation, meeting, not_held):
    meeting(**not_held)
    assert told(consultation) == (None, [])


def test_a_meeting_whose_page_was_withdrawn_is_not_in_the_report(consultation, meeting):
    meeting().unpublish()
    assert told(consultation) == (None, [])


def test_a_page_that_is_no_meeting_is_not_taken_for_one(consultation, programme_page):
    ConsultationPage.objects.update(meeting_page=programme_page.pk)
    assert told(consultation) == (None, [])


@pytest.mark.parametrize("plan", ["as_planned", "postponed", "cancelled"])
def test_the_calendar_file_has_no_meeting_that_is_off(client, consultation, meeting, plan):
    meeting(begins_in=timedelta(days=2), plan=plan)
    content = client.get(f"/uwagi/terminy/{consultation.pk}.ics").content
    uids = [str(entry["uid"]) for entry in Calendar.from_ical(content).walk("VEVENT")]
    assert any("-meeting@" in uid for uid in uids) == (plan == "as_planned")
