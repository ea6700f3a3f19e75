from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Meetings: invitations before, reports after."""

    name = "events"
    label = "portal_events"
    verbose_name = _("Meetings")

    def ready(self):
        from wagtail.signals import page_published, page_unpublished

        from events import signals
        from events.models import EventPage

        page_published.connect(signals.make_findable, sender=EventPage)
        page_unpublished.connect(signals.make_unfindable, sender=EventPage)
        post_delete.connect(signals.make_unfindable, sender=EventPage)
        post_delete.connect(signals.drop_empty_record, sender=EventPage)
