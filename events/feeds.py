"""The calendar as RSS: what comes and what was reported, the newest first."""

from django.contrib.syndication.views import Feed
from django.utils import formats, timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _


class EventFeed(Feed):
    """The feed of one calendar page, in that page's language."""

    feed_type = Rss201rev2Feed
    LENGTH = 20

    def __init__(self, calendar, request):
        self.calendar = calendar
        self.request = request
        self.now = timezone.now()

    def title(self):
        return self.calendar.title

    def link(self):
        return self.calendar.get_full_url(self.request)

    def feed_url(self):
        return f"{self.link()}rss/"

    def description(self):
        return self.calendar.description

    def items(self):
        events = self.calendar.events().order_by("-last_published_at", "-pk")[: self.LENGTH]
        return [event.row(self.now, self.request) for event in events]

    def item_title(self, row):
        day = formats.date_format(timezone.localtime(row["meeting"].starts_at), "DATE_FORMAT")
        word = _("Report") if row["told"] else row["state"].label
        return f"{row['title']} ({word}, {day})"

    def item_description(self, row):
        return row["lead"]

    def item_link(self, row):
        return row["page"].get_full_url(self.request)

    def item_pubdate(self, row):
        return row["page"].last_published_at
