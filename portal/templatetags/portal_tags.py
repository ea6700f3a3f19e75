"""Navigation and typography for the templates."""

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from portal import dates
from portal.navigation import build_navigation
from portal.text import tie

register = template.Library()
register.filter(dates.day)
register.filter(dates.full_day)
register.filter(dates.minute)


@register.filter(is_safe=True, name="tie")
@stringfilter
def tie_filter(value):
    """No-break spaces where a Polish line must not break."""
    tied = tie(value)
    return mark_safe(tied) if hasattr(value, "__html__") else tied


@register.filter
def full_day(date):
    """ "piątek, 4 grudnia 2026 r.": for deadlines, with the weekday, inside a sentence."""
    language = get_language()
    weekday = date_format(date, "l")
    day = tie(date_format(date, {"pl": r"j E Y \r.", "uk": "j E Y р."}.get(language, "j E Y")))
    # Django names weekdays as headings; Polish and Ukrainian write them small.
    return f"{weekday if language == 'en' else weekday.lower()}, {day}"


@register.simple_tag(takes_context=True)
def portal_nav(context):
    """All navigation of the page: main, aids, footer, languages, breadcrumbs."""
    return build_navigation(context["request"], context.get("page"))


@register.simple_tag(takes_context=True)
def current_query(context, **changes):
    """The address' query with `changes`; `None` takes a parameter out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()
