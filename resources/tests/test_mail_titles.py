"""Mails and pages about one's own remarks name the consultation as its page in one's language."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnerships.tests import factories
from portal.models import OutgoingMail
from resources.models import Consultation
from resources.services import answering, drafting, submitting, supporting
from resources.tests.people import ORGANISATION, answer_all

pytestmark = pytest.mark.django_db

POLISH = "Konsultacje projektu Programu na 2027 rok"
UKRAINIAN = "Програма на 2027 рік"


@pytest.fixture
def consultation(translated, consultation):
    return consultation


def in_mails(to):
    """By the title in it, how many mails to an address there are."""
    words = [mail.subject + mail.body for mail in OutgoingMail.objects.filter(to=to)]
    return {title: sum(title in text for text in words) for title in (POLISH, UKRAINIAN)}


@pytest.mark.parametrize(
    ("language", "title", "other"),
    [("pl", POLISH, UKRAINIAN), ("uk", UKRAINIAN, POLISH), ("en", POLISH, UKRAINIAN)],
)
def test_each_mail_speaks_of_it_in_the_sender_s_language(
    send, consultation, language, title, other
):
    """Where there is no page in that language, as the office wrote it."""
    now = timezone.now()
    told = factories.organisation("Fundacja Most", email="zarzad@most.example")
    sender = ORGANISATION | {"language": language, "organisation_id": told.pk}
    waiting = send(confirm=False, **sender)
    submitting.remind(waiting, now)
    joined = send(**sender)
    fire = factories.organisation("OSP", email=told.email)
    joins = supporting.SupportContent("Osoba", "osp@klub.example", fire.pk, language=language)
    supporting.confirm(supporting.support(joined, joins, now), now)
    submitting.withdraw(joined, now)
    send(**sender)
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    draft = drafting.start(consultation, uuid.uuid4(), {}, language, now)
    with drafting.changing(draft, now) as draft:
        drafting.mail_link(draft, "szkic@poczta.example", now)
    written = {ORGANISATION["email"]: 8, told.email: 3, "osp@klub.example": 2}
    written["szkic@poczta.example"] = 1
    for to, count in written.items():
        assert in_mails(to) == {title: count, other: 0}, to


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("pl", f'<p class="lead">{POLISH}</p>'),
        ("uk", f'<p class="lead">Консультації: {UKRAINIAN}</p>'),
        ("en", f'<p class="lead" lang="pl">{POLISH}</p>'),
    ],
)
def test_so_do_one_s_own_pages(client, send, language, lead):
    """Spaces are tied, so they are compared as plain ones."""
    receipt = client.get(f"/{language}{send().receipt_path()}".replace("/pl/", "/"))
    assert lead in receipt.content.decode().replace("\xa0", " ")


def test_the_title_costs_polish_senders_no_query_and_others_one(consultation):
    def cost(language):
        """The queries of a submission in this language."""
        consultation = Consultation.objects.get()
        content = submitting.SubmissionContent(
            who="resident",
            person="Osoba",
            email="osoba@poczta.example",
            remarks=(submitting.RemarkContent(body="Wydłużyć termin."),),
            language=language,
        )
        with CaptureQueriesContext(connection) as asked:
            submitting.submit(consultation, uuid.uuid4(), content, timezone.now())
        return [query["sql"] for query in asked]

    cost("pl")  # what a process reads once
    polish, ukrainian = cost("pl"), cost("uk")
    assert len(ukrainian) == len(polish) + 1
    (asked,) = (place for place, sql in enumerate(ukrainian) if "consultationpage" in sql)
    # Before anything is locked, because others wait for it.
    assert not any("INSERT" in sql for sql in ukrainian[:asked])
