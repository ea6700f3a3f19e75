"""How editors list events in the admin."""

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from events.models import EventPage


def _starts(page):
    return formats.date_format(timezone.localtime(page.starts_at), "SHORT_DATETIME_FORMAT")


class EventListingViewSet(PageListingViewSet):
    """All events of all calendars, the latest first, by kind and date."""

    model = EventPage
    icon = "date"
    menu_label = _("Meetings")
    menu_order = 210
    add_to_admin_menu = True
    list_filter = ["kind", "plan", "starts_at"]
    ordering = "-starts_at"
    columns = [
        *(column for column in IndexView.base_columns if column.name in ("bulk_actions", "title")),
        Column("starts_at", label=_("starts"), accessor=_starts, sort_key="starts_at", width="15%"),
        Column(
            "kind",
            label=pgettext_lazy("event", "kind"),
            accessor="get_kind_display",
            sort_key="kind",
            width="18%",
        ),
        Column("town", label=_("town"), sort_key="town", width="14%"),
        *(column for column in IndexView.base_columns if column.name == "status"),
    ]


event_listing = EventListingViewSet("events")
