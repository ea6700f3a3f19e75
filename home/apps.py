from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The ready public site that composes the plugins."""

    name = "home"
    label = "portal_home"
    verbose_name = _("Public site")

    def ready(self):
        from home import findable

        findable.connect()
