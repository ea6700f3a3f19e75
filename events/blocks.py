"""Blocks with which another page, the front page above all, shows events."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from events.models import EventPage
from portal.cache import fresh_until


class EventListBlock(blocks.StructBlock):
    """A heading and the first few events in the language of the page."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    count = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=6)

    def choose(self, events, now):
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        now = timezone.now()
        events = EventPage.objects.listed()
        if page := context.get("page"):
            events = events.filter(locale_id=page.locale_id)
        context["events"] = rows = [
            event.row(now, context.get("request"))
            for event in self.choose(events, now)[: value["count"]]
        ]
        if rows:
            context["index_url"] = rows[0]["url"].rstrip("/").rsplit("/", 1)[0] + "/"
        if request := context.get("request"):
            for row in rows:
                fresh_until(request, row["next_change"])
        return context


class UpcomingEventsBlock(EventListBlock):
    class Meta:
        icon = "date"
        label = _("Next meetings")
        template = "events/blocks/upcoming_events.html"

    def choose(self, events, now):
        return events.coming(now)


class LatestReportsBlock(EventListBlock):
    class Meta:
        icon = "doc-full"
        label = pgettext_lazy("block", "Latest reports")
        template = "events/blocks/latest_reports.html"

    def choose(self, events, now):
        return events.reported(now)
