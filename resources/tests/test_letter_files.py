"""Annexes and scans of a letter that staff enter: part of the record like files from the form."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from portal.signals import tick
from resources.models import Attachment, Draft, Submission
from resources.services import archiving, drafting, verify
from resources.tests.test_attachments import PDF, upload
from resources.tests.test_entering import letter, staff, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff")]
__all__ = ["staff", "url"]


def on_disk():
    folder = Path(storages["private"].location) / "attachments"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.fixture(autouse=True)
def before():
    return on_disk()


def more(number):
    return PDF + bytes([number])


def shown(response):
    """The files that the form names."""
    return [str(file.pk) for file in response.context["files"].kept]


def test_they_enter_the_record_the_answer_screen_and_the_case_file(client, url, consultation):
    files = [upload("pismo.pdf", PDF), upload("statut.pdf", more(1))]
    assert client.post(url, letter(files=files)).status_code == 302
    submission = Submission.objects.get()
    assert [file.name for file in submission.attachments.all()] == ["pismo.pdf", "statut.pdf"]
    assert not Draft.objects.exists()
    assert verify.verify(consultation) == []
    answer = client.get(reverse("desk-answer", args=[submission.remarks.get().pk]))
    assert "pismo.pdf" in answer.content.decode()
    archive = archiving.ask(consultation, None, timezone.now())
    archiving.pack(archive)
    archive.refresh_from_db()
    with archive.file.open("rb") as stored, zipfile.ZipFile(io.BytesIO(stored.read())) as case:
        names = case.namelist()
        assert any(name.endswith("statut.pdf") for name in names)
        assert more(1) in [case.read(name) for name in names]


def test_a_bad_file_gets_a_sentence_and_words_and_good_files_stay(client, url):
    files = [upload("pismo.pdf", PDF), upload("strona.pdf", b"<html>")]
    data = letter(files=files)
    refused = client.post(url, data)
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "strona.pdf" in html
    assert "Wydłużyć termin." in html
    assert not Submission.objects.exists()
    client.post(url, data | {"files": [], "kept": shown(refused)})
    assert [file.name for file in Submission.objects.get().attachments.all()] == ["pismo.pdf"]


def test_a_slip_and_a_warning_lose_no_file(client, url, consultation):
    type(consultation).objects.update(accepted_channels=["online"])
    data = letter(files=[upload("pismo.pdf", PDF)])
    slip = client.post(url, data | {"r-0-body": ""})
    assert slip.status_code == 422
    data |= {"files": [upload("statut.pdf", more(1))], "kept": shown(slip)}
    warned = client.post(url, data)
    assert warned.status_code == 200
    data |= {"files": [], "kept": shown(warned), "nevertheless": "channel"}
    client.post(url, data)
    assert Submission.objects.get().attachments.count() == 2


def test_a_double_click_records_once(client, url):
    data = letter(files=[upload("pismo.pdf", PDF)])
    held = shown(client.post(url, data | {"more": "1"}))
    for _click in range(2):
        kept = {"kept": held, "files": [upload("statut.pdf", more(1)), upload("b.pdf", PDF)]}
        assert client.post(url, data | kept).status_code == 302
    assert Submission.objects.get().attachments.count() == 2
    assert Attachment.objects.count() == 2


def test_recorded_before_with_other_files_is_asked_about(client, url):
    data = letter(files=[upload("pismo.pdf", PDF)])
    client.post(url, data)
    other = client.post(url, data | {"files": [upload("pismo.pdf", more(1))]})
    assert other.status_code == 409
    assert "Prosimy wybrać pliki ponownie" in other.content.decode()
    assert Attachment.objects.count() == 1


def test_five_files_and_no_more(client, url):
    files = [upload(f"{n}.pdf", more(n)) for n in range(6)]
    refused = client.post(url, letter(files=files))
    assert refused.status_code == 422
    assert "5.pdf" in refused.content.decode()
    assert len(shown(refused)) == 5


def test_one_can_be_taken_off(client, url, before, django_capture_on_commit_callbacks):
    data = letter(files=[upload("pismo.pdf", PDF)])
    held = shown(client.post(url, data | {"more": "1"}))
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(url, data | {"files": [], "kept": held, "remove": held[0]})
    assert not shown(page)
    assert "Wydłużyć termin." in page.content.decode()
    assert on_disk() == before


@pytest.mark.parametrize("named", ["999999", "x"])
def test_a_file_that_is_gone_is_not_passed_over(client, url, named):
    refused = client.post(url, letter(kept=named))
    assert refused.status_code == 422
    assert "Prosimy wybrać pliki ponownie" in refused.content.decode()
    assert not Submission.objects.exists()


def test_nothing_stays_on_disk_where_no_letter_is_taken(client, url, before, consultation):
    type(consultation).objects.update(results_at=timezone.now())
    assert client.post(url, letter(files=[upload("pismo.pdf", PDF)])).status_code == 422
    assert on_disk() == before


def test_what_is_never_recorded_runs_out(client, url, before, django_capture_on_commit_callbacks):
    client.post(url, letter(files=[upload("pismo.pdf", PDF)], more="1"))
    assert len(on_disk() - before) == 1
    with django_capture_on_commit_callbacks(execute=True):
        tick.send(sender=None, now=Draft.objects.get().changed_at + drafting.KEPT_FOR * 2)
    assert on_disk() == before


def test_nothing_stays_on_disk_when_storing_fails(client, url, before, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(OperationalError):
        client.post(url, letter(files=[upload("pismo.pdf", PDF)]))
    assert on_disk() == before
