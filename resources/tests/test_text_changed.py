"""A new version of the text between reading and sending: nobody remarks on words unseen."""

import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from resources.models import Consultation, Draft, Remark, Submission
from resources.outline import Unit
from resources.services import announcing, entering
from resources.services.refusals import NewerVersion
from resources.services.submitting import RemarkContent, SubmissionContent
from resources.tests import people
from resources.tests.test_attachments import PDF

pytestmark = pytest.mark.django_db

NEW, SAME = "Organizacja odpowiada wcześniej.", "Organizacja ma 7 dni."
GONE = "par-2-ust-1"


@pytest.fixture
def revise(consultation):
    """Freezes a next version, by another person's request, in which § 2 ust. 1 says `words`."""

    def revise(words=NEW):
        chapter = Unit("chapter", "Rozdział 1", "rozdzial-1")
        chapter.children = [Unit("subsection", "§ 2 ust. 1", GONE, text=words)] if words else []
        chapter.children.append(Unit("subsection", "§ 2 ust. 2", "par-2-ust-2", text=SAME))
        other = Consultation.objects.get(pk=consultation.pk)
        return announcing.revise(other, [chapter], [], timezone.now())

    return revise


def filled_in(response, **typed):
    """What a browser sends of the form in `response`: its hidden fields and what was typed."""
    html = response.content.decode()
    hidden = {
        re.search(r'name="([^"]*)"', tag)[1]: (re.search(r'value="([^"]*)"', tag) or ["", ""])[1]
        for tag in re.findall(r'<input type="hidden"[^>]*>', html)
    }
    return people.resident(anchor="") | hidden | typed


def test_words_that_were_not_on_the_screen_get_no_remark(client, new, revise):
    typed = filled_in(client.get(new, {"zapis": GONE}))
    revise()
    refused = client.post(new, typed)
    assert refused.status_code == 409
    assert not Submission.objects.exists()
    html = refused.content.decode()
    assert NEW in html and "Wydłużyć termin do 14 dni." in html
    assert "Tekst zmienił się" in html
    assert client.post(new, filled_in(refused)).status_code == 302
    remark = Remark.objects.get()
    assert (remark.unit.version.number, remark.quote) == (2, NEW)


def test_a_form_with_a_slip_does_not_take_the_new_words_for_read(client, new, revise):
    typed = filled_in(client.get(new, {"zapis": GONE}))
    revise()
    slip = client.post(new, typed | {"email": "to nie adres"})
    assert slip.status_code == 422
    assert client.post(new, filled_in(slip)).status_code == 409


def test_a_remark_on_the_whole_is_taken_whatever_changed(client, new, revise):
    typed = filled_in(client.get(new))
    revise()
    assert client.post(new, typed).status_code == 302


@pytest.mark.parametrize("choice", ["", "par-2-ust-2"])
def test_a_provision_that_went_is_no_dead_end(client, new, revise, choice):
    typed = filled_in(client.get(new, {"zapis": GONE}))
    revise(words="")
    refused = client.post(new, typed)
    assert refused.status_code == 409
    assert not Submission.objects.exists()
    html = refused.content.decode()
    assert "nie ma już w tekście" in html
    assert "Wydłużyć termin do 14 dni." in html
    assert '<select name="anchor"' in html and 'value="par-2-ust-2"' in html
    assert client.post(new, filled_in(refused, anchor=choice)).status_code == 302
    remark = Remark.objects.get()
    assert (remark.unit.anchor if remark.unit else "") == choice


def test_a_version_frozen_between_reading_and_the_lock(client, new, revise, monkeypatch):
    from resources.services import submitting

    typed = filled_in(client.get(new, {"zapis": GONE}))
    wait = submitting.mail_wait

    def freeze_meanwhile(*args):
        monkeypatch.setattr(submitting, "mail_wait", wait)
        revise()
        return wait(*args)

    monkeypatch.setattr(submitting, "mail_wait", freeze_meanwhile)
    refused = client.post(new, typed)
    assert refused.status_code == 409
    assert not Submission.objects.exists()
    assert NEW in refused.content.decode()


def test_without_a_word_of_the_version_what_the_request_read_counts(consultation, send, revise):
    assert consultation.version.number == 1
    revise()
    with pytest.raises(NewerVersion):
        send()
    consultation.read_anew()
    assert send().remarks.get().unit.version.number == 2


class TestDraft:
    @pytest.fixture
    def draft(self, client, new):
        client.post(new, filled_in(client.get(new, {"zapis": GONE})) | {"do": "add"})
        return Draft.objects.get()

    @pytest.fixture
    def preview(self, draft):
        return reverse("remark-draft-preview", args=[draft.token])

    def test_changed_while_it_was_looked_over(self, client, preview, revise):
        looked = client.get(preview)
        assert "Tekst zmienił się" not in looked.content.decode()
        seen = filled_in(looked)
        revise()
        refused = client.post(preview, seen)
        assert refused.status_code == 409
        assert not Submission.objects.exists()
        html = refused.content.decode()
        assert "Tekst zmienił się" in html and NEW in html
        assert client.post(preview, filled_in(refused)).status_code == 302
        assert Remark.objects.get().quote == NEW

    def test_changed_since_it_was_written(self, client, draft, preview, revise):
        revise()
        looked = client.get(preview)
        assert "Tekst zmienił się" in looked.content.decode()
        assert client.post(preview, filled_in(looked)).status_code == 302
        assert Remark.objects.get().quote == NEW

    def test_sent_from_the_form_with_a_file(self, client, new, revise):
        typed = filled_in(client.get(new, {"zapis": GONE}))
        revise()
        refused = client.post(new, typed | {"files": SimpleUploadedFile("a.pdf", PDF)})
        assert refused.status_code == 409
        assert not Submission.objects.exists()
        assert NEW in refused.content.decode()

    def test_looked_at_again_while_changing_it(self, client, draft, preview, revise):
        revise()
        (remark,) = draft.data["remarks"]
        url = reverse("remark-draft-remark", args=[draft.token, remark["id"]])
        form = client.get(url)
        assert NEW in form.content.decode()
        client.post(url, filled_in(form, anchor=GONE))
        assert "Tekst zmienił się" not in client.get(preview).content.decode()

    def test_a_provision_that_went_can_be_chosen_anew(self, client, draft, preview, revise):
        seen = filled_in(client.get(preview))
        revise(words="")
        response = client.post(preview, seen, follow=True)
        assert "nie ma już w tekście" in response.content.decode()
        assert not Submission.objects.exists()
        (remark,) = draft.data["remarks"]
        url = reverse("remark-draft-remark", args=[draft.token, remark["id"]])
        client.post(url, filled_in(client.get(url), anchor="par-2-ust-2"))
        assert client.post(preview, filled_in(client.get(preview))).status_code == 302
        assert Remark.objects.get().label == "§ 2 ust. 2"

    def test_a_provision_that_went_is_named_and_not_taken_for_the_whole(
        self, client, draft, consultation, revise
    ):
        revise(words="")
        draft.refresh_from_db()
        named = "§ 2 ust. 1 (usunięty z tekstu)"
        shown = client.get(draft.get_absolute_url()).content.decode().replace("\xa0", " ")
        for words in (f"<h3>{named}</h3>", "Wydłużyć termin", "Prosimy wybrać inny"):
            assert words in shown
        assert "<h3>Całość</h3>" not in shown
        url = reverse("remark-draft-remark", args=[draft.token, draft.data["remarks"][0]["id"]])
        form = client.get(url)
        html = form.content.decode()
        assert "Prosimy wybrać inny zapis" in html
        assert f'<option value="{GONE}" selected>{named}</option>' in html.replace("\xa0", " ")
        refused = client.post(url, {"anchor": GONE, "body": "Wydłużyć termin."})
        assert refused.status_code == 422
        assert f'<option value="{GONE}" selected>' in refused.content.decode()
        draft.refresh_from_db()
        assert draft.data["remarks"][0]["anchor"] == GONE
        with time_machine.travel(consultation.closes_at, tick=False):
            closed = client.get(draft.get_absolute_url()).content.decode().replace("\xa0", " ")
        assert f"<h3>{named}</h3>" in closed

    def test_one_from_before_versions_were_kept(self, client, draft, preview):
        del draft.data["remarks"][0]["version"]
        draft.save()
        assert client.post(preview, filled_in(client.get(preview))).status_code == 302


def test_a_letter_is_not_entered_on_words_of_before(consultation, revise):
    assert consultation.version.number == 1
    revise()
    now = timezone.now()
    content = SubmissionContent(
        who="resident",
        person="Osoba",
        email="",
        channel="post",
        remarks=(RemarkContent("Uwaga.", anchor=GONE),),
    )
    key = people.resident()["key"]
    with pytest.raises(ValidationError):
        entering.enter(consultation, key, content, now, None, now)
    assert not Submission.objects.exists()
