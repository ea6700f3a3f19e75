"""Files that come with remarks: judged by content, private, part of the sealed record."""

import io
import uuid
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from PIL import Image

from portal.signals import tick
from resources import uploads
from resources.models import Attachment, Draft, Remark, Submission
from resources.services import drafting, submitting, verify
from resources.tests import people

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(**parts):
    """An archive, which every text document is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def docx(**more):
    types = {"[Content_Types]_dot_xml": "<Types/>"}
    return packed(**types, word__document_dot_xml="<w/>", **more)


def picture(kind, size=(4, 4)):
    stream = io.BytesIO()
    Image.new("1", size).convert("RGB" if kind == "JPEG" else "1").save(stream, kind)
    return stream.getvalue()


GOOD = {
    "protokół zarządu.pdf": PDF,
    "uwagi.DOCX": docx(),
    "tabela.xlsx": packed(**{"[Content_Types]_dot_xml": "<T/>", "xl__workbook_dot_xml": "<w/>"}),
    "uwagi.odt": packed(mimetype=uploads.ODT, content_dot_xml="<o/>"),
    "plan.png": picture("PNG"),
    "plan.jpeg": picture("JPEG"),
}
BAD = {
    "pusty.pdf": b"",
    "strona.html": b"<script>alert(1)</script>",
    "bez-rozszerzenia": PDF,
    "strona.pdf": b"<html><script>alert(1)</script></html>",
    "program.docx": b"MZ" + b"\0" * 100,
    "obraz.png": picture("JPEG"),
    "ucięty.docx": docx()[:40],
    "archiwum.docx": packed(plik_dot_txt="tekst"),
    "makro.docx": docx(word__vbaProject_dot_bin="x"),
    "arkusz.docx": GOOD["tabela.xlsx"],
    "rysunek.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "ogromny.pdf": PDF + b"0" * uploads.MAX_SIZE,
    "bomba.docx": docx(word__media_dot_bin=b"\0" * (uploads.MAX_UNPACKED + 1)),
    "ogromny.png": picture("PNG", (30_000, 4_000)),
}


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def typed():
    return people.organisation()


@pytest.fixture
def sent(client, new, typed):
    """A submission with one PDF, sent straight from the form."""
    client.post(new, typed | {"files": upload("protokół.pdf", PDF)})
    return Submission.objects.get()


@pytest.mark.parametrize("name", GOOD)
def test_content_that_fits_the_name_is_taken(client, new, typed, name):
    response = client.post(new, typed | {"files": upload(name, GOOD[name])})
    assert response.headers["Location"] == Submission.objects.get().receipt_path()
    assert Attachment.objects.get().name == name


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_gets_a_sentence_and_the_rest_is_kept(client, new, typed, name):
    files = [upload("dobry.pdf", PDF), upload(name, BAD[name])]
    response = client.post(new, typed | {"files": files})
    assert response.status_code == 422
    (sentence,) = response.context_data["refused"]
    assert name in sentence
    assert sentence.replace("&", "&amp;") in response.content.decode().replace("&quot;", '"')
    draft = Draft.objects.get()
    assert [a.name for a in draft.attachments.all()] == ["dobry.pdf"]
    assert draft.data["remarks"][0]["body"] == typed["body"]
    assert draft.data["sender"]["person"] == "Osoba Prywatna"
    assert not Submission.objects.exists()


def test_a_file_too_big_is_not_written_to_the_end(rf):
    handler = uploads.BoundedUploadHandler(rf.post("/"))
    handler.new_file("files", "a.pdf", "application/pdf", None)
    for _ in range(11):
        handler.receive_data_chunk(b"0" * 1024 * 1024, 0)
    file = handler.file_complete(11 * 1024 * 1024)
    assert file.size > uploads.MAX_SIZE
    assert len(file.read()) <= uploads.MAX_SIZE


def test_no_room_to_begin_a_file_leaves_the_one_before(rf, monkeypatch):
    handler = uploads.BoundedUploadHandler(rf.post("/"))
    handler.new_file("files", "a.pdf", "application/pdf", None)
    handler.receive_data_chunk(PDF, 0)
    first = handler.file_complete(len(PDF))

    def full(**options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
    handler.new_file("files", "b.pdf", "application/pdf", None)
    handler.receive_data_chunk(PDF, 0)
    second = handler.file_complete(len(PDF))
    assert uploads.examine(first).size == len(PDF)
    with pytest.raises(uploads.BadFile, match=r"b\.pdf"):
        uploads.examine(second)


def test_five_files_and_no_more(client, new, typed):
    files = [upload(f"{n}.pdf", PDF + bytes([n])) for n in range(7)]
    response = client.post(new, typed | {"files": files})
    assert len(response.context_data["refused"]) == 2
    assert Attachment.objects.count() == uploads.MAX_FILES


def test_the_same_file_twice_is_one(client, new, typed):
    files = [upload("a.pdf", PDF), upload("b.pdf", PDF)]
    client.post(new, typed | {"files": files})
    assert Attachment.objects.count() == 1


def test_a_full_disk_refuses_the_file_and_keeps_the_words(client, new, typed, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(storages["private"]), "_save", full)
    response = client.post(new, typed | {"files": upload("a.pdf", PDF)})
    assert response.status_code == 422
    assert not Attachment.objects.exists()
    assert Draft.objects.get().data["remarks"]


def test_no_room_to_take_a_file_in_refuses_the_file_and_keeps_the_words(
    client, new, typed, monkeypatch
):
    monkeypatch.setattr(
        "django.core.files.uploadedfile.tempfile.NamedTemporaryFile",
        lambda **options: open("/dev/full", "w+b"),  # noqa: SIM115
    )
    response = client.post(new, typed | {"files": [upload("a.pdf", PDF), upload("b.pdf", PDF)]})
    assert response.status_code == 422
    assert [sentence.split()[1] for sentence in response.context_data["refused"]] == [
        "„a.pdf”",
        "„b.pdf”",
    ]
    assert not Attachment.objects.exists()
    assert Draft.objects.get().data["remarks"][0]["body"] == typed["body"]


@pytest.mark.parametrize("row", [Attachment, Draft])
def test_a_file_whose_row_cannot_be_stored_does_not_stay_behind(
    client, new, typed, monkeypatch, row
):
    folder, save, stored = Path(storages["private"].path("attachments")), row.save, []
    before = set(folder.glob("*"))

    def full(self, **options):
        if more := set(folder.glob("*")) - before:
            stored.extend(more)
            raise OperationalError("database or disk is full")
        save(self, **options)

    monkeypatch.setattr(row, "save", full)
    client.raise_request_exception = False
    response = client.post(new, typed | {"files": upload("a.pdf", PDF)})
    assert response.status_code == 503
    assert stored
    assert set(folder.glob("*")) == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Moje dokumenty\\uwagi.pdf", "uwagi.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
        ('x"\r\n<b>.pdf', "x b .pdf"),
        ("ż" * 300 + ".pdf", "ż" * 100 + ".pdf"),
        ("", "-"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert uploads.clean_name(given) == kept


class TestInTheRecord:
    def test_it_is_sealed(self, sent, consultation):
        assert verify.verify(consultation) == []
        event = sent.ledger.get(seq=2)
        assert "protok" not in event.payload

    def test_the_same_words_with_other_files_are_other_content(self):
        def content(digest):
            return submitting.SubmissionContent(
                who="resident",
                person="A",
                email="a@poczta.example",
                remarks=(submitting.RemarkContent(body="b"),),
                attachments=(submitting.AttachedFile(1, "a.pdf", digest),),
            ).digest

        assert content("0") != content("1")

    def test_the_mails_and_pages_name_it(self, client, sent):
        assert "protokół.pdf" in client.get(sent.confirmation_path()).content.decode()
        assert "protokół.pdf" in client.get(sent.receipt_path()).content.decode()


class TestWhoMayReadIt:
    def test_the_sender_through_the_receipt(self, client, sent):
        url = reverse("remark-attachment", args=[sent.receipt, sent.attachments.get().pk])
        assert url in client.get(sent.receipt_path()).content.decode()
        response = client.get(url)
        assert b"".join(response.streaming_content) == PDF
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in response.headers["Cache-Control"]

    def test_nobody_through_another_receipt(self, client, sent, send):
        other = send()
        url = reverse("remark-attachment", args=[other.receipt, sent.attachments.get().pk])
        assert client.get(url, follow=True).status_code == 404

    def test_staff_who_read_the_record(self, client, sent, django_user_model):
        url = reverse("desk-attachment", args=[sent.attachments.get().pk])
        assert client.get(url).status_code == 302
        editor = django_user_model.objects.create_user("redakcja")
        editor.groups.add(Group.objects.get(name="Redakcja"))
        client.force_login(editor)
        assert client.get(url).status_code in (302, 403)
        clerk = django_user_model.objects.create_user("moderacja")
        clerk.groups.add(Group.objects.get(name="Moderacja"))
        client.force_login(clerk)
        response = client.get(url)
        assert b"".join(response.streaming_content) == PDF
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_no_other_address_leads_to_it(self, client, sent, settings):
        file = sent.attachments.get().file
        assert "protok" not in file.name
        assert not str(storages["private"].location).startswith(str(settings.MEDIA_ROOT))
        for url in (
            file.url,
            f"/media/{file.name}",
            f"/media/images/../{file.name}",
            f"/{file.name}",
        ):
            assert client.get(url, follow=True).status_code == 404

    def test_it_is_on_no_public_page(self, client, sent, programme_page):
        submitting.confirm(sent, sent.received_at)
        assert Remark.objects.accepted().exists()
        assert "protok" not in client.get(programme_page.url).content.decode()


class TestFilesOfDrafts:
    def draft(self, client, new, typed):
        client.post(new, typed | {"do": "save", "files": upload("a.pdf", PDF)})
        return Draft.objects.get()

    def stored(self, draft):
        return storages["private"].exists(draft.attachments.get().file.name)

    def test_one_can_be_removed(self, client, new, typed, django_capture_on_commit_callbacks):
        draft = self.draft(client, new, typed)
        attachment = draft.attachments.get()
        assert self.stored(draft)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(draft.get_absolute_url(), {"do": f"detach:{attachment.pk}"})
        assert not draft.attachments.exists()
        assert not storages["private"].exists(attachment.file.name)

    def test_they_go_with_a_draft_that_runs_out(
        self, client, new, typed, django_capture_on_commit_callbacks
    ):
        draft = self.draft(client, new, typed)
        name = draft.attachments.get().file.name
        with django_capture_on_commit_callbacks(execute=True):
            tick.send(sender=None, now=draft.changed_at + drafting.KEPT_FOR * 2)
        assert not storages["private"].exists(name)
        assert not Attachment.objects.exists()

    def test_they_stay_when_it_is_sent(
        self, client, new, typed, django_capture_on_commit_callbacks
    ):
        draft = self.draft(client, new, typed)
        name = draft.attachments.get().file.name
        with django_capture_on_commit_callbacks(execute=True):
            client.post(
                reverse("remark-draft-preview", args=[draft.token]),
                {"seen": draft.changed_at.isoformat()},
            )
        assert Submission.objects.get().attachments.get().file.name == name
        assert storages["private"].exists(name)

    def test_another_draft_cannot_take_them_off(self, client, new, typed):
        draft = self.draft(client, new, typed)
        client.post(new, {"key": uuid.uuid4(), "body": "x", "do": "save"})
        other = Draft.objects.exclude(pk=draft.pk).get()
        client.post(other.get_absolute_url(), {"do": f"detach:{draft.attachments.get().pk}"})
        assert draft.attachments.exists()

    def test_all_drafts_together_have_a_limit(self, client, new, typed, monkeypatch):
        monkeypatch.setattr(uploads, "MAX_WAITING", 10)
        response = client.post(new, typed | {"files": upload("a.pdf", PDF)})
        assert response.status_code == 422
        assert not Attachment.objects.exists()
