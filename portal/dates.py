"""Dates as people say them, in the reader's language."""

from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy

#: Written with no-break spaces: no line begins with a month or ends before "r.".
_YEAR = {"pl": " Y\u00a0\\r.", "uk": " Y\u00a0р."}
_CLOCK = {"pl": "G.i"}
#: What stands between a day and a time of day.
_AT = {"pl": "godz.\u00a0"}
#: In the form that follows "until": „do poniedziałku”.
_UNTIL_WEEKDAYS = [
    pgettext_lazy("until", "Monday"),
    pgettext_lazy("until", "Tuesday"),
    pgettext_lazy("until", "Wednesday"),
    pgettext_lazy("until", "Thursday"),
    pgettext_lazy("until", "Friday"),
    pgettext_lazy("until", "Saturday"),
    pgettext_lazy("until", "Sunday"),
]


def language():
    return (get_language() or "").split("-")[0]


def local(moment):
    """The moment on the municipality's clock; a date as it is."""
    return timezone.localtime(moment) if getattr(moment, "tzinfo", None) else moment


def day(moment):
    """ "12 grudnia 2019 r."."""
    return formats.date_format(local(moment), "j\u00a0E" + _YEAR.get(language(), " Y"))


def weekday(moment):
    """ "wtorek": a capital only where the language has one."""
    name = formats.date_format(local(moment), "l")
    return name if language() == "en" else name.lower()


def until_day(moment):
    """ "piątku 4 grudnia 2026 r.", to be said after "until"."""
    weekday = _UNTIL_WEEKDAYS[local(moment).weekday()]
    return pgettext("until", "%(weekday)s, %(day)s") % {"weekday": weekday, "day": day(moment)}


def clock(value):
    """ "9.05" from a time of day or a moment."""
    return formats.time_format(local(value), _CLOCK.get(language(), "H:i"))


def since(moment):
    """ "4 grudnia 2026 r.", to be said after "from"; with the time unless it is midnight."""
    value = local(moment)
    return minute(moment) if (value.hour, value.minute) != (0, 0) else day(moment)


def minute(moment):
    """ "4 grudnia 2026 r., godz. 9.05"."""
    return f"{day(moment)}, {_AT.get(language(), '')}{clock(moment)}"
