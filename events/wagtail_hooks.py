"""Registers this plugin's parts of the admin."""

from wagtail import hooks

from events.viewsets import event_listing


@hooks.register("register_admin_viewset")
def register_event_listing():
    return event_listing
