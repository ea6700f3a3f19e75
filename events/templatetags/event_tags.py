"""Dates of meetings as people say them."""

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language

from portal.text import tie

register = template.Library()

_YEAR = {"pl": r" Y \r.", "uk": r" Y р."}
_CLOCK = {"pl": "G.i"}


def _format(moment, pattern):
    return formats.date_format(moment, pattern)


def _language():
    return (get_language() or "").split("-")[0]


@register.filter
def day(moment):
    """ "12 grudnia 2019 r.", or the like in the reader's language."""
    if hasattr(moment, "tzinfo"):
        moment = timezone.localtime(moment)
    return tie(_format(moment, "j E" + _YEAR.get(_language(), " Y")))


@register.filter
def hours(meeting):
    """ "11.00–13.00"."""
    clock = _CLOCK.get(_language(), "H:i")
    start, end = (timezone.localtime(moment) for moment in (meeting.starts_at, meeting.ends_at))
    return f"{_format(start, clock)}–{_format(end, clock)}"


@register.filter
def clock(value):
    """ "9.05" from a time of day."""
    return formats.time_format(value, _CLOCK.get(_language(), "H:i"))


@register.filter
def days(meeting):
    """ "24 września 2026 r."; "17–18 września 2019 r."; "25 czerwca – 9 lipca 2019 r."."""
    start, end = (timezone.localtime(moment) for moment in (meeting.starts_at, meeting.ends_at))
    if start.date() == end.date():
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{tie(_format(start, 'j E'))} – {day(end)}"
    return f"{day(start)} – {day(end)}"


@register.filter
def weekday(moment):
    """ "wtorek": a capital only where the language has one."""
    name = _format(timezone.localtime(moment), "l")
    return name if _language() == "en" else name.lower()


@register.filter
def when(meeting):
    """The day with its weekday and the hours; of several days only the days."""
    if not meeting.one_day:
        return days(meeting)
    return f"{weekday(meeting.starts_at)}, {days(meeting)}, {hours(meeting)}"
