"""The past events of a calendar, by year and kind, a page at a time."""

import django_filters
from django.core.paginator import Paginator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.choices import EventKind
from portal.paging import asked_number, page_or_none


def _kinds():
    return [(value, capfirst(str(label))) for value, label in EventKind.choices]


class EventFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(
        label=pgettext_lazy("event filter", "Year"),
        field_name="meeting__starts_at__year",
        empty_label=_("all years"),
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("event filter", "Kind"),
        field_name="meeting__kind",
        choices=_kinds,
        empty_label=_("all kinds"),
    )

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(year, year) for year in years]


class PastEvents:
    """One page of the past events that a query string asks for.

    What makes no sense is left out and named in `problems`; the reader still gets a list. A page
    that the list does not have is `missing`.
    """

    def __init__(self, events, query, now, per_page):
        past = events.past(now)
        moments = past.order_by().datetimes("meeting__starts_at", "year", order="DESC")
        filters = EventFilter(query, past, years=[str(moment.year) for moment in moments])
        self.form = filters.form
        self.problems = []
        if not self.form.is_valid():
            self.problems.append(
                _("There is no such year or kind here. We show events without that filter.")
            )
        self.asked = any(self.form.cleaned_data.values())
        paginator = Paginator(filters.qs, per_page)
        number = asked_number(query)
        if number is None:
            self.problems.append(_("There is no such page of the list. We show the first one."))
        found = page_or_none(paginator, number)
        self.missing = found is None
        self.page = found or paginator.page(1)
