from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.demo.loader import load


class Command(BaseCommand):
    """Fills the portal with the made-up municipality of the demo."""

    help = "Loads the demo content; keeps what is already there."

    def handle(self, *args, **options):
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "The demo has accounts with a known password and is loaded only under "
                "DJANGO_SETTINGS_MODULE=portal.settings.demo."
            )
        load()
        self.stdout.write("The demo municipality is loaded.")
