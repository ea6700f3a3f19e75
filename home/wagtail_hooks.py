"""Registers the site's own parts of the admin."""

from wagtail import hooks

from home import translation_guard


@hooks.register("register_admin_urls", order=-100)
def guard_translations():
    return translation_guard.urlpatterns
