"""Staff withdraw a submission: for a sender on paper, or one that the office entered by mistake."""

import io
import json
import uuid
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from partnerships.tests import factories
from portal.models import OutgoingMail
from resources import public
from resources.choices import WithdrawalCause
from resources.desk.answer import AnswerView
from resources.models import Note, Response
from resources.services import archiving, entering, submitting, supporting
from resources.services.verify import verify
from resources.tests.people import user_with
from resources.tests.test_case_zip import members

pytestmark = pytest.mark.django_db

WHY = "Pani Tajna Osoba dzwoniła 3 marca."
DATA = {"cause": "request", "reason": WHY}


def url_of(submission):
    return reverse("desk-withdraw", args=[submission.remarks.first().pk])


@pytest.fixture
def staff():
    return user_with("change_consultation")


@pytest.fixture
def enter(consultation, staff):
    """Records a letter with two remarks, without an address unless told otherwise."""

    def enter(**more):
        remarks = tuple(submitting.RemarkContent(b) for b in ("Wydłużyć termin.", "Dodać przepis."))
        said = {"who": "organisation", "person": "Tajna Osoba", "email": "", "channel": "post"}
        content = submitting.SubmissionContent(
            remarks=remarks, **{"organisation_name": "OSP Lipowa", **said, **more}
        )
        now = timezone.now()
        return entering.enter(consultation, uuid.uuid4(), content, now, staff, now)[0]

    return enter


class TestTheScreen:
    def test_it_shows_all_that_goes_and_then_takes_it_back(self, clerk, enter, consultation):
        submission = enter()
        first, second = submission.remarks.all()
        answer = reverse("desk-answer", args=[second.pk])
        way = reverse("desk-withdraw", args=[second.pk])
        assert way in clerk.get(answer).content.decode()
        page = clerk.get(way).content.decode()
        for words in (submission.reference, "OSP Lipowa", "Tajna Osoba", first.body, second.body):
            assert words in page
        assert "na piśmie" in page
        done = clerk.post(way, DATA, follow=True)
        assert done.redirect_chain[0][0] == answer
        shown = done.content.decode()
        assert WHY in shown
        assert "wycofane przez urząd" in shown
        submission.refresh_from_db()
        assert submission.withdrawn_at
        assert not public.remarks(consultation).exists()
        assert {note.remark_id for note in Note.objects.filter(text__contains=WHY)} == {
            first.pk,
            second.pk,
        }
        assert verify(consultation) == []
        assert not OutgoingMail.objects.exists()

    @pytest.mark.parametrize(
        "slip",
        [{"reason": ""}, {"reason": "  "}, {"reason": "x" * 1001}, {"cause": ""}, {"cause": "x"}],
    )
    def test_without_a_reason_nothing_happens_and_the_words_stay(self, clerk, send, slip):
        submission = send()
        refused = clerk.post(url_of(submission), DATA | slip)
        assert refused.status_code == 422
        assert (DATA | slip)["reason"].strip() in refused.content.decode()
        submission.refresh_from_db()
        assert submission.withdrawn_at is None
        assert not Note.objects.exists()

    @pytest.mark.parametrize("permission", ["approve_answers", None])
    def test_who_may_not_handle_it_neither_sees_nor_does_it(self, client, send, permission):
        submission = send()
        client.force_login(user_with(*filter(None, [permission])))
        assert client.get(url_of(submission)).status_code == 302
        client.post(url_of(submission), DATA)
        submission.refresh_from_db()
        assert submission.withdrawn_at is None
        if permission:
            answer = client.get(reverse("desk-answer", args=[submission.remarks.get().pk]))
            assert url_of(submission) not in answer.content.decode()

    def test_pressed_twice_it_is_one_act(self, clerk, send, consultation):
        submission = send()
        clerk.post(url_of(submission), DATA)
        again = clerk.post(url_of(submission), DATA)
        assert again.status_code == 409
        assert Note.objects.count() == 1
        assert consultation.ledger.filter(payload__contains='"withdrawn"').count() == 1

    def test_not_once_the_answers_are_published(self, clerk, send, results):
        submission = send()
        with time_machine.travel(results() + timedelta(hours=1), tick=False):
            clerk.force_login(user_with("answer_remarks"))
            answer = clerk.get(reverse("desk-answer", args=[submission.remarks.get().pk]))
            assert url_of(submission) not in answer.content.decode()
            assert "<textarea" not in clerk.get(url_of(submission)).content.decode()
            refused = clerk.post(url_of(submission), DATA)
        assert refused.status_code == 409
        assert WHY in refused.content.decode()
        submission.refresh_from_db()
        assert submission.withdrawn_at is None

    def test_what_nobody_confirmed_has_no_such_screen(self, clerk, send):
        assert clerk.get(url_of(send(confirm=False))).status_code == 404


class TestWithdrawnWhileTheScreenIsMade:
    """The remark counted when it was read, and not any more when its neighbours were looked for."""

    @pytest.fixture
    def answering(self, client, send, monkeypatch):
        client.force_login(user_with("answer_remarks", "change_consultation"))
        submission = send()

        def late(name):
            act = getattr(AnswerView, name)

            def withdrawn_first(view):
                submitting.withdraw(submission, timezone.now())
                return act(view)

            monkeypatch.setattr(AnswerView, name, withdrawn_first)
            return reverse("desk-answer", args=[submission.remarks.get().pk])

        return late

    def test_the_screen_says_so(self, client, answering):
        response = client.get(answering("note_opening"))
        assert response.status_code == 200
        assert "resources/admin/withdrawn.html" in [t.name for t in response.templates]

    @pytest.mark.parametrize("words", ["Uwzględniamy w całości.", ""])
    def test_what_was_typed_is_given_back(self, client, answering, words):
        data = {"outcome": "accepted", "reason": words, "put_forward": "1"}
        response = client.post(answering("save_answer"), data)
        assert response.status_code == 409
        assert "resources/admin/withdrawn.html" in [t.name for t in response.templates]
        assert words in response.content.decode()
        assert not Response.objects.exists()


def test_after_the_close_staff_may_and_the_sender_may_not(send, consultation, staff):
    submission, now = send(), consultation.closes_at + timedelta(days=1)
    with pytest.raises(submitting.NotOpen):
        submitting.withdraw(submission, now)
    assert submitting.withdraw(submission, now, staff, reason=WHY)
    assert not submitting.withdraw(submission, now, staff, reason=WHY)
    assert verify(consultation) == []


def test_the_ledger_names_the_account_and_no_reason(client, enter, consultation, staff):
    submission = enter()
    submitting.withdraw(submission, timezone.now(), staff, WithdrawalCause.MISTAKE, WHY)
    entry = json.loads(consultation.ledger.order_by("seq").last().payload)
    assert entry.pop("at")
    assert entry == {"seq": 4, "kind": "withdrawn", "submission": submission.pk, "by": staff.pk}
    register = client.get(reverse("consultation-register", args=[consultation.pk]))
    assert "urząd wycofał uwagi" in register.content.decode()
    for page in (register, client.get(submission.receipt_path())):
        assert WHY not in page.content.decode()


def test_what_the_sender_withdrew_is_told_so(client, send, consultation):
    submitting.withdraw(send(), timezone.now())
    register = client.get(reverse("consultation-register", args=[consultation.pk]))
    assert "zgłaszający wycofał uwagi" in register.content.decode()


class TestMails:
    def written(self):
        return {m.to: m for m in OutgoingMail.objects.filter(subject__contains="ycofa")}

    @pytest.mark.parametrize(("days", "open_"), [(0, True), (11, False)])
    def test_on_request_the_sender_reads_that_it_was_done(self, send, staff, days, open_):
        submission = send()
        now = timezone.now() + timedelta(days=days)
        submitting.withdraw(submission, now, staff, WithdrawalCause.REQUEST, WHY)
        letter = self.written()["nadawca@poczta.example"]
        assert "na Państwa prośbę" in letter.body
        assert ("można zgłosić nowe" in letter.body) == open_
        assert WHY not in letter.body

    def test_a_mistake_is_called_one_to_whoever_was_told_of_the_remarks(self, enter, staff):
        organisation = factories.organisation("Fundacja", email="biuro@fundacja.example")
        submission = enter(organisation_id=organisation.pk, email="osoba@poczta.example")
        submitting.withdraw(submission, timezone.now(), staff, WithdrawalCause.MISTAKE, WHY)
        letters = self.written()
        assert set(letters) == {"osoba@poczta.example", "biuro@fundacja.example"}
        for letter in letters.values():
            assert "pomyłk" in letter.subject
            assert "na Państwa prośbę" not in letter.body
            assert WHY not in letter.body

    @pytest.mark.parametrize(("days", "open_"), [(0, True), (11, False)])
    def test_those_who_joined_hear_of_it(self, send, staff, days, open_):
        submission, now = send(), timezone.now()
        content = supporting.SupportContent("Osoba", "osp@poczta.example", organisation_name="OSP")
        supporting.confirm(supporting.support(submission, content, now), now)
        later = now + timedelta(days=days)
        submitting.withdraw(submission, later, staff, WithdrawalCause.MISTAKE, WHY)
        letter = self.written()["osp@poczta.example"]
        assert "zgłaszający wycofał" not in letter.body
        assert ("własne uwagi do" in letter.body) == open_


def test_the_case_file_keeps_when_and_why(enter, consultation, staff):
    submission = enter()
    submitting.withdraw(submission, timezone.now(), staff, WithdrawalCause.MISTAKE, WHY)
    archive = archiving.ask(consultation, staff, timezone.now())
    archiving.pack(archive)
    archive.refresh_from_db()
    paper = next(data for name, data in members(archive).items() if name.endswith("0001.pdf"))
    text = " ".join(pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert "wycofan" in text
    assert WHY in text
    lines = next(d for name, d in members(archive).items() if name.endswith(".jsonl"))
    assert "dzwoniła" not in lines.decode()
