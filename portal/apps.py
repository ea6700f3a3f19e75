from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The kit that every plugin stands on."""

    name = "portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from portal import append_only, cache, journal

        post_migrate.connect(
            append_only.install_after_migrate, dispatch_uid="portal.append_only.install"
        )
        post_migrate.connect(
            journal.choose_after_migrate, sender=self, dispatch_uid="portal.journal.choose"
        )
        for signal in (post_save, post_delete, m2m_changed):
            signal.connect(cache.note_write, dispatch_uid="portal.cache.note_write")
