"""The calendar and its events as readers get them."""

import json
import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from events.blocks import LatestReportsBlock, UpcomingEventsBlock
from events.models import EventPage, EventPicture
from events.tests.factories import NOW, REPORT, make_calendar, make_event
from portal.models import CacheGeneration, SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def calendar():
    return make_calendar()


def queries(client, address):
    client.get(address)
    CacheGeneration.bump()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def titles(response):
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", plain(response.text))


def plain(text):
    return text.replace("\xa0", " ")


def test_coming_events_come_first_and_soonest_first(client, calendar):
    make_event(calendar, "Dawne", starts_in=timedelta(days=-40))
    make_event(calendar, "Późniejsze", starts_in=timedelta(days=9))
    make_event(calendar, "Najbliższe", starts_in=timedelta(days=2))
    make_event(calendar, "Trwające", starts_in=timedelta(hours=-1))
    make_event(calendar, "Niedawne", starts_in=timedelta(days=-3))
    found = titles(client.get(calendar.url))
    assert found == ["Trwające", "Najbliższe", "Późniejsze", "Niedawne", "Dawne"]


def test_past_events_by_year_and_kind(client, calendar):
    make_event(calendar, "Z 2019", starts_in=timedelta(days=-2500), kind="workshop")
    make_event(calendar, "Z 2026", starts_in=timedelta(days=-30), kind="workshop")
    make_event(calendar, "Inne", starts_in=timedelta(days=-31), kind="seminar")
    response = client.get(calendar.url, {"year": "2026", "kind": "workshop"})
    assert titles(response) == ["Z 2026"]


@pytest.mark.parametrize(
    "query",
    [
        "year=abc",
        "year=9999999999999",
        "kind=%3Cscript%3E",
        "year=2026&year=x",
        "kind=" + "a" * 5000,
        "page=0",
        "page=-1",
        "page=x",
        "page=1e9",
    ],
)
def test_nonsense_gets_a_list_and_a_sentence(client, calendar, query):
    make_event(calendar, "Dawne", starts_in=timedelta(days=-40))
    response = client.get(f"{calendar.url}?{query}")
    assert response.status_code == 200
    assert "Dawne" in titles(response)
    assert 'class="notice"' in response.text
    assert "<script>" not in response.text


@pytest.mark.parametrize("number", ["2", "99999", "9" * 5000])
def test_a_page_beyond_the_list_is_not_found_and_leads_back(client, calendar, number):
    make_event(calendar, "Dawne", starts_in=timedelta(days=-40))
    response = client.get(f"{calendar.url}?page={number}")
    assert response.status_code == 404
    assert f'href="{calendar.url}"' in response.text


def test_a_filter_without_results_offers_a_way_back(client, calendar):
    make_event(calendar, "Dawne", starts_in=timedelta(days=-40))
    response = client.get(calendar.url, {"kind": "seminar"})
    assert titles(response) == []
    assert f'href="{calendar.url}"' in response.text


@pytest.mark.parametrize("kind", ["calendar", "report", "invitation"])
def test_queries_are_bounded_and_none_is_repeated(client, calendar, kind):
    image = get_image_model().objects.create(
        title="Zdjęcie", description="Ludzie przy stole", file=get_test_image_file()
    )

    def more(count):
        for number in range(count):
            days = number - 5
            event = make_event(
                calendar,
                f"Spotkanie {EventPage.objects.count()}",
                starts_in=timedelta(days=days),
                body=REPORT,
            )
            for _ in range(count):
                event.pictures.add(EventPicture(image=image, locale=event.locale))
            event.save_revision().publish()

    more(1)
    past = EventPage.objects.get()
    coming = make_event(calendar, "Zaproszenie", invitation=REPORT)
    address = {"calendar": calendar.url, "report": past.url, "invitation": coming.url}[kind]
    few = queries(client, address)
    more(10)
    many = queries(client, address)
    assert len(few) <= (14 if kind == "calendar" else 12)
    assert len(many) == len(few)
    assert [sql for sql, times in Counter(many).items() if times > 1] == []


def test_a_cached_invitation_turns_over_at_the_end_of_the_event(client, calendar):
    event = make_event(calendar, starts_in=timedelta(hours=1), body=REPORT)
    assert "dwadzieścia siedem" not in client.get(event.url).text
    with time_machine.travel(event.ends_at, tick=False):
        assert "dwadzieścia siedem" in client.get(event.url).text


def test_the_cached_calendar_turns_over_at_the_end_of_the_event(client, calendar):
    make_event(calendar, "Bliskie", starts_in=timedelta(hours=1))
    assert 'id="past"' in client.get(calendar.url).text.split("Bliskie")[1]
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        assert 'id="past"' in client.get(calendar.url).text.split("Bliskie")[0]


def test_calendar_file_holds_the_date_and_survives_odd_letters(client, calendar):
    event = make_event(calendar, "Śniadanie; firmy, NGO\\<b>", lead="Pierwsze\nDrugie")
    response = client.get(event.url + "ics/")
    assert response["Content-Type"].startswith("text/calendar")
    entry = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert entry["summary"] == "Śniadanie; firmy, NGO\\<b>"
    assert entry["dtstart"].dt == event.starts_at
    assert entry["dtend"].dt == event.ends_at
    assert "Biblioteka Gminna" in entry["location"]
    assert entry["status"] == "CONFIRMED"
    # RFC 5545: a method would have to stand in the content type too.
    assert "method" not in Calendar.from_ical(response.content)


def test_a_cancelled_event_says_so_everywhere(client, calendar):
    event = make_event(calendar, plan="cancelled", notice="Zaprosimy w styczniu.")
    page = plain(client.get(event.url).text)
    assert "Zaprosimy w styczniu." in page
    assert "EventCancelled" in page
    entry = Calendar.from_ical(client.get(event.url + "ics/").content).walk("VEVENT")[0]
    assert entry["status"] == "CANCELLED"
    assert "event-row cancelled" in client.get(calendar.url).text


def test_search_engines_get_the_event_and_no_script_can_end_early(client, calendar):
    event = make_event(calendar, "Spotkanie </script><script>alert(1)</script>")
    page = client.get(event.url).text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    data = json.loads(block)
    assert data["@type"] == "Event"
    assert data["name"] == event.title
    assert data["startDate"] == "2026-10-06T12:00:00+02:00"
    assert "<script>alert" not in page


def test_feed_names_reports_and_coming_events(client, calendar):
    make_event(calendar, "Nadchodzi")
    make_event(calendar, "Było & <minęło>", starts_in=timedelta(days=-3), body=REPORT)
    response = client.get(calendar.url + "rss/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    assert "Nadchodzi" in response.text
    assert "Było &amp; &lt;minęło&gt;" in response.text
    assert "<link>http://testserver/" in response.text


def test_drafts_are_seen_by_nobody(client, calendar):
    event = make_event(calendar, "Tajny szkic", publish=False)
    assert client.get(f"{calendar.url}{event.slug}/").status_code == 404
    assert client.get(f"{calendar.url}{event.slug}/ics/").status_code == 404
    assert "Tajny szkic" not in client.get(calendar.url).text
    assert "Tajny szkic" not in client.get(calendar.url + "rss/").text
    assert not SearchEntry.objects.filter(title="Tajny szkic").exists()


def test_private_events_are_not_listed(client, calendar):
    event = make_event(calendar, "Tylko dla zespołu")
    make_event(calendar, "Dla wszystkich")
    PageViewRestriction.objects.create(page=event, restriction_type="login")
    assert titles(client.get(calendar.url)) == ["Dla wszystkich"]
    assert client.get(event.url).status_code == 302


def test_events_of_a_private_calendar_ask_for_a_login(client, calendar):
    event = make_event(calendar)
    PageViewRestriction.objects.create(page=calendar, restriction_type="login")
    assert client.get(event.url).status_code == 302
    assert client.get(f"{event.url}ics/").status_code == 302


def test_search_entry_follows_the_page(calendar):
    event = make_event(calendar, "Wieczór w tartaku", body=REPORT)
    found = SearchEntry.find("dwadziescia TARTAKU", "pl")
    assert [entry.url for entry in found] == [event.url]
    event.unpublish()
    assert not SearchEntry.find("tartaku", "pl").exists()


def test_home_blocks_show_what_comes_and_what_was_reported(calendar, rf):
    make_event(calendar, "Nadchodzi")
    make_event(calendar, "Z relacją", starts_in=timedelta(days=-3), body=REPORT)
    make_event(calendar, "Bez relacji", starts_in=timedelta(days=-2))
    request = rf.get("/")
    context = {"page": calendar, "request": request}
    coming, reports = UpcomingEventsBlock(), LatestReportsBlock()
    value = {"heading": "Nagłówek", "count": 3}
    shown = plain(coming.render(coming.to_python(value), context))
    assert "Nadchodzi" in shown and "Z relacją" not in shown
    shown = plain(reports.render(reports.to_python(value), context))
    assert "Z relacją" in shown and "Bez relacji" not in shown
    assert f'href="{calendar.url}"' in shown
    assert request.portal_fresh_until == EventPage.objects.get(title="Nadchodzi").starts_at
