"""The report before the public and on the desk: its page, its files, and who may publish it."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from wagtail.models import Page

from resources import reporting
from resources.forms import MAX_TEXT
from resources.models import Consultation, ConsultedTextPage, Report
from resources.services import archiving
from resources.services import reporting as service
from resources.tests.people import ORGANISATION, user_with


@pytest.fixture
def published(consultation, send, results):
    send()
    send(**ORGANISATION)
    now = results()
    report = service.make(consultation, None, now)
    service.publish(report, now)
    service.make_files(report)
    report.refresh_from_db()
    return report


def test_the_public_page_and_its_files(client, consultation, published):
    url = reverse("report", args=[consultation.pk])
    html = client.get(url).content.decode()
    assert published.sha256 in html
    assert html.count('id="uwaga-') == 2
    assert "formularz na portalu:\xa02" in html
    assert html.count('class="hash"') == 2  # of the entry and of the report, no date or number
    assert "Tajna" not in html
    for form, kind in reporting.FORMS.items():
        response = client.get(reverse("report-file", args=[consultation.pk, form]))
        assert response["Content-Type"] == kind.content_type
        data = b"".join(response.streaming_content)
        assert sha256(data).hexdigest() == published.files.get(format=form).sha256
    assert client.get(reverse("report-file", args=[consultation.pk, "exe"])).status_code == 404


def test_its_page_stays_light_whatever_the_length_of_remarks(client, consultation, send, results):
    """Each remark that is cut leads to where it stands whole, from the frozen words."""
    longest = "Żądamy tego. " * (MAX_TEXT // 13)
    for _ in range(7):
        send(body=longest)
    now = results(reason="Zmieniliśmy wszystko. " * 270)
    service.publish(service.make(consultation, None, now), now)
    url = reverse("report", args=[consultation.pk])
    html = client.get(url).content
    assert len(html) <= 40 * 1024
    assert 'href="?uwaga=5#uwaga-5"' in html.decode()
    consultation.pages.first().unpublish()
    whole = client.get(url, {"uwaga": 6}).content.decode()
    assert whole.count("Żądamy") == MAX_TEXT // 13 and whole.count("Zmieniliśmy") == 270
    assert whole.count('id="uwaga-') == 1
    for nonsense in ("8", "0", "x", "1" * 400):
        assert client.get(url, {"uwaga": nonsense}).status_code == 404


def test_a_draft_is_not_public(client, consultation, results):
    service.make_files(service.make(consultation, None, results()))
    assert client.get(reverse("report", args=[consultation.pk])).status_code == 404
    url = reverse("report-file", args=[consultation.pk, "pdf"])
    assert client.get(url).status_code == 404


def test_pages_of_remarks_end(client, consultation, published):
    url = reverse("report", args=[consultation.pk])
    assert client.get(f"{url}?strona=2").status_code == 404
    assert client.get(f"{url}?strona={'9' * 5000}").status_code == 404
    assert client.get(f"{url}?strona=x").status_code == 200


def test_from_the_desk_to_the_public(client, consultation, send, results):
    send()
    url = reverse("desk-report", args=[consultation.pk])
    client.force_login(user_with("change_consultation"))
    assert client.get(url).status_code == 200
    client.post(url, {"act": "make"})
    assert not Report.objects.exists()
    now = results()
    client.post(url, {"act": "make"})
    assert client.get(url).headers["Refresh"]
    report = Report.objects.get()
    service.make_files(report)
    assert "Refresh" not in client.get(url).headers
    file = reverse("desk-report-file", args=[report.files.first().pk])
    assert client.get(file).status_code == 200
    client.post(url, {"act": "publish", "report": report.sha256})
    report.refresh_from_db()
    assert report.published_at >= now - timedelta(days=20)
    client.post(url, {"act": "pack"})
    archive = consultation.archives.get()
    archiving.pack(archive)
    zipped = reverse("desk-archive", args=[archive.pk])
    assert client.get(zipped)["Content-Type"] == "application/zip"
    client.force_login(user_with("answer_remarks"))
    client.post(url, {"act": "make"})
    assert Report.objects.count() == 1
    assert client.get(zipped).status_code == 302
    client.logout()
    assert client.get(file).status_code == 302


def test_only_the_report_on_the_screen_is_published(client, consultation, results):
    now = results()
    url = reverse("desk-report", args=[consultation.pk])
    client.force_login(user_with("change_consultation"))
    seen = service.make(consultation, None, now)
    service.make_files(seen)
    assert f'name="report" value="{seen.sha256}"' in client.get(url).content.decode()
    newer = service.make(consultation, None, now + timedelta(minutes=1))
    for stale in ({"report": seen.sha256}, {}, {"report": "x\x00"}):
        told = client.post(url, {"act": "publish", **stale}, follow=True).content.decode()
        assert "przygotowano od nowa" in told
    newer.refresh_from_db()
    assert newer.published_at is None


@pytest.mark.parametrize("kind", ["programme", "strategy"])
def test_sentences_for_the_programme_are_offered_with_a_programme_only(
    client, consultation, site_root, kind
):
    if kind == "strategy":
        text = ConsultedTextPage(title="Strategia", slug="strategia", kind="strategy")
        consultation = Consultation.objects.create(
            title="Konsultacje strategii",
            text_page=Page.objects.get(pk=site_root.add_child(instance=text).pk),
            opens_at=consultation.opens_at,
            closes_at=consultation.closes_at,
        )
    client.force_login(user_with("change_consultation"))
    html = client.get(reverse("desk-report", args=[consultation.pk])).content.decode()
    assert "W liczbach" in html
    assert ("jako wymagany element 10" in html) == (kind == "programme")
