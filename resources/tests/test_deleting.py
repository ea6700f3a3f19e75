"""Deleting a consultation that was set up by mistake, before anybody was told of it."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from resources.models import CaseArchive, Consultation, LedgerHead
from resources.services import announcing, archiving, ledger
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def mistake(programme_page):
    """Set up on the wrong page, and opened once in the admin."""
    now = timezone.now()
    made = Consultation.objects.create(
        title="Konsultacje pomyłki",
        text_page=Page.objects.get(pk=programme_page.pk),
        opens_at=now,
        closes_at=now + timedelta(days=20),
    )
    ledger.lock(made)
    return made


@pytest.fixture
def clerk(client):
    """May what the role of who runs consultations may: no right to delete is among it."""
    client.force_login(user_with("add_consultation", "change_consultation", "answer_remarks"))
    return client


def deleting(consultation):
    return reverse("consultations:delete", args=[consultation.pk])


def screens(consultation):
    """Where the clerk looks at it: the list, the set-up, the desk, the check list."""
    return [
        reverse("consultations:index"),
        reverse("consultations:edit", args=[consultation.pk]),
        reverse("desk-consultation", args=[consultation.pk]),
        reverse("desk-announce", args=[consultation.pk]),
    ]


def test_the_clerk_finds_it_on_each_screen_and_reads_what_goes(clerk, mistake):
    for url in screens(mistake):
        assert deleting(mistake) in clerk.get(url).content.decode(), url
    html = clerk.get(deleting(mistake)).content.decode()
    assert "Konsultacje pomyłki" in html
    assert "Program na 2027 rok" in html  # the text that stays
    assert Consultation.objects.filter(pk=mistake.pk).exists()  # asked, not done


def test_it_goes_with_all_that_is_its_own(
    clerk, mistake, programme_page, django_capture_on_commit_callbacks
):
    archive = mistake.archives.create(
        made_at=timezone.now(), file=ContentFile(b"PK", name="a.zip"), progress=100
    )
    assert archive.file.storage.exists(archive.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        response = clerk.post(deleting(mistake))
    assert response.headers["Location"] == reverse("consultations:index")
    html = clerk.get(reverse("consultations:index")).content.decode()
    assert "Konsultacje pomyłki" in html  # in the sentence that says it is deleted
    for model in (Consultation, LedgerHead, CaseArchive):
        assert not model.objects.exists(), model
    assert not archive.file.storage.exists(archive.file.name)
    assert not ReferenceIndex.objects.filter(
        base_content_type__app_label="portal_resources",
        base_content_type__model="consultation",
    ).exists()
    programme_page.refresh_from_db()
    assert programme_page.live
    # A second click, and a page left open in another window.
    assert clerk.post(deleting(mistake)).status_code == 404
    assert clerk.post(screens(mistake)[1], {}).status_code == 404


def test_an_archive_being_packed_is_thrown_away(mistake):
    archive = archiving.ask(mistake, None, timezone.now())
    announcing.discard(mistake, mistake.delete)
    archiving.pack(archive)  # the task comes too late
    assert not CaseArchive.objects.exists()


def test_the_screen_is_the_only_way(clerk, mistake):
    assert clerk.delete(deleting(mistake)).status_code == 405
    assert Consultation.objects.filter(pk=mistake.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_was_announced_stays_and_says_why(clerk, consultation, method):
    response = getattr(clerk, method)(deleting(consultation), follow=True)
    assert response.redirect_chain == [(screens(consultation)[2], 302)]
    assert "ich zapis zostaje" in response.content.decode()
    assert Consultation.objects.filter(pk=consultation.pk).exists()
    assert consultation.ledger.exists()
    for url in screens(consultation)[:3]:
        assert deleting(consultation) not in clerk.get(url).content.decode(), url


def test_the_record_stays_for_an_administrator_too(admin_client, consultation):
    admin_client.post(deleting(consultation))
    assert Consultation.objects.filter(pk=consultation.pk).exists()


@pytest.mark.parametrize(
    "may", ["answer_remarks", "approve_answers", "add_consultation", "delete_consultation"]
)
def test_nobody_else_deletes_it(client, mistake, may):
    client.force_login(user_with(may))
    for method in (client.get, client.post):
        response = method(deleting(mistake))
        assert response.status_code in (302, 403)
        assert response.headers.get("Location", "/admin/") == "/admin/"
    assert Consultation.objects.filter(pk=mistake.pk).exists()
    for url in screens(mistake):
        assert deleting(mistake) not in client.get(url).content.decode(), url


@pytest.mark.parametrize("screen", ["delete", "announce"])
def test_deleted_meanwhile_in_another_window(clerk, mistake, monkeypatch, screen):
    lock = ledger.lock

    def locked_late(consultation):
        monkeypatch.undo()
        announcing.discard(consultation, Consultation.objects.get().delete)
        return lock(consultation)

    monkeypatch.setattr(ledger, "lock", locked_late)
    url = deleting(mistake) if screen == "delete" else screens(mistake)[3]
    assert clerk.post(url).status_code == 404
