from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    """The register of organisations, the directory and the partnerships."""

    name = "partnerships"
    label = "portal_partnerships"
    verbose_name = _("Partnerships and organisations")

    def ready(self):
        from partnerships import signals

        signals.connect()
