"""The case as a ZIP: everything that came and went, each file with its hash."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from resources.models import Attachment, CaseArchive
from resources.services import archiving, ledger
from resources.services.submitting import confirm


@pytest.fixture
def packed(consultation, send):
    """The archive of a case with one submission that has a file, and one not confirmed."""
    submission = send(confirm=False)
    data = b"%PDF-1.4 statut"
    attachment = Attachment(
        submission=submission,
        name="Statut: koła/2026.pdf",
        content_type="application/pdf",
        size=len(data),
        sha256=sha256(data).hexdigest(),
    )
    attachment.file.save("x", ContentFile(data), save=True)
    confirm(submission, timezone.now())
    send(confirm=False, email="druga@poczta.example")
    archive = archiving.ask(consultation, None, timezone.now())
    archiving.pack(archive)
    archive.refresh_from_db()
    assert (archive.progress, archive.error) == (100, "")
    return archive


def members(archive):
    with archive.file.open("rb") as stored, zipfile.ZipFile(io.BytesIO(stored.read())) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_it_holds_the_whole_case(packed, consultation):
    found = members(packed)
    pdfs = [name for name in found if name.endswith(".pdf") and name.count("/") == 1]
    assert len(pdfs) == 2
    assert b"%PDF-1.4 statut" in found.values()
    assert not any(".." in name or name.startswith("/") for name in found)
    mails = [data.decode() for name, data in found.items() if name.endswith(".eml")]
    assert len(mails) == 3
    assert any("To: druga@poczta.example" in mail for mail in mails)
    lines = next(data for name, data in found.items() if name.endswith(".jsonl")).splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["seq"] for entry in entries] == list(range(1, consultation.ledger.count() + 1))
    for entry in entries:
        assert ledger.entry_hash(entry["prev"], entry["payload"]) == entry["hash"]
    dates = next(data for name, data in found.items() if name.endswith(".csv")).decode("utf-8-sig")
    assert len(dates.splitlines()) == 3


def test_a_submissions_paper_tells_who_sent_it_and_is_tagged(packed):
    found = members(packed)
    name = next(name for name in found if name.endswith("0001.pdf"))
    document = pypdf.PdfReader(io.BytesIO(found[name]))
    text = document.pages[0].extract_text()
    assert "nadawca@poczta.example" in text
    assert "Wydłużyć termin do 14" in text
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_manifest_names_every_file_by_its_hash(packed):
    found = members(packed)
    manifest = found.pop("manifest-sha256.txt").decode()
    named = dict(reversed(line.split("  ", 1)) for line in manifest.splitlines())
    assert named == {name: sha256(data).hexdigest() for name, data in found.items()}
    with packed.file.open("rb") as stored:
        assert packed.sha256 == sha256(stored.read()).hexdigest()


def test_it_does_not_stay(packed, django_capture_on_commit_callbacks):
    storage, name = packed.file.storage, packed.file.name
    archiving.forget_due(packed.made_at + timedelta(hours=23))
    assert CaseArchive.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        archiving.forget_due(packed.made_at + timedelta(hours=25))
    assert not CaseArchive.objects.exists()
    assert not storage.exists(name)


def test_asking_again_takes_the_place_of_the_earlier_one(packed, consultation):
    archiving.ask(consultation, None, timezone.now())
    assert CaseArchive.objects.count() == 1


def stored_archives():
    storage = storages["private"]
    return set(storage.listdir("cases")[1]) if storage.exists("cases") else set()


def test_an_archive_that_went_while_it_was_being_packed_is_not_kept(
    consultation, send, monkeypatch, django_capture_on_commit_callbacks
):
    send()
    before = stored_archives()
    archive = archiving.ask(consultation, None, timezone.now())

    def forgotten_meanwhile(case):
        archiving.forget(consultation.archives.all())

    monkeypatch.setattr(archiving._Case, "add_reports", forgotten_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        archiving.pack(archive)
    assert not CaseArchive.objects.exists()
    assert stored_archives() == before


def test_an_archive_packed_twice_at_once_is_kept_once(consultation, send, monkeypatch):
    """The lease of the first packer ran out while it was still at work."""
    send()
    before = stored_archives()
    archive = archiving.ask(consultation, None, timezone.now())
    add_reports = archiving._Case.add_reports

    def overtaken(case):
        monkeypatch.undo()
        CaseArchive.objects.update(lease_until=None)
        archiving.pack(CaseArchive.objects.get())
        add_reports(case)

    monkeypatch.setattr(archiving._Case, "add_reports", overtaken)
    archiving.pack(archive)
    archive.refresh_from_db()
    assert {f"cases/{name}" for name in stored_archives() - before} == {archive.file.name}
    assert (archive.progress, archive.error) == (100, "")


def test_anew_is_not_offered_while_it_is_being_packed(consultation, clerk):
    archive = archiving.ask(consultation, None, timezone.now())
    page = reverse("desk-report", args=[consultation.pk])
    button = 'name="act" value="pack"'
    assert button not in clerk.get(page).content.decode()
    archiving.pack(archive)
    assert button in clerk.get(page).content.decode()
