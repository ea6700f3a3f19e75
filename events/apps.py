from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Meetings: invitations before, reports after."""

    name = "events"
    label = "portal_events"
    verbose_name = _("Meetings")
