"""What the public reads instead of words that it may not, and what stays."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from portal.models import OutgoingMail
from resources import public
from resources.models import AnswerRedaction, Moderation, Remark, Response, SealKey
from resources.services import answering, erasing, ledger, moderating, reporting
from resources.services.submitting import RemarkContent
from resources.services.verify import verify

pytestmark = pytest.mark.django_db

WORDS = "Pan Igrekowski z ulicy Polnej nie wpuszcza na boisko. Otwórzcie je codziennie."
REDACTED = "[…] nie wpuszcza na boisko. Otwórzcie je codziennie."


@pytest.fixture
def staff(db):
    user = get_user_model().objects.create_user("moderacja", password="x")
    codenames = ["access_admin", "change_consultation", "answer_remarks"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def remark(send):
    return send(body=WORDS).remarks.get()


def shown(remark):
    found = public.remarks(remark.submission.consultation).get(pk=remark.pk)
    return public.shown(found)


def redact(remark, staff, body=REDACTED, **more):
    return moderating.redact(remark, {"body": body}, "personal_data", staff, timezone.now(), **more)


def test_the_public_reads_the_rest_and_the_original_stays(remark, staff):
    redact(remark, staff, explanation="adres osoby")
    read = shown(remark)
    assert read.body == REDACTED
    assert read.redacted
    assert "adres osoby" in read.explanation
    assert Remark.objects.get().body == WORDS
    assert verify(remark.submission.consultation) == []


def test_the_ledger_names_the_act_and_no_words(remark, staff):
    """And nothing that could confirm a guess at them: restored, they are all of the original."""
    redact(remark, staff)
    moderating.restore(remark, staff, timezone.now())
    entry = remark.submission.consultation.ledger.last()
    payload = json.loads(entry.payload)
    assert (payload["kind"], payload["remark"]) == ("moderated", remark.pk)
    assert "boisko" not in entry.payload
    moderation = remark.moderations.last()
    assert moderation.body == WORDS
    assert payload["rows"] == {
        ledger.name_of(moderation): ledger.fingerprint(moderation, SealKey.objects.get().key)
    }
    public = {"at", "hidden", "kind", "reason", "remark", "rows", "seq", "staff", "submission"}
    assert payload.keys() == public
    assert verify(remark.submission.consultation) == []


@pytest.mark.parametrize(
    "text",
    [
        "Pan Igrekowski jest w porządku. Otwórzcie je codziennie.",
        "Otwórzcie je codziennie. […] nie wpuszcza na boisko.",
        "Otwórzcie je codziennie.",
        "[…] nie wpuszcza na boisko nigdy.",
        WORDS,
    ],
)
def test_no_other_words_are_put_into_the_senders_mouth(remark, staff, text):
    with pytest.raises(ValidationError):
        redact(remark, staff, text)
    assert not Moderation.objects.exists()


@pytest.mark.parametrize(
    "text", ["[…]", "Pan […] z ulicy […] nie wpuszcza na boisko. […]", "Pan [...] codziennie."]
)
def test_parts_may_be_left_out_anywhere(remark, staff, text):
    redact(remark, staff, text)
    assert "Igrekowski" not in shown(remark).body


def test_a_hidden_remark_leaves_its_trace_and_counts(client, remark, staff, consultation):
    redact(remark, staff, hidden=True)
    response = answering.draft(remark, "explained", "Dziękujemy.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    answering.approve([response], None, timezone.now())
    answering.publish_all(consultation, consultation.results_from)
    html = client.get(consultation.pages.get().url).content.decode()
    assert "Igrekowski" not in html
    assert "Nie publikujemy treści tej uwagi" in html
    assert "Dziękujemy." in html
    assert "1 uwaga" in html
    programme = client.get(consultation.text_page.url).content.decode()
    assert "Igrekowski" not in programme
    # Its digest stands in the open in the ledger, so it must not be one of the private words.
    assert Moderation.objects.get().body == ""


def test_taking_it_back_shows_the_original_and_keeps_both_decisions(remark, staff):
    redact(remark, staff)
    moderating.restore(remark, staff, timezone.now())
    read = shown(remark)
    assert (read.body, read.redacted, read.explanation) == (WORDS, False, "")
    assert Moderation.objects.count() == 2
    assert verify(remark.submission.consultation) == []
    with pytest.raises(ValidationError):
        moderating.restore(remark, staff, timezone.now())


def test_the_screen_starts_from_the_words_and_refuses_others(client, remark, staff):
    client.force_login(staff)
    url = reverse("desk-moderate", args=[remark.pk])
    assert WORDS in client.get(url).content.decode()
    data = {"body": "Coś innego.", "reason": "insult"}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Coś innego." in response.content.decode()
    client.post(url, {"body": REDACTED, "reason": "personal_data", "explanation": ""})
    assert shown(remark).body == REDACTED
    assert REDACTED in client.get(url).content.decode()
    client.post(url, {"restore": "1"})
    assert shown(remark).body == WORDS


def test_only_who_runs_it_redacts(client, remark, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="change_consultation"))
    client.force_login(get_user_model().objects.get())
    client.post(reverse("desk-moderate", args=[remark.pk]), {"hidden": "on", "reason": "insult"})
    assert not Moderation.objects.exists()


# --- Published answers ---------------------------------------------------------------------

ANSWER = "Rozmawialiśmy z panem Igrekowskim. Boisko będzie otwarte codziennie."
WITH_GAP = "Rozmawialiśmy […]. Boisko będzie otwarte codziennie."


@pytest.fixture
def answered(remark, send, consultation):
    """Two remarks with the same published answer, and the report of it."""
    other, now = send(body="Proszę otworzyć boisko.").remarks.get(), timezone.now()
    publish([(remark, ANSWER), (other, ANSWER)], consultation, consultation.results_from)
    reporting.publish(reporting.make(consultation, None, now), now)
    return remark


def leave_out(remark, text=WITH_GAP, by=None):
    response = Response.objects.get(remark=remark)
    return moderating.redact_answer(response, text, "personal_data", by, timezone.now())


def test_a_name_in_a_published_answer_goes_from_everything_public(client, answered, consultation):
    page = consultation.pages.get()
    addresses = [page.url, f"{page.url}?uwaga={answered.number}", consultation.text_page.url]
    addresses += [answered.submission.receipt_path(), f"/uwagi/sprawozdanie/{consultation.pk}/"]
    before = [client.get(address).content.decode() for address in addresses]
    assert ["panem Igrekowskim" in html for html in before] == [True] * 5
    assert leave_out(answered) == 2
    for address in addresses:
        html = client.get(address).content.decode()
        assert "panem Igrekowskim" not in html, address
    assert "Część odpowiedzi pominęliśmy (dane osobowe)" in client.get(page.url).content.decode()
    reports = consultation.reports.order_by("number")
    assert [("Igrekowskim. Boisko" in report.content) for report in reports] == [False, False]
    assert Response.objects.get(remark=answered).reason == ANSWER
    assert verify(consultation) == []


def test_a_mail_that_waits_takes_the_name_along_no_more(answered):
    mails = OutgoingMail.objects.filter(state="waiting", body__contains="Boisko będzie otwarte")
    assert mails.filter(body__contains="panem Igrekowskim").count() == 2
    leave_out(answered)
    assert [WITH_GAP in mail.body for mail in mails] == [True, True]
    assert not mails.filter(body__contains="panem Igrekowskim").exists()


def test_a_later_mail_quotes_the_answer_without_what_was_left_out(send, consultation):
    remarks = tuple(RemarkContent(body=body) for body in ("Otworzyć boisko.", "Dać ławki."))
    first, second = send(remarks=remarks).remarks.order_by("pk")
    now = consultation.results_from
    publish([(first, ANSWER)], consultation, now, override="Czekamy na opinię.")
    leave_out(first)
    publish([(second, "Będą ławki.")], consultation, now)
    last = OutgoingMail.objects.order_by("pk").last()
    assert "Będą ławki." in last.body
    assert WITH_GAP in last.body
    assert "panem Igrekowskim" not in last.body


def publish(answers, consultation, now, **how):
    for remark, reason in answers:
        response = answering.draft(remark, "accepted", reason, None, now)
        answering.put_forward([response], None, now)
        answering.approve([response], None, now)
    answering.publish_all(consultation, now, **how)


def test_all_of_an_answer_can_be_shown_again(answered, consultation):
    leave_out(answered)
    leave_out(answered, ANSWER)
    read = shown(answered)
    assert (read.answer, read.answer_left_out) == (ANSWER, "")
    assert AnswerRedaction.objects.count() == 4
    assert verify(consultation) == []


@pytest.mark.parametrize("text", [ANSWER, "Boisko będzie zamknięte.", "[…] codziennie i w nocy."])
def test_no_other_words_are_put_into_the_mayors_mouth(answered, text):
    with pytest.raises(ValidationError):
        leave_out(answered, text)
    assert not AnswerRedaction.objects.exists()


def test_an_erasure_does_not_bring_back_what_was_left_out(answered, consultation):
    leave_out(answered)
    now = timezone.now()
    request = erasing.ask(answered.submission, "e-mailem", now, None, now)
    erasing.grant([request], "content", "Prośba zasadna.", None, now)
    assert shown(answered).answer == WITH_GAP
    assert verify(consultation) == []


def test_the_screen_of_an_answer_starts_from_its_words_and_refuses_others(
    client, answered, staff, consultation
):
    client.force_login(staff)
    url = reverse("desk-redact-answer", args=[answered.pk])
    assert ANSWER in client.get(url).content.decode()
    refused = client.post(url, {"text": "Coś innego.", "reason": "personal_data"})
    assert refused.status_code == 422
    assert "Coś innego." in refused.content.decode()
    done = client.post(url, {"text": WITH_GAP, "reason": "personal_data"}, follow=True)
    html = done.content.decode()
    assert "tę samą odpowiedź na 2 uwagi" in html
    assert "Igrekowskim" in html
    assert "Czytelnicy nie widzą części tej odpowiedzi" in html


def test_only_who_runs_it_redacts_an_answer(client, answered, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="change_consultation"))
    client.force_login(get_user_model().objects.get())
    url = reverse("desk-redact-answer", args=[answered.pk])
    client.post(url, {"text": WITH_GAP, "reason": "personal_data"})
    assert not AnswerRedaction.objects.exists()


def test_an_answer_that_is_not_published_is_changed_and_not_redacted(client, remark, staff):
    answering.draft(remark, "accepted", ANSWER, staff, timezone.now())
    client.force_login(staff)
    url, data = reverse("desk-redact-answer", args=[remark.pk]), {"text": "[…]", "reason": "secret"}
    for answer in (client.get(url), client.post(url, data)):
        assert answer.headers["Location"] == reverse("desk-answer", args=[remark.pk])
    assert not AnswerRedaction.objects.exists()
