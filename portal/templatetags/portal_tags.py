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

register = template.Library()
register.filter(dates.day)
register.filter(dates.until_day)
register.filter(dates.minute)
register.filter(dates.since)


@register.filter(is_safe=True, name="tie")
@stringfilter
def tie_filter(value):
    """No-break spaces where a Polish line must not break.

    A line may end within "e-mail" and "7.30–15.30": browsers find and copy a no-break space as a
    space, but the signs that would hold these together go along unseen into what is copied, and
    the word is not found any more.
    """
    tied = tie_html(value)
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
