"""Navigation and typography for the templates."""

import re

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from portal import dates
from portal.navigation import build_navigation
from portal.text import tie_html

#: The @ of an address that is read, not of one within a tag.
_AT = re.compile(r"(?<=[\w.+-])@(?=\w)(?![^<]*>)")

#: The "e-" of "e-mail", where no line may end; not within a tag, whose addresses stay as they are.
_E_WORD = re.compile(r"(?<![\w-])[eE]-(?=[^\W\d])(?![^<]*>)")

register = template.Library()
register.filter(dates.day)
register.filter(dates.until_day)
register.filter(dates.minute)
register.filter(dates.since)


@register.filter(is_safe=True, name="tie")
@stringfilter
def tie_filter(value):
    """No-break spaces where a Polish line must not break."""
    tied = _E_WORD.sub("\\g<0>\u2060", tie_html(value))
    return mark_safe(tied) if hasattr(value, "__html__") else tied


@register.filter
def breakable(value):
    """Lets a line break after the @ of an e-mail address.

    On a narrow screen the line would else break before the full stop that follows the address.
    """
    return mark_safe(_AT.sub("@<wbr>", conditional_escape(value)))


@register.filter
def colon(label):
    """A label before what it leads to: with a colon, unless it is a question or sentence."""
    label = str(label)
    return label if label.endswith((":", "?", ".", "!")) else f"{label}:"


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
