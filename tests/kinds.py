"""How a visitor comes to each kind of page that the demo has."""

import uuid

from django.urls import reverse
from django.utils import timezone

from events.models import EventPage
from partnerships.models import Organisation, PartnershipPage
from resources.choices import Who
from resources.forms import REMARK_FIELDS, SENDER_FIELDS
from resources.models import Consultation, DeclarationPage, Follower, ProgrammePage
from resources.services import drafting, reporting, submitting, supporting


def polish(model):
    return model.objects.live().filter(locale__language_code="pl")


def partnership():
    return polish(PartnershipPage).order_by("path").first().url


def organisation():
    return f"/czlonkowie/{Organisation.objects.order_by('sort_key').first().slug}/"


def invitation():
    now = timezone.now()
    return polish(EventPage).filter(meeting__starts_at__gt=now).order_by("path").first().url


def report():
    """The report with most to show: pictures and files."""
    reports = [event for event in polish(EventPage) if event.reported]
    return max(reports, key=lambda e: e.pictures.count() + e.attachments.count()).url


def template():
    return polish(DeclarationPage).order_by("path").first().url


def open_consultation():
    return Consultation.objects.get(announced_at__isnull=False, closes_at__gt=timezone.now())


def open_programme():
    return polish(ProgrammePage).order_by("-year").first().url


def answered_programme():
    return polish(ProgrammePage).order_by("year").first().url


def consultation_report():
    """The report of last year's consultation, made anew and published."""
    consultation = Consultation.objects.exclude(results_at=None).get()
    made = reporting.make(consultation, None, timezone.now())
    reporting.publish(made, timezone.now())
    return reverse("report", args=[consultation.pk])


def remark_form():
    return f"/uwagi/nowa/{open_consultation().pk}/?zapis=par-1"


def sent_submission():
    """A remark that its sender has not confirmed yet."""
    content = submitting.SubmissionContent(
        who=Who.RESIDENT,
        person="Osoba Prywatna",
        email="nadawca@poczta.example",
        remarks=(
            submitting.RemarkContent(
                body="Prosimy o dłuższy termin.",
                anchor="par-1",
                proposed="Termin wynosi 14 dni.",
                justification="Zarząd spotyka się raz na dwa tygodnie.",
            ),
        ),
    )
    return submitting.submit(open_consultation(), uuid.uuid4(), content, timezone.now())[0]


def confirm():
    return sent_submission().confirmation_path()


def receipt():
    submission = sent_submission()
    submitting.confirm(submission, timezone.now())
    return submission.receipt_path()


def follower():
    """Somebody who wants notices and has not confirmed it yet."""
    return Follower.objects.create(
        consultation=open_consultation(),
        email=f"{uuid.uuid4()}@poczta.example",
        created_at=timezone.now(),
    )


def withdrawn():
    submission = sent_submission()
    submitting.confirm(submission, timezone.now())
    submitting.withdraw(submission, timezone.now())
    return submission.receipt_path()


def draft(consultation=None):
    """A half-written submission: one whole remark, and nobody who sends it yet."""
    now = timezone.now()
    sender = {**dict.fromkeys(SENDER_FIELDS, ""), "email": "zarzad@kgw.example"}
    draft = drafting.start(consultation or open_consultation(), uuid.uuid4(), sender, "pl", now)
    typed = {"anchor": "par-1", "body": "Prosimy o tablice w świetlicach."}
    with drafting.changing(draft, now) as draft:
        drafting.put_remark(draft, str(uuid.uuid4()), dict.fromkeys(REMARK_FIELDS, "") | typed)
    return draft


def draft_after_the_close():
    return draft(Consultation.objects.exclude(results_at=None).get())


def whole_draft():
    """One that can be looked over and sent."""
    found = draft()
    with drafting.changing(found, timezone.now()) as found:
        found.data["sender"] |= {"who": Who.RESIDENT, "person": "Osoba Prywatna"}
    return found


def supported():
    """Remarks that other organisations can join."""
    submission = sent_submission()
    submitting.confirm(submission, timezone.now())
    return submission


def support():
    content = supporting.SupportContent(
        person="Osoba Prywatna", email="osp@poczta.example", organisation_name="OSP Lipowa"
    )
    return supporting.support(supported(), content, timezone.now())


#: Name of the kind: its address, or what finds the address in the demo.
KINDS = {
    "home": "/",
    "home in English": "/en/",
    "home in Ukrainian": "/uk/",
    "partnership index": "/partnerstwo/",
    "partnership": partnership,
    "directory": "/czlonkowie/",
    "directory filtered": "/czlonkowie/?sector=social&q=warsztat",
    "directory empty": "/czlonkowie/?q=bezludnawyspa",
    "directory with an unknown filter": "/czlonkowie/?sector=kosmiczny",
    "organisation": organisation,
    "event index": "/wydarzenia/",
    "invitation": invitation,
    "report": report,
    "library": "/dokumenty/",
    "template": template,
    "programme index": "/program-wspolpracy/",
    "programme open": open_programme,
    "programme with answers": answered_programme,
    "consultation open": lambda: open_programme() + "konsultacje/",
    "consultation results": lambda: answered_programme() + "konsultacje/",
    "consultation report": consultation_report,
    "record": lambda: reverse("consultation-register", args=[open_consultation().pk]),
    "how to check": lambda: reverse("remark-how-to-check"),
    "remark form": remark_form,
    "confirm": confirm,
    "receipt unconfirmed": lambda: sent_submission().receipt_path(),
    "receipt": receipt,
    "receipt withdrawn": withdrawn,
    "follow": lambda: reverse("follow", args=[open_consultation().pk]),
    "follow asked": lambda: reverse("follow", args=[open_consultation().pk]) + "?wyslano=1",
    "follow confirm": lambda: reverse("follow-confirm", args=[follower().token]),
    "follow stop": lambda: reverse("follow-stop", args=[follower().token]),
    "draft": lambda: draft().get_absolute_url() + "?sprawdz=1",
    "draft remark": lambda: (
        reverse("remark-draft-remark", args=[draft().token, uuid.uuid4()]) + "?zapis=par-1"
    ),
    "draft preview": lambda: reverse("remark-draft-preview", args=[whole_draft().token]),
    "draft closed": lambda: draft_after_the_close().get_absolute_url(),
    "draft gone": lambda: reverse("remark-draft", args=["-"]),
    "support": lambda: supported().support_path(),
    "support to confirm": lambda: reverse("support-confirm", args=[support().confirmation]),
    "search start": "/szukaj/",
    "search": "/szukaj/?q=partnerstwo",
    "search empty": "/szukaj/?q=bezludnawyspa",
    "standard page": "/o-portalu/",
    "contact": "/kontakt/",
    "easy to read": "/tekst-latwy/",
    "accessibility declaration": "/deklaracja-dostepnosci/",
    "not found": "/nie-ma-takiej-strony/",
}

#: Kinds that say that there is nothing here.
MISSING = {"draft gone", "not found"}
assert not MISSING - KINDS.keys()


def address(kind):
    """Where a page of this kind is in the demo."""
    found = KINDS[kind]
    return found() if callable(found) else found
