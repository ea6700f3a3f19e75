"""Dates and hours of meetings."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from portal.dates import clock, day, weekday
from portal.text import tie

register = template.Library()
register.filter(day)
register.filter(weekday)
register.filter(clock)


@register.filter
def hours(meeting):
    """ "11.00–13.00"."""
    return f"{clock(meeting.starts_at)}–{clock(meeting.ends_at)}"


@register.filter
def days(meeting):
    """ "24 września 2026 r."; "17–18 września 2019 r."; "25 czerwca – 9 lipca 2019 r."."""
    start, end = (timezone.localtime(moment) for moment in (meeting.starts_at, meeting.ends_at))
    if start.date() == end.date():
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{tie(date_format(start, 'j E'))} – {day(end)}"
    return f"{day(start)} – {day(end)}"


@register.filter
def when(meeting):
    """The day with its weekday and the hours; of several days only the days."""
    if not meeting.one_day:
        return days(meeting)
    return f"{weekday(meeting.starts_at)}, {days(meeting)}, {hours(meeting)}"
