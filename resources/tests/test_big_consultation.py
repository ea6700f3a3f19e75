"""400 provisions and 5,000 remarks: pages keep their weight and ask no more than small ones."""

import uuid
from collections import Counter

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.models import CacheGeneration
from resources.forms import MAX_TEXT
from resources.models import (
    Consultation,
    Identity,
    LedgerHead,
    Remark,
    Response,
    Submission,
)
from resources.tests import big

PROVISIONS = 400
KB = 1024


def add(consultation, count, reason="Zmieniliśmy.", **words):
    """Answered remarks straight into the tables: their way there is not what is tried here."""
    now, first = timezone.now(), Submission.objects.count() + 1
    units = list(consultation.version.units.filter(kind="paragraph"))
    submissions = Submission.objects.bulk_create(
        Submission(
            consultation=consultation,
            key=uuid.uuid4(),
            who="resident",
            received_at=now,
            confirm_by=now,
            confirmed_at=now,
            number=first + number,
        )
        for number in range(count)
    )
    Identity.objects.bulk_create(Identity(submission=s, person="Osoba") for s in submissions)
    remarks = Remark.objects.bulk_create(
        Remark(
            submission=submission,
            unit=units[place % len(units)],
            label=units[place % len(units)].label,
            quote=units[place % len(units)].text,
            **{"body": "Termin jest za krótki dla małych organizacji.", **words},
            number=submission.number,
        )
        for place, submission in enumerate(submissions)
    )
    LedgerHead.objects.filter(consultation=consultation).update(
        submissions=F("submissions") + count, remarks=F("remarks") + count
    )
    Response.objects.bulk_create(
        Response(remark=r, outcome="accepted", reason=reason, published_at=now) for r in remarks
    )


@pytest.fixture
def large(site_root):
    return big.consultation(PROVISIONS)


def desk_of(consultation):
    return reverse("desk-consultation", args=[consultation.pk])


def asked(client, url):
    client.get(url)
    CacheGeneration.bump()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    repeated = [sql for sql, count in Counter(q["sql"] for q in captured).items() if count > 1]
    assert not repeated, (url, repeated)
    return len(captured), response.content


def test_weight_and_queries_of_a_large_consultation(large, client, admin_client):
    public = large.pages.first()
    programme = public.get_parent().url
    pages = {
        "open": [programme, public.url, f"/uwagi/nowa/{large.pk}/?zapis=par-7"],
        "answered": [programme, public.url, f"{public.url}?strona=3", f"{public.url}?zapis=par-7"],
    }
    add(large, 500)
    answer = reverse("desk-answer", args=[Remark.objects.earliest("number").pk])
    office = {url: asked(admin_client, url)[0] for url in (desk_of(large), answer)}
    queries = {}
    for state, addresses in pages.items():
        if state == "answered":
            Consultation.objects.filter(pk=large.pk).update(results_at=timezone.now())
        queries |= {(state, url): asked(client, url)[0] for url in addresses}
    add(large, 4500)
    for state, addresses in pages.items():
        at = timezone.now() if state == "answered" else None
        Consultation.objects.filter(pk=large.pk).update(results_at=at)
        for url in addresses:
            count, html = asked(client, url)
            assert count == queries[state, url], url
            assert len(html) <= 250 * KB, f"{url}: {len(html) / KB:.0f} KB"
            if url == programme:
                assert count <= 14
    Consultation.objects.filter(pk=large.pk).update(results_at=None)
    for url, few in office.items():
        assert asked(admin_client, url)[0] == few, url


def test_weight_where_few_remarks_are_as_long_as_may_be(large, client):
    """What is read together is cut; each remark has an address where it stands whole."""
    longest = "Żądamy tego. " * (MAX_TEXT // 13)
    words = {"body": longest, "proposed": longest, "justification": "Ż" * MAX_TEXT}
    add(large, 40, reason="Zmieniliśmy wszystko. " * 270, **words)
    Consultation.objects.filter(pk=large.pk).update(results_at=timezone.now())
    public = large.pages.first()
    programme = public.get_parent().url
    for url, most in ((programme, 250), (public.url, 60), (f"{public.url}?strona=7", 60)):
        _count, html = asked(client, url)
        assert len(html) <= most * KB, f"{url}: {len(html) / KB:.0f} KB"
        whole = f"{public.url if url == programme else ''}?uwaga="
        assert f'href="{whole}' in html.decode(), url
    html = client.get(f"{public.url}?uwaga=40").content.decode()
    assert html.count("Żądamy") == 2 * (MAX_TEXT // 13) and "Ż" * MAX_TEXT in html
    assert html.count("Zmieniliśmy") == 270
    for nonsense in ("41", "0", "x", "1" * 400):
        assert client.get(public.url, {"uwaga": nonsense}).status_code == 404
