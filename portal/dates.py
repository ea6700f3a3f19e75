"""Dates as people say them, in the reader's language."""

from django.utils import formats, timezone
from django.utils.translation import get_language

from portal.text import tie

_YEAR = {"pl": r" Y \r.", "uk": r" Y р."}
_CLOCK = {"pl": "G.i"}


def language():
    return (get_language() or "").split("-")[0]


def local(moment):
    """The moment on the municipality's clock; a date as it is."""
    return timezone.localtime(moment) if getattr(moment, "tzinfo", None) else moment


def day(moment):
    """ "12 grudnia 2019 r."."""
    return tie(formats.date_format(local(moment), "j E" + _YEAR.get(language(), " Y")))


def weekday(moment):
    """ "wtorek": a capital only where the language has one."""
    name = formats.date_format(local(moment), "l")
    return name if language() == "en" else name.lower()


def full_day(moment):
    """ "piątek, 4 grudnia 2026 r."."""
    return f"{weekday(moment)}, {day(moment)}"


def clock(value):
    """ "9.05" from a time of day or a moment."""
    return formats.time_format(local(value), _CLOCK.get(language(), "H:i"))


def minute(moment):
    """ "4 grudnia 2026 r., 9.05"."""
    return f"{day(moment)}, {clock(moment)}"
