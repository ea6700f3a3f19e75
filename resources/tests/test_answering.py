"""From draft to publication: history, conflicts, one answer to many, and what is missing."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.models import OutgoingMail
from resources import public
from resources.models import AnswerEvent, Response
from resources.services import answering, supporting
from resources.services.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayor(db):
    return get_user_model().objects.create_user("burmistrz", password="x")


def approved(remark, outcome="accepted", reason="Tak."):
    now = timezone.now()
    response = answering.draft(remark, outcome, reason, None, now)
    answering.put_forward([response], None, now)
    answering.approve([response], None, now)
    return response


def test_the_history_keeps_the_words_of_every_act(send, mayor):
    remark, now = send().remarks.get(), timezone.now()
    first = answering.draft(remark, "rejected", "Nie.", None, now)
    answering.put_forward([first], None, now)
    answering.send_back([first], mayor, now, "Proszę wyjaśnić dlaczego.")
    answering.draft(remark, "partly", "Częściowo, bo…", None, now)
    acts = list(AnswerEvent.objects.values_list("act", "reason", "note"))
    assert acts == [
        ("drafted", "Nie.", ""),
        ("put_forward", "Nie.", ""),
        ("returned", "Nie.", "Proszę wyjaśnić dlaczego."),
        ("drafted", "Częściowo, bo…", ""),
    ]


@pytest.mark.parametrize("meanwhile", ["words", "state"])
def test_who_saw_an_older_answer_overwrites_nothing(send, meanwhile):
    remark, now = send().remarks.get(), timezone.now()
    response = answering.draft(remark, "accepted", "Tak.", None, now)
    seen = answering.mark(response)
    if meanwhile == "words":
        answering.draft(remark, "rejected", "Jednak nie.", None, now)
    else:
        answering.put_forward([response], None, now)
    before = Response.objects.values().get()
    with pytest.raises(answering.ChangedMeanwhile) as conflict:
        answering.draft(remark, "explained", "Moje.", None, now, seen=seen)
    assert conflict.value.response.pk == response.pk
    assert Response.objects.values().get() == before
    with pytest.raises(answering.ChangedMeanwhile):
        answering.draft(remark, "explained", "Moje.", None, now, seen="")


def test_one_answer_to_many_leaves_published_and_changed_ones(send, consultation):
    published, changed, fresh = (
        send(body=body).remarks.get() for body in ("Pierwsza.", "Druga.", "Trzecia.")
    )
    approved(published)
    answering.publish_all(consultation, consultation.results_from, "Reszta później.")
    now = timezone.now()
    published.refresh_from_db()
    seen = {published.pk: answering.mark(published.response), changed.pk: "", fresh.pk: ""}
    answering.draft(changed, "rejected", "Ktoś inny.", None, now)
    saved, left = answering.draft_many(
        [published, changed, fresh], "explained", "Wyjaśniamy.", None, now, seen
    )
    assert [r.remark for r in saved] == [fresh]
    assert {r.remark_id for r in left} == {published.pk, changed.pk}
    assert dict(Response.objects.values_list("remark", "reason")) == {
        published.pk: "Tak.",
        changed.pk: "Ktoś inny.",
        fresh.pk: "Wyjaśniamy.",
    }


def test_a_stale_object_does_not_undo_a_decision(send, mayor):
    now = timezone.now()
    response = answering.draft(send().remarks.get(), "accepted", "Tak.", None, now)
    answering.put_forward([response], None, now)
    stale = Response.objects.get()
    answering.approve([response], mayor, now)
    assert answering.put_forward([stale], None, now) == 0
    assert Response.objects.get().approval == "approved"


def test_nothing_is_published_while_a_remark_is_unanswered_unless_the_reason_is_given(
    send, consultation
):
    done = send(body="Pierwsza.", email="pierwsza@poczta.example").remarks.get()
    missing = send(body="Druga.", email="druga@poczta.example").remarks.get()
    draft = answering.draft(missing, "rejected", "Tajny projekt.", None, timezone.now())
    approved(done)
    after = consultation.results_from
    with pytest.raises(ValidationError):
        answering.publish_all(consultation, after)
    with pytest.raises(ValidationError):  # the 72 hours are nobody's to give away
        answering.publish_all(consultation, after - timedelta(seconds=1), "Pilne.")
    assert answering.publish_all(consultation, after, "Czekamy na opinię prawną.") == 1
    consultation.refresh_from_db()
    assert consultation.results_override == "Czekamy na opinię prawną."
    shown = [public.shown(remark) for remark in public.remarks(consultation)]
    assert [r.answer for r in shown] == ["Tak.", ""]
    results = OutgoingMail.objects.filter(subject__startswith="Odpowiedź")
    mails = dict(results.values_list("to", "body"))
    assert "Czekamy na opinię prawną." in mails["druga@poczta.example"]
    assert "Tajny projekt." not in mails["druga@poczta.example"]
    assert verify(consultation) == []
    # What was missing follows when it is approved.
    answering.put_forward([draft], None, after)
    answering.approve([draft], None, after)
    assert answering.publish_all(consultation, after + timedelta(days=3)) == 1
    consultation.refresh_from_db()
    assert consultation.results_at == after
    assert results.filter(to="druga@poczta.example").count() == 2
    assert results.filter(to="pierwsza@poczta.example").count() == 1
    assert verify(consultation) == []
    with pytest.raises(ValidationError):
        answering.publish_all(consultation, after + timedelta(days=4))


def test_publishing_asks_no_more_for_many_senders_and_wakes_the_outbox_once(
    send, consultation, django_capture_on_commit_callbacks
):
    def cost():
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            with django_capture_on_commit_callbacks() as afterwards:
                answering.publish_all(consultation, consultation.results_from)
            transaction.set_rollback(True)
        consultation.refresh_from_db()
        return len(asked), len(afterwards)

    def joined(submission, name, language):
        content = supporting.SupportContent(
            "Osoba", f"{name}@klub.example", organisation_name=name, language=language
        )
        now = submission.received_at
        supporting.confirm(supporting.support(submission, content, now), now)
        return submission

    first = send(email="pierwsza@poczta.example")
    approved(joined(first, "uk1", "uk").remarks.get())
    cost()  # finds the roots of sites, once a process
    few = cost()
    for number in range(5):
        submission = send(email=f"osoba{number}@poczta.example")
        joined(submission, "uk1", "uk")
        approved(joined(submission, "uk2", "uk").remarks.get())
    assert cost() == few
    assert few[1] == 1


def test_a_reason_that_nobody_needs_is_not_kept(send, consultation):
    approved(send().remarks.get())
    answering.publish_all(consultation, consultation.results_from, "Niepotrzebne.")
    consultation.refresh_from_db()
    assert consultation.results_override == ""


def test_the_public_reads_why_answers_are_missing(client, send, consultation):
    send(body="Bez odpowiedzi.")
    approved(send(body="Z odpowiedzią.").remarks.get())
    answering.publish_all(consultation, consultation.results_from, "Czekamy na opinię prawną.")
    html = client.get(consultation.pages.get().url).content.decode()
    assert "Czekamy na opinię prawną." in html
    assert "jeszcze bez odpowiedzi" in html
