import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from resources.models import Consultation, ProgrammeIndexPage, ProgrammePage
from resources.services import announcing, answering, submitting
from resources.tests.people import answer_all, user_with

TEXT = [
    ("chapter", {"label": "Rozdział 1", "title": "Zasady", "element": "principles"}),
    (
        "provision",
        {
            "label": "§ 1",
            "text": "Gmina publikuje na portalu:\n1) ogłoszenia,\n2) wyniki:\na) konkursów,",
            "element": "",
        },
    ),
    ("provision", {"label": "§ 2 ust. 1", "text": "Organizacja ma 7 dni.", "element": ""}),
    ("provision", {"label": "§ 2 ust. 2", "text": "Organizacja ma 7 dni.", "element": ""}),
]


def find_root():
    from wagtail.models import Site

    return Site.objects.get(is_default_site=True).root_page


def make_programme_page(root):
    index = root.add_child(
        instance=ProgrammeIndexPage(title="Program współpracy", slug="program-wspolpracy")
    )
    return index.add_child(
        instance=ProgrammePage(title="Program na 2027 rok", slug="2027", year=2027, text=TEXT)
    )


def make_consultation(programme_page):
    """An announced consultation, open since yesterday for ten more days."""
    now = timezone.now()
    consultation = Consultation.objects.create(
        title="Konsultacje projektu Programu na 2027 rok",
        text_page=Page.objects.get(pk=programme_page.pk),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=10),
        residents_admitted=True,
        least_days=7,
        local_resolution="Uchwała nr 1/2020",
        privacy_short="Państwa dane przetwarzamy, aby rozpatrzyć uwagi.",
        privacy_clause="<p>Administratorem danych jest Burmistrz.</p>",
    )
    announcing.announce(consultation, now - timedelta(days=1))
    consultation.refresh_from_db()
    return consultation


@pytest.fixture
def site_root(db):
    return find_root()


@pytest.fixture
def programme_page(site_root):
    return make_programme_page(site_root)


@pytest.fixture
def translated(programme_page):
    """The programme in Ukrainian too; asked for before a consultation, that one's page is also."""
    ukrainian = Locale.objects.get_or_create(language_code="uk")[0]
    page = programme_page.copy_for_translation(ukrainian, copy_parents=True)
    page.title = "Програма на 2027 рік"
    page.save_revision().publish()
    return page


@pytest.fixture
def consultation(programme_page):
    return make_consultation(programme_page)


@pytest.fixture
def send(consultation):
    """Sends a remark, confirmed unless told otherwise; returns the submission."""

    def send(body="Wydłużyć termin do 14 dni.", anchor="par-2-ust-1", confirm=True, **more):
        now = more.pop("now", timezone.now())
        content = submitting.SubmissionContent(
            who=more.pop("who", "resident"),
            person=more.pop("person", "Osoba Prywatna"),
            email=more.pop("email", "nadawca@poczta.example"),
            remarks=more.pop("remarks", (submitting.RemarkContent(body=body, anchor=anchor),)),
            **more,
        )
        submission, _ = submitting.submit(consultation, uuid.uuid4(), content, now)
        if confirm:
            submitting.confirm(submission, now)
        return submission

    return send


@pytest.fixture
def results(consultation):
    """Publishes the answers, whatever was sent until now, and returns the moment of it."""

    def publish(**answer):
        answer_all(consultation, **answer)
        now = consultation.results_from
        answering.publish_all(consultation, now)
        consultation.refresh_from_db()
        return now

    return publish


@pytest.fixture
def clerk(client):
    """Somebody who runs a consultation and answers remarks."""
    client.force_login(user_with("change_consultation", "answer_remarks"))
    return client


@pytest.fixture
def new(consultation):
    """The address of an empty form."""
    return reverse("remark-new", args=[consultation.pk])


@pytest.fixture
def filled(programme_page):
    """What a clerk sends of a consultation's set-up."""
    return {
        "title": "Konsultacje projektu Programu na 2027 rok",
        "text_page": programme_page.pk,
        "least_days": "14",
        "receipt_rule": "receipt",
        "accepted_channels": ["online", "post"],
        "remarks_shown": "with_answers",
        "opens_at": "2026-10-05 08:00",
        "last_day": "2026-10-26",
        "retention_years": "5",
        "privacy_clause": "null",
    }
