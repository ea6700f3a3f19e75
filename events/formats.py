"""An event for other programs: calendars and search engines."""

import json
from datetime import UTC

from django.utils import timezone
from django.utils.safestring import mark_safe
from icalendar import Calendar, Event

from events.choices import EventState

_SCRIPT_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}
_SCHEMA_STATES = {
    EventState.CANCELLED: "EventCancelled",
    EventState.POSTPONED: "EventPostponed",
}


def as_ics(page, meeting, url):
    """The event as an iCalendar file, the same UID in every language and after each change."""
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{url.split('/')[2]}")
    event.add("dtstamp", _utc(page.last_published_at or meeting.starts_at))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", page.title)
    event.add("location", meeting.where)
    event.add("description", f"{page.lead}\n{url}".strip())
    event.add("url", url)
    event.add("status", "CANCELLED" if meeting.is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//portal//events//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def as_json_ld(page, facts, url, now):
    """The event as schema.org data, safe inside a script element."""
    state = facts.state(now)
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.description,
        "inLanguage": page.locale.language_code,
        "url": url,
        "startDate": timezone.localtime(facts.starts_at).isoformat(),
        "endDate": timezone.localtime(facts.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{_SCHEMA_STATES.get(state, 'EventScheduled')}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": facts.place,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": facts.address,
                "addressLocality": facts.town,
            },
        },
    }
    if facts.organiser:
        data["organizer"] = {"@type": "Organization", "name": str(facts.organiser)}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES))


def _utc(moment):
    return moment.astimezone(UTC)
