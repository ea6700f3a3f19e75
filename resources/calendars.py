"""The dates of a consultation for people's own calendars."""

from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event


def as_ics(consultation, page, url):
    """Opening, last day, meeting and answers as iCalendar; a later download replaces an earlier.

    `page` is the consultation's page in the reader's language, `url` its whole address.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//portal//consultations//")
    calendar.add("version", "2.0")
    stamp = consultation.results_at or consultation.extended_at or consultation.announced_at
    changes = consultation.extensions.count()
    title = consultation.title_in(get_language())
    for name, summary, start, end in _entries(consultation, page):
        event = Event()
        event.add("uid", f"consultation-{consultation.pk}-{name}@{url.split('/')[2]}")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("sequence", changes)
        event.add("dtstart", start)
        if end:
            event.add("dtend", end)
        event.add("summary", f"{summary}: {title}")
        event.add("description", url)
        event.add("url", url)
        # A deadline does not make anybody busy.
        event.add("transp", "OPAQUE" if name == "meeting" else "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def _entries(consultation, page):
    yield "opens", _("Consultation opens"), *_beginning(consultation.opens_at)
    last = consultation.last_day
    if _is_midnight(consultation.closes_at):
        yield "closes", _("Last day to comment"), last, last + timedelta(days=1)
    else:
        yield "closes", _("Consultation closes"), consultation.closes_at.astimezone(UTC), None
    if meeting := _meeting(page):
        times = (meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC))
        yield "meeting", _("Consultation meeting"), *times
    if due := consultation.answers_due:
        yield "answers", _("Answers to remarks are due"), due, due + timedelta(days=1)


def _beginning(moment):
    """A whole day when it begins at midnight in Warsaw, else the moment, which has no end."""
    if _is_midnight(moment):
        day = timezone.localtime(moment).date()
        return day, day + timedelta(days=1)
    return moment.astimezone(UTC), None


def _is_midnight(moment):
    local = timezone.localtime(moment)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def _meeting(page):
    """The record of the linked meeting unless it is off, whatever plugin it is of."""
    linked = page.meeting_page
    meeting = getattr(linked.specific, "meeting", None) if linked and linked.live else None
    return meeting if meeting and not meeting.is_off else None
