"""Registers the site's own parts of the admin."""

from wagtail import hooks

from home import translation_guard
from home.admin_home import NextPanel


@hooks.register("register_admin_urls", order=-100)
def guard_translations():
    return translation_guard.urlpatterns


@hooks.register("construct_homepage_panels")
def show_what_waits(request, panels):
    panels.insert(0, NextPanel())
