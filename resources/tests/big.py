"""A consultation far larger than any municipality has had, for benchmarks and for bounds."""

import uuid

from django.db import transaction
from django.utils import timezone

from resources.models import ProgrammePage, Remark, Response
from resources.services import answering, ledger, submitting
from resources.tests.conftest import find_root, make_consultation

WORDS = (
    "Organizacja składa ofertę w terminie {number} dni od ogłoszenia konkursu, a gmina "
    "odpowiada na pytania o ofertę najpóźniej trzeciego dnia roboczego."
)
PER_CHAPTER = 20


def text(provisions):
    for number in range(1, provisions + 1):
        if number % PER_CHAPTER == 1:
            chapter = number // PER_CHAPTER + 1
            yield (
                "chapter",
                {
                    "label": f"Rozdział {chapter}",
                    "title": f"Zasady współpracy, część {chapter}",
                    "element": "principles",
                },
            )
        yield (
            "provision",
            {"label": f"§ {number}", "text": WORDS.format(number=number), "element": ""},
        )


def consultation(provisions, slug="duzy"):
    """An announced, open consultation of a text of so many provisions."""
    page = ProgrammePage(title="Duży program", slug=slug, year=2030, text=list(text(provisions)))
    return make_consultation(find_root().add_child(instance=page))


@transaction.atomic
def add_remarks(consultation, count, provisions, each=10):
    """Remarks through the record's own services, `each` in a submission, all confirmed."""
    now = timezone.now()
    head = ledger.lock(consultation)
    for start in range(0, count, each):
        content = submitting.SubmissionContent(
            who="resident",
            person="Osoba",
            email=f"osoba{start}@poczta.example",
            remarks=tuple(
                submitting.RemarkContent(
                    f"Uwaga numer {number}: termin jest za krótki dla małych organizacji.",
                    anchor=f"par-{number % provisions + 1}",
                )
                for number in range(start, min(start + each, count))
            ),
        )
        submission, written = submitting.draw_up(consultation, uuid.uuid4(), content, now)
        submitting.record(head, submission, written, now)
        submitting.take_in(head, submission, now)


@transaction.atomic
def publish(consultation):
    """Approved answers to all remarks, published at once after the close."""
    now = consultation.results_from
    Response.objects.bulk_create(
        Response(
            remark=remark,
            outcome=["accepted", "partly", "rejected", "explained"][remark.number % 4],
            reason="Zmieniliśmy termin, bo małe organizacje zbierają zarząd raz w tygodniu.",
            approval="approved",
            approved_at=now,
        )
        for remark in Remark.objects.accepted().filter(submission__consultation=consultation)
    )
    answering.publish_all(consultation, now)
    consultation.refresh_from_db()
