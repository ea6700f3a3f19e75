"""Blocks with which another page, the front page above all, shows events."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from events.models import EventPage
from portal.cache import fresh_until
from portal.navigation import parent_url

#: The longest list that a block shows.
MOST = 6


class EventListBlock(blocks.StructBlock):
    """A heading and the first few events in the language of the page."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    count = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=MOST)

    def choose(self, events, now):
        """The events of this list, in its order."""
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        now = timezone.now()
        request = context.get("request")
        events = self.choose(_coming_and_reported(context.get("page"), request, now), now)
        context["events"] = rows = [event.row(now, request) for event in events[: value["count"]]]
        if rows:
            context["index_url"] = parent_url(rows[0]["url"])
        if request:
            for row in rows:
                fresh_until(request, row["next_change"])
        return context


def _coming_and_reported(page, request, now):
    """The next events and the latest reports together: one query for both lists of a page."""
    known = getattr(request, "portal_events", None)
    if known is None:
        events = EventPage.objects.listed()
        if page:
            events = events.filter(locale_id=page.locale_id)
        coming = events.coming(now).values("pk")[:MOST]
        reported = events.reported(now).values("pk")[:MOST]
        known = list(events.filter(Q(pk__in=coming) | Q(pk__in=reported)))
        if request:
            request.portal_events = known
    return known


class UpcomingEventsBlock(EventListBlock):
    class Meta:
        icon = "date"
        label = _("Next meetings")
        template = "events/blocks/upcoming_events.html"

    def choose(self, events, now):
        coming = (event for event in events if event.meeting.ends_at > now)
        return sorted(coming, key=lambda event: event.meeting.starts_at)


class LatestReportsBlock(EventListBlock):
    class Meta:
        icon = "doc-full"
        label = pgettext_lazy("block", "Latest reports")
        template = "events/blocks/latest_reports.html"

    def choose(self, events, now):
        held = (event for event in events if event.meeting.ends_at <= now)
        return sorted(held, key=lambda event: event.meeting.starts_at, reverse=True)
