"""Registers the kit with the admin."""

from wagtail import hooks

from portal.rich_text import LocalisedPageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def register_link_handler(features):
    features.register_link_type(LocalisedPageLinkHandler)
