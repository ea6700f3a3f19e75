from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """Templates, the annual programme and its consultation."""

    name = "resources"
    label = "portal_resources"
    verbose_name = _("Programme and consultation")

    def ready(self):
        from resources import signals  # noqa: F401
