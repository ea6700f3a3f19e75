"""What the outbox keeps of mails whose matter is over, and what it does not send any more."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Organisation
from portal.models import OutgoingMail
from resources.models import Draft, Follower, ProgrammePage
from resources.services import drafting, erasing, following, supporting
from resources.tests.conftest import TEXT, make_consultation

pytestmark = pytest.mark.django_db

EMAIL = "ciekawska@poczta.example"
State = OutgoingMail.State


def ask(consultation, email=EMAIL, now=None):
    """Somebody asks for notices; returns the follower."""
    following.ask(consultation, email, "pl", now or timezone.now())
    return Follower.objects.get(consultation=consultation, email=email)


def sent(**found):
    OutgoingMail.objects.filter(**found).update(state=State.SENT, sent_at=timezone.now())


def known(email=EMAIL):
    """What the outbox still knows of an address."""
    return [mail for mail in OutgoingMail.objects.all() if email in f"{vars(mail)}"]


@pytest.fixture
def draft(consultation):
    """A draft whose link was sent to an address."""
    draft = drafting.start(consultation, uuid.uuid4(), {}, "pl", timezone.now())
    with drafting.changing(draft, timezone.now()) as draft:
        drafting.mail_link(draft, EMAIL, timezone.now())
    return draft


def test_who_stops_is_forgotten_and_gets_nothing_more(client, consultation):
    follower = ask(consultation)
    ask(consultation, "inna@poczta.example")
    sent(to=EMAIL)
    following.ask(consultation, EMAIL, "pl", timezone.now() + following.ASK_AGAIN_AFTER)
    assert len(known()) == 2
    client.post(reverse("follow-stop", args=[follower.token]))
    assert known() == []
    left = OutgoingMail.objects.get(state=State.SENT)
    assert left.sent_at and left.subject and not left.body
    assert OutgoingMail.objects.filter(to="inna@poczta.example", state=State.WAITING).count() == 1


def test_an_address_that_was_never_confirmed_is_forgotten(consultation):
    ask(consultation)
    following.forget_due(timezone.now() + following.CONFIRM_WITHIN + timedelta(minutes=1))
    assert known() == []


def test_when_the_consultation_is_long_closed_its_addresses_are_forgotten(consultation):
    following.confirm(ask(consultation), timezone.now())
    sent()
    following.forget_due(consultation.closes_at + following.KEEP)
    assert known() == []


def test_a_draft_that_is_thrown_away_sends_no_link(client, draft):
    client.post(draft.get_absolute_url(), {"do": "discard"})
    assert not Draft.objects.exists()
    assert known() == []


def test_a_draft_that_ran_out_sends_no_link(draft):
    drafting.throw_away(drafting.run_out(timezone.now() + drafting.KEPT_FOR + timedelta(days=1)))
    assert known() == []


@pytest.mark.parametrize("state", [State.SENT, State.UNCERTAIN, State.FAILED])
def test_mails_about_nothing_that_is_kept_are_forgotten(consultation, draft, send, state, settings):
    """Links and notices, once they went; what staff may have to send again a month later."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    follower = ask(consultation, "inna@poczta.example")
    submission = send()
    OutgoingMail.write("klub@poczta.example", "Zaproszenie", "Zapraszamy")
    OutgoingMail.objects.update(state=state)
    call_command("tick")
    assert OutgoingMail.objects.exclude(body="").count() == OutgoingMail.objects.count()
    age = timedelta(days=1) if state == State.SENT else timedelta(days=30)
    OutgoingMail.objects.update(created_at=timezone.now() - age - timedelta(minutes=1))
    Follower.objects.filter(pk=follower.pk).update(confirmed_at=timezone.now())
    call_command("tick")
    about = set(OutgoingMail.objects.exclude(to="", body="").values_list("about", flat=True))
    assert about == {submission.mails}
    assert OutgoingMail.objects.filter(state=state, to="").count() == 3


def erase(submission, support=None):
    now = timezone.now()
    request = erasing.ask(submission, "Listem.", now, None, now, support=support)
    erasing.grant([request], "identity", "", None, now)


@pytest.fixture
def other(consultation, programme_page):
    """Another consultation, of which one can be told too."""
    programme = ProgrammePage(title="Program na 2028 rok", slug="2028", year=2028, text=TEXT)
    return make_consultation(programme_page.get_parent().add_child(instance=programme))


def test_an_erasure_takes_the_persons_own_mails_of_this_consultation(
    consultation, other, draft, send
):
    """Not those of another one, nor any to the organisation that the person spoke for."""
    office = "biuro@klub.example"
    klub = Organisation.objects.create(
        name="Klub Rzeczny", sector="social", town="Lipowa Dolina", email=office
    )
    submission = send(
        who="organisation", organisation_id=klub.pk, email=EMAIL.upper(), authorised=True
    )
    for followed in (consultation, other):
        ask(followed)
        ask(followed, office)
    OutgoingMail.write(office, "Zaproszenie", "Zapraszamy")
    erase(submission)
    assert [mail.about for mail in known()] == [f"follow:{other.pk}"]
    assert [f.consultation for f in Follower.objects.filter(email=EMAIL)] == [other]
    assert {mail.about for mail in known(office)} == {
        "",
        f"follow:{consultation.pk}",
        f"follow:{other.pk}",
    }


def test_an_erasure_of_one_that_joined_takes_that_ones_mails_alone(consultation, other, send):
    submission = send()
    content = supporting.SupportContent("Zofia Lipa", EMAIL, organisation_name="Koło")
    support = supporting.support(submission, content, timezone.now())
    ask(consultation)
    ask(consultation, submission.identity.email)
    ask(other)
    erase(submission, support)
    assert [mail.about for mail in known()] == [f"follow:{other.pk}"]
    assert len(known(submission.identity.email)) == 3  # to confirm, the receipt, and the notice
