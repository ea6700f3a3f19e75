"""Erasure: asked for, decided, done; and the record still verifies."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from portal import append_only
from portal.models import OutgoingMail
from portal.signals import tick
from resources import public
from resources.models import (
    Attachment,
    Consultation,
    Draft,
    ErasureRequest,
    Follower,
    Identity,
    Moderation,
    Note,
    Remark,
    Report,
    Response,
    SealKey,
    Support,
)
from resources.services import answering, drafting, erasing, ledger, moderating, supporting
from resources.services import reporting as service
from resources.services.verify import verify
from resources.tests.people import user_with

WARSAW = ZoneInfo("Europe/Warsaw")
WORDS = "Wydłużyć termin, bo choruję na serce."


@pytest.fixture
def submission(consultation, send):
    """Of an organisation, with a file, a redaction, a note, a follower and a report on it all."""
    submission = send(
        body=WORDS,
        who="organisation",
        organisation_name="Fundacja Jana Kowala",
        person="Jan Kowal",
        email="jan@poczta.example",
    )
    remark = submission.remarks.get()
    now = timezone.now()
    Note.objects.create(remark=remark, text="Dzwoniłem do pana Kowala.", at=now)
    Follower.objects.create(
        consultation=consultation, email="Jan@poczta.example", created_at=now, confirmed_at=now
    )
    moderating.redact(remark, {"body": "Wydłużyć termin, […]"}, "personal_data", None, now)
    send(email="druga@poczta.example")
    return submission


@pytest.fixture
def joined(submission):
    """One that joined the submission."""
    now = timezone.now()
    support = Support.objects.create(
        submission=submission,
        organisation_name="Koło Zofii",
        person="Zofia Lipa",
        email="zofia@poczta.example",
        received_at=now,
        confirm_by=now,
    )
    ledger.append(
        ledger.lock(submission.consultation),
        "supported",
        now,
        [support],
        submission=submission.pk,
        support=support.pk,
    )
    OutgoingMail.write(support.email, "Prosimy", "Zofia Lipa", about=support.mails)
    return support


def ask(submission, **more):
    now = timezone.now()
    return erasing.ask(submission, "Listem od nadawcy.", now, None, now, **more)


def grant(request, scope="identity"):
    return erasing.grant([request], scope, "", None, timezone.now())


def everything_stored():
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield f"{table}: {row}"


def kept(*words):
    """Tables in which one of these words is still to be read."""
    return [row for row in everything_stored() if any(word in row for word in words)]


def published(consultation):
    for remark in public.remarks(consultation):
        response = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
        answering.put_forward([response], None, timezone.now())
        answering.approve([response], None, timezone.now())
    now = consultation.results_from
    answering.publish_all(consultation, now)
    report = service.make(consultation, None, now)
    service.publish(report, now)
    return report


def test_a_request_is_logged_and_erases_nothing(submission, consultation):
    request = ask(submission)
    entry = json.loads(consultation.ledger.order_by("seq").last().payload)
    assert (entry["kind"], entry["submission"]) == ("erasure_requested", submission.pk)
    assert "nadawcy" not in ledger.canonical(entry)
    assert request.decision == "pending"
    assert Identity.objects.get(submission=submission).person == "Jan Kowal"


def test_a_request_says_how_it_came_and_not_in_the_future(submission):
    now = timezone.now()
    with pytest.raises(ValidationError):
        erasing.ask(submission, " ", now, None, now)
    with pytest.raises(ValidationError):
        erasing.ask(submission, "Listem.", now + timedelta(hours=1), None, now)
    assert not ErasureRequest.objects.exists()


def test_a_refusal_needs_a_reason_and_is_an_event(submission, consultation):
    request = ask(submission)
    with pytest.raises(ValidationError):
        erasing.refuse([request], " ", None, timezone.now())
    erasing.refuse([request], "Obowiązek archiwalny.", None, timezone.now())
    entry = json.loads(consultation.ledger.order_by("seq").last().payload)
    assert entry["kind"] == "erasure_refused"
    assert "archiwalny" not in ledger.canonical(entry)
    with pytest.raises(ValidationError):
        grant(request)
    assert verify(consultation) == []


def test_granted_who_sent_it_is_nowhere_and_the_words_stay(submission, consultation):
    old_key = submission.seal.key
    grant(ask(submission))
    assert kept("Kowal", "jan@poczta", "Jan@poczta", old_key) == []
    identity = Identity.objects.get(submission=submission)
    assert identity.erased_at
    remark = submission.remarks.get()
    assert (remark.body, remark.erased_at) == (WORDS, None)
    assert not Note.objects.exists()
    assert not Follower.objects.exists()
    assert verify(consultation) == []
    shown = public.shown(public.remarks(consultation).get(pk=remark.pk))
    assert shown.by == str(public.name_of(identity))
    assert shown.body == "Wydłużyć termin, […]"
    assert OutgoingMail.objects.filter(to="druga@poczta.example").count() == 2


def test_with_the_content_the_words_go_everywhere(
    submission, consultation, client, django_capture_on_commit_callbacks
):
    report = published(consultation)
    with django_capture_on_commit_callbacks(execute=True):
        grant(ask(submission), "content")
    assert kept("choruję", "Wydłużyć termin, […]", "Kowal") == []
    assert Moderation.objects.get().erased_at
    report.refresh_from_db()
    current = service.current(consultation)
    assert (report.content, current.number) == ("", 2)
    assert verify(consultation) == []
    html = client.get(reverse("report", args=[consultation.pk])).content.decode()
    assert html.count('id="uwaga-') == 2
    assert "choruję" not in html


def test_with_the_content_the_words_go_from_answers_not_published(
    submission, consultation, client, screen
):
    remark, other = Remark.objects.order_by("pk")
    now = timezone.now()
    for answered in (remark, other):
        response = answering.draft(answered, "rejected", "Pan Janusz choruje.", None, now)
        answering.put_forward([response], None, now)
        answering.send_back([response], None, now, "Bez słów o Januszu.")
    request = ask(submission)
    page = screen("approve_answers", act="grant", scope="content", request=request.pk)
    assert "1 nieopublikowana odpowiedź" in page.content.decode()
    grant(request, "content")
    words = [(e.reason, e.note) for e in remark.answer_events.all()]
    assert words == [("", "")] * 3
    assert not Response.objects.filter(remark=remark).exists()
    assert other.answer_events.filter(reason="").count() == 0
    assert Response.objects.get().remark == other
    client.force_login(get_user_model().objects.create_superuser("urzednik"))
    history = client.get(reverse("desk-answer", args=[remark.pk])).content.decode()
    assert "Janusz" not in history
    assert verify(consultation) == []


def test_a_published_answer_stays_and_its_history_goes(submission, consultation):
    published(consultation)
    grant(ask(submission), "content")
    remark = submission.remarks.get()
    assert remark.response.reason == "Tak."
    assert set(remark.answer_events.values_list("reason", flat=True)) == {""}
    assert verify(consultation) == []


def test_no_hash_in_the_ledger_confirms_words_that_were_erased(submission, consultation):
    remark = submission.remarks.get()
    moderating.restore(remark, None, timezone.now())
    guess = remark.moderations.last()
    assert guess.body == WORDS
    grant(ask(submission), "content")
    ledgers = "".join(consultation.ledger.values_list("payload", flat=True))
    assert ledger.fingerprint(guess)[: ledger.HASH] not in ledgers
    assert verify(consultation) == []


def test_who_sent_it_first_and_the_words_later(submission, consultation):
    grant(ask(submission))
    grant(ask(submission), "content")
    assert kept("choruję", "Kowal") == []
    assert verify(consultation) == []


def test_the_report_stays_when_only_a_sender_goes_whom_it_does_not_name(send, consultation):
    submission = send()
    report = published(consultation)
    grant(ask(submission))
    report.refresh_from_db()
    assert report.content
    assert Report.objects.count() == 1
    assert sha256(report.content.encode()).hexdigest() == report.sha256
    assert verify(consultation) == []


def test_a_report_loses_the_typed_names_of_those_who_are_erased(submission, joined, consultation):
    supporting.confirm(joined, joined.received_at)
    published(consultation)
    assert len(kept("Fundacja Jana Kowala", "Koło Zofii")) > 2
    for number, request in [(2, ask(submission)), (3, ask(submission, support=joined))]:
        grant(request)
        assert service.current(consultation).number == number
        assert verify(consultation) == []
    assert kept("Fundacja Jana Kowala", "Koło Zofii") == []


def test_no_draft_of_the_sender_is_left_and_others_forget_the_address(send, consultation):
    submission = send(email="jan@poczta.example", person="Jan Kowal")
    now = timezone.now()
    sender = {"person": "Jan Kowal", "email": "Jan@poczta.example"}
    drafting.start(consultation, uuid.uuid4(), sender, "pl", now)
    others = drafting.start(consultation, uuid.uuid4(), {"email": "inna@poczta.example"}, "pl", now)
    with drafting.changing(others, now) as others:
        drafting.mail_link(others, "jan@poczta.example", now)
        drafting.mail_link(others, "inna@poczta.example", now)
    grant(ask(submission), "content")
    assert kept("Jan Kowal", "jan@poczta", "Jan@poczta") == []
    assert Draft.objects.get().data["mailed_to"] == ["inna@poczta.example"]


@pytest.mark.parametrize("scope", ["identity", "content"])
def test_what_was_erased_is_not_confirmed_any_more(send, consultation, client, scope):
    submission = send(confirm=False, body=WORDS)
    grant(ask(submission), scope)
    link = submission.confirmation_path()
    assert client.post(link).status_code == 410
    for address in (link, submission.receipt_path()):
        html = client.get(address).content.decode()
        assert "zostały usunięte" in html
        assert "Potwierdzam" not in html
    client.force_login(user_with("change_consultation"))
    desk = reverse("desk-consultation", args=[consultation.pk])
    data = {"act": "confirm", "submission": submission.pk}
    told = client.post(desk, data, follow=True).content.decode()
    assert "już tego potwierdzić" in told
    assert 'value="confirm"' not in told
    tick.send(sender=None, now=submission.confirm_by - timedelta(hours=1))
    submission.refresh_from_db()
    assert (submission.number, submission.confirmed_at) == (None, None)
    assert not OutgoingMail.objects.exists()
    assert verify(consultation) == []


def test_a_support_that_was_erased_is_not_confirmed_any_more(
    submission, joined, consultation, client
):
    link = reverse("support-confirm", args=[joined.confirmation])
    grant(ask(submission, support=joined))
    assert client.post(link, {"do": "confirm"}).status_code == 409
    html = client.get(link).content.decode()
    assert "zostały usunięte" in html
    assert "Potwierdzam" not in html
    assert supporting.supporters(submission) == []
    assert verify(consultation) == []


@pytest.fixture
def attachment(submission, consultation):
    attachment = Attachment(
        submission=submission,
        name="Kowal.pdf",
        content_type="application/pdf",
        size=5,
        sha256=sha256(b"Kowal").hexdigest(),
    )
    attachment.file.save("x", ContentFile(b"Kowal"), save=True)
    head, now = ledger.lock(consultation), timezone.now()
    ledger.append(head, "attached", now, [attachment], submission=submission.pk)
    assert verify(consultation) == []
    return attachment


def stored(attachment):
    return attachment.file.storage.exists(attachment.file.name)


def test_the_file_goes_from_the_storage(
    submission, attachment, consultation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        grant(ask(submission))
    assert not stored(attachment)
    assert kept("Kowal", attachment.sha256) == []
    assert verify(consultation) == []


def test_a_file_that_was_not_reached_goes_with_the_next_hour(submission, attachment):
    hour = timezone.now().replace(minute=0)
    tick.send(sender=None, now=hour)
    assert stored(attachment)
    grant(ask(submission))  # as if killed after the commit: what is to be done then is not
    assert stored(attachment)
    tick.send(sender=None, now=hour)
    assert not stored(attachment)


def test_one_that_joined_is_erased_alone(submission, joined, consultation):
    grant(ask(submission, support=joined))
    assert kept("Zofia", "zofia@", "Koło Zofii") == []
    assert Identity.objects.get(submission=submission).person == "Jan Kowal"
    assert verify(consultation) == []


def test_the_sender_goes_and_who_joined_stays(submission, joined, consultation):
    grant(ask(submission))
    joined.refresh_from_db()
    assert joined.person == "Zofia Lipa"
    assert OutgoingMail.objects.filter(to="zofia@poczta.example").exists()
    assert verify(consultation) == []


def test_one_address_of_the_sender_and_of_one_that_joined_is_forgotten_with_either(
    submission, consultation
):
    now = timezone.now()
    content = supporting.SupportContent("Jan Kowal", "jan@poczta.example", None, "Inne Koło")
    support = supporting.support(submission, content, now)
    supporting.confirm(support, now)
    grant(ask(submission), "content")
    about = OutgoingMail.objects.filter(to="jan@poczta.example").values_list("about", flat=True)
    assert list(about) == [support.mails]
    assert kept(WORDS) == []
    grant(ask(submission, support=support))
    assert kept("Jan Kowal", "jan@poczta", "Inne Koło") == []
    assert verify(consultation) == []


def test_no_mail_of_one_that_joined_keeps_erased_words(submission, consultation):
    content = supporting.SupportContent("Zofia Lipa", "zofia@poczta.example", None, "Koło Zofii")
    now = timezone.now()
    supporting.confirm(supporting.support(submission, content, now), now)
    published(consultation)
    OutgoingMail.objects.filter(to="zofia@poczta.example").update(state="sent")
    grant(ask(submission), "content")
    assert kept("choruję", "Kowal") == []
    assert verify(consultation) == []


def test_what_was_tampered_with_is_not_erased(submission, consultation):
    with append_only.lifted():
        Identity.objects.filter(submission=submission).update(person="Ktoś Inny")
    with pytest.raises(ValidationError):
        grant(ask(submission))
    assert Identity.objects.get(submission=submission).person == "Ktoś Inny"


def test_a_made_up_erasure_is_found(submission, consultation):
    Identity.objects.filter(submission=submission).update(
        person="", email="", organisation_name="", erased_at=timezone.now()
    )
    assert verify(consultation)


@pytest.mark.parametrize(
    ("published_on", "years", "kept_until"),
    [
        ((2026, 11, 3), 2, (2029, 1, 1)),
        ((2028, 2, 29), 4, (2033, 1, 1)),
    ],
)
def test_data_are_kept_as_long_as_was_said(consultation, send, published_on, years, kept_until):
    send()
    Consultation.objects.update(
        results_at=datetime(*published_on, 12, tzinfo=UTC), retention_years=years
    )
    due = datetime(*kept_until, tzinfo=WARSAW)
    erasing.list_due(due - timedelta(seconds=1))
    assert not ErasureRequest.objects.exists()
    erasing.list_due(due)
    assert ErasureRequest.objects.count() == 1


def test_without_answers_the_close_counts(consultation, send):
    send()
    due = datetime(timezone.localtime(consultation.closes_at).year + 6, 1, 1, tzinfo=WARSAW)
    erasing.list_due(due - timedelta(seconds=1))
    assert not ErasureRequest.objects.exists()
    erasing.list_due(due)
    assert ErasureRequest.objects.get().cause == "retention"


def test_what_nobody_confirmed_is_due_soon_after_the_close(consultation, send):
    sent, waiting = send(), send(confirm=False)
    joined = joining(sent, "Koło", "kolo@poczta.example")
    due = consultation.closes_at + erasing.UNCONFIRMED_KEPT
    erasing.list_due(due - timedelta(seconds=1))
    assert not ErasureRequest.objects.exists()
    for _ in range(2):
        erasing.list_due(due)
        due_now = ErasureRequest.objects.all()
        assert {(r.submission, r.support) for r in due_now} == {(waiting, None), (sent, joined)}
    erasing.grant(list(due_now), "content", "", None, due)
    assert verify(consultation) == []
    erasing.list_due(due.replace(year=due.year + 6))
    assert ErasureRequest.objects.get(decision="pending").submission == sent


def test_one_consultation_that_cannot_be_listed_stops_no_other(consultation, send):
    send()
    results_at = datetime(2026, 11, 3, 12, tzinfo=UTC)
    Consultation.objects.update(results_at=results_at, retention_years=2)
    Consultation.objects.create(
        title="Sprzed sprawdzania lat",
        text_page=consultation.text_page,
        opens_at=consultation.opens_at + timedelta(days=1),  # listed before the other
        closes_at=consultation.closes_at + timedelta(days=1),
        results_at=results_at,
        retention_years=9999,
    )
    with pytest.raises(ExceptionGroup) as told:  # whoever watches the clock hears of it
        erasing.list_due(results_at.replace(year=2030))
    assert len(told.value.exceptions) == 1
    assert ErasureRequest.objects.count() == 1


def test_the_clock_lists_what_is_due_once_and_erases_nothing(submission, joined, consultation):
    published(consultation)
    consultation.refresh_from_db()
    due = datetime(timezone.localtime(consultation.results_at).year + 6, 1, 1, tzinfo=WARSAW)
    tick.send(sender=None, now=due - timedelta(seconds=1))
    assert not ErasureRequest.objects.filter(support=None).exists()
    for _ in range(2):
        tick.send(sender=None, now=due)
    assert ErasureRequest.objects.filter(cause="retention", decision="pending").count() == 3
    assert SealKey.objects.count() == 3
    assert Identity.objects.filter(erased_at=None).count() == 2
    erasing.grant(list(ErasureRequest.objects.all()), "identity", "", None, due)
    assert kept("Jan Kowal", "jan@poczta", "Zofia", "druga@poczta") == []
    assert verify(consultation) == []
    tick.send(sender=None, now=due)
    assert ErasureRequest.objects.count() == 3


@pytest.fixture
def screen(client, consultation):
    """Posts to the screen of a consultation as somebody with these permissions."""

    def post(*codenames, **data):
        client.force_login(user_with(*codenames))
        return client.post(reverse("desk-erasure", args=[consultation.pk]), data)

    return post


def test_the_clerk_logs_by_number_or_address(submission, joined, screen):
    today = timezone.localdate().isoformat()
    data = {"act": "ask", "received_on": today, "how": "Nadawca, listem."}
    for number in (submission.reference, "zofia@poczta.example"):
        get_user_model().objects.filter(username="change_consultation").delete()
        assert screen("change_consultation", **data, number=number).status_code == 302
    [of_sender, of_joined] = ErasureRequest.objects.order_by("pk")
    assert (of_sender.support, of_joined.support) == (None, joined)


@pytest.mark.parametrize(
    "wrong",
    [
        *[{"number": number} for number in ("999", "9" * 200, "jan\x00@poczta.example")],
        *[{"received_on": "2999-01-01"}, {"how": ""}],
    ],
)
def test_a_wrong_request_is_told_so_and_loses_nothing(submission, screen, wrong):
    data = {
        "act": "ask",
        "number": submission.reference,
        "received_on": timezone.localdate().isoformat(),
        "how": "Nadawca, listem.",
    }
    response = screen("change_consultation", **data | wrong)
    assert response.status_code == 422
    assert not ErasureRequest.objects.exists()
    kept_field = "how" if "how" not in wrong else "number"
    assert data[kept_field] in response.content.decode()


def test_only_who_decides_for_the_controller_may_erase(submission, screen):
    request = ask(submission)
    data = {"act": "erase", "request": request.pk, "scope": "identity", "reason": ""}
    screen("change_consultation", **data)
    request.refresh_from_db()
    assert request.decision == "pending"
    assert screen("answer_remarks", **data).status_code == 302
    request.refresh_from_db()
    assert request.decision == "pending"
    assert screen("approve_answers", **data).status_code == 302
    request.refresh_from_db()
    assert request.decision == "granted"
    assert request.decided_by.username == "approve_answers"


def test_a_refusal_without_a_reason_stays_undecided(submission, screen):
    request = ask(submission)
    data = {"act": "refuse", "request": request.pk, "scope": "identity", "reason": ""}
    answer = screen("approve_answers", **data)
    assert answer.status_code == 422
    # At its field, at which the screen opens.
    assert answer.context["decision_form"].errors["reason"] == [erasing.SAY_WHY]
    request.refresh_from_db()
    assert request.decision == "pending"


def test_before_anything_is_erased_it_says_what_goes(submission, joined, screen):
    of_sender, of_joined = ask(submission), ask(submission, support=joined)
    data = {"act": "grant", "scope": "content", "reason": "Po terminie."}
    response = screen("approve_answers", **data, request=[of_sender.pk, of_joined.pk])
    assert response.status_code == 200
    assert set(ErasureRequest.objects.values_list("decision", flat=True)) == {"pending"}
    html = response.content.decode()
    for said in ("Fundacja Jana Kowala", "Koło Zofii", "słowa 1 uwagi", "1 notatka"):
        assert said in html
    for name, value in {
        "act": "erase",
        "scope": "content",
        "reason": "Po terminie.",
        "request": of_joined.pk,
    }.items():
        assert f'name="{name}" value="{value}"' in html
    # Only the sender's name and what stands beside it: the words are not said to go.
    get_user_model().objects.filter(username="approve_answers").delete()
    response = screen("approve_answers", **data | {"scope": "identity"}, request=of_sender.pk)
    assert "słowa 1 uwagi" not in response.content.decode()


def joining(submission, name, email):
    """An organisation that wants to join a submission."""
    content = supporting.SupportContent(person="Zofia Lipa", email=email, organisation_name=name)
    return supporting.support(submission, content, timezone.now())


def test_each_of_what_one_address_sent_and_joined_can_be_logged(consultation, send, screen):
    """The one that is chosen and no other: what somebody joined is not theirs to erase."""
    first, second, own = (send(email=f"{n}@poczta.example") for n in ("a", "b", "zofia"))
    joined = [joining(s, "Koło Zofii", "zofia@poczta.example") for s in (first, second)]
    data = {
        "act": "ask",
        "number": "Zofia@poczta.example",
        "received_on": timezone.localdate().isoformat(),
        "how": "Nadawca, listem.",
    }
    response = screen("change_consultation", **data)
    assert response.status_code == 422
    html = response.content.decode()
    assert html.count('name="whose"') == 3
    for said in (first.reference, second.reference, own.reference, "Koło Zofii"):
        assert said in html
    assert not ErasureRequest.objects.exists()
    expected = [(own, None), (first, joined[0]), (second, joined[1])]
    boxes = re.findall(r'name="whose" value="([^"]+)"', html)
    for box, (submission, support) in zip(boxes, expected, strict=True):
        get_user_model().objects.filter(username="change_consultation").delete()
        assert screen("change_consultation", **data, whose=box).status_code == 302
        request = ErasureRequest.objects.latest("pk")
        assert (request.submission, request.support) == (submission, support)


@pytest.mark.parametrize("whose", ["support-999", "submission-x", "x" * 3000, "-", ""])
def test_a_choice_that_was_not_offered_logs_nothing(submission, joined, screen, whose):
    joining(submission.consultation.submissions.last(), "Koło", joined.email)
    data = {"act": "ask", "received_on": timezone.localdate().isoformat(), "how": "Listem."}
    response = screen("change_consultation", **data, number=joined.email, whose=whose)
    assert response.status_code == 422
    assert not ErasureRequest.objects.exists()


def test_a_number_alone_never_stands_for_one_that_joined(submission, joined, screen):
    data = {"act": "ask", "received_on": timezone.localdate().isoformat(), "how": "Listem."}
    whose = f"support-{joined.pk}"
    screen("change_consultation", **data, number=submission.reference, whose=whose)
    assert ErasureRequest.objects.get().support is None
