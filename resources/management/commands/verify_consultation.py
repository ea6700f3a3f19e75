from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from resources.models import Consultation
from resources.services.verify import verify


class Command(BaseCommand):
    """Checks the record of a consultation against its ledger."""

    help = (
        "Checks that the record of a consultation is what its ledger says. With --head it also "
        "checks that the entry named in a receipt is still there."
    )

    def add_arguments(self, parser):
        parser.add_argument("consultation", type=int, nargs="?", help="its number; all, if missing")
        parser.add_argument("--head", default="", help="the hash from a receipt")

    def handle(self, *args, **options):
        consultations = Consultation.objects.exclude(announced_at=None).order_by("pk")
        if options["consultation"]:
            consultations = consultations.filter(pk=options["consultation"])
        if not consultations:
            raise CommandError("There is no such announced consultation.")
        if options["head"] and len(consultations) > 1:
            raise CommandError("Name the consultation of the receipt.")
        faults = 0
        for consultation in consultations:
            with translation.override("en"):
                found = verify(consultation, options["head"])
            faults += len(found)
            self.stdout.write(f"{consultation.pk} {consultation}: {len(found) or 'no'} faults")
            for fault in found:
                self.stdout.write(f"  {fault}")
        if faults:
            raise CommandError("The record differs from its ledger.")
