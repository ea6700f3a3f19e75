"""Compiles the catalogues without gettext's tools, which many machines lack."""

from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues():
    """Writes each .mo that is missing or older than its .po; returns those written."""
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                # Replaced in one step: a process that starts now reads the old one or the new.
                fresh = target.with_suffix(".mo.new")
                polib.pofile(str(source)).save_as_mofile(str(fresh))
                fresh.replace(target)
                # Django reads the catalogues once, and setting itself up has done so.
                translation_file_changed(None, target)
                written.append(target)
    return written


class Command(BaseCommand):
    help = "Compiles .po into .mo where the .mo is missing or older."
    requires_system_checks = []

    def handle(self, *args, **options):
        for path in compile_catalogues():
            self.stdout.write(f"  {path}")
