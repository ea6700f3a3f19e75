"""How many queries an uncached page asks, counted on the demo and on ten times as much."""

import uuid
from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import EventPage
from partnerships.models import Organisation
from portal.models import CacheGeneration
from resources.models import ConsultationPage
from resources.services import submitting

# All queries of the request, that of the page cache's generation included.
BOUNDS = {
    "home": 12,
    "home in English": 12,
    "home in Ukrainian": 12,
    "organisation": 12,
    "partnership": 12,
    "partnership in English": 12,
    "event": 12,
    "report": 12,
    "template": 12,
    "standard": 12,
    "members": 14,
    "events": 14,
    "library": 14,
    "search": 14,
    "programmes": 14,
    "programme": 14,
    "adopted": 14,
    "consultation": 14,
    "results": 14,
}


def addresses():
    programmes = {}
    for page in ConsultationPage.objects.filter(locale__language_code="pl").select_related(
        "consultation"
    ):
        done = page.consultation.results_at is not None
        programmes["results" if done else "consultation"] = page.url
        programmes["adopted" if done else "programme"] = page.get_parent().url
    now = timezone.now()
    events = EventPage.objects.filter(locale__language_code="pl")
    return {
        "home": "/",
        "home in English": "/en/",
        "home in Ukrainian": "/uk/",
        "organisation": f"/czlonkowie/{Organisation.objects.public().first().slug}/",
        "partnership": "/partnerstwo/zielony-warsztat/",
        "partnership in English": "/en/partnership/zielony-warsztat/",
        "event": events.coming(now).first().url,
        "report": events.reported(now).first().url,
        "template": "/dokumenty/deklaracja-wspolpracy-instytucji/",
        "standard": "/kontakt/",
        "members": "/czlonkowie/",
        "events": "/wydarzenia/",
        "library": "/dokumenty/",
        "search": "/szukaj/?q=praca",
        "programmes": "/program-wspolpracy/",
        **programmes,
    }


def queries(client, url):
    client.get(url)  # makes renditions and finds the roots of sites, once a process
    CacheGeneration.bump()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured]


def add_data():
    """Nine more of every organisation, and ten times the remarks of the open consultation."""
    for organisation in list(Organisation.objects.all()):
        for number in range(9):
            Organisation.objects.create(
                name=f"{organisation.name} {number}",
                sector=organisation.sector,
                institution_type=organisation.institution_type,
                stakeholder_type=organisation.stakeholder_type,
                member_state=organisation.member_state,
                town=organisation.town,
            )
    page = ConsultationPage.objects.get(
        locale__language_code="pl", consultation__closes_at__gt=timezone.now()
    )
    for number in range(140):
        content = submitting.SubmissionContent(
            who="resident",
            person="Osoba",
            email=f"osoba{number}@poczta.example",
            remarks=(submitting.RemarkContent("Uwaga", anchor=f"par-5-ust-{number % 6 + 1}"),),
        )
        submission, _created = submitting.submit(
            page.consultation, uuid.uuid4(), content, timezone.now()
        )
        submitting.confirm(submission, timezone.now())


def test_pages_keep_their_bounds_and_do_not_grow(client, demo_content):
    urls = addresses()
    assert urls.keys() == BOUNDS.keys()
    before = {kind: queries(client, url) for kind, url in urls.items()}
    for kind, asked in before.items():
        repeated = [sql for sql, count in Counter(asked).items() if count > 1]
        assert len(asked) <= BOUNDS[kind], f"{kind}: {len(asked)} queries"
        assert not repeated, f"{kind}: {repeated}"
    add_data()
    after = {kind: len(queries(client, url)) for kind, url in urls.items()}
    assert after == {kind: len(asked) for kind, asked in before.items()}
