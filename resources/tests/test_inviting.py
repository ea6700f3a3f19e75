"""Invitations to every organisation of the register, and the council's term."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from docx import Document

from partnerships.choices import MemberState
from partnerships.models import Organisation
from portal import outbox
from portal.dates import day
from portal.models import OutgoingMail
from resources.services import inviting
from resources.services.verify import verify
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db


def organisation(name, sector="social", kind="ngo", state="listed", **more):
    return Organisation.objects.create(
        name=name,
        sector=sector,
        institution_type=kind,
        stakeholder_type="c",
        member_state=state,
        **more,
    )


@pytest.fixture
def register(db):
    """Two to write to, two without an e-mail, and two whom nobody invites."""
    return [
        organisation("Towarzystwo Zielone", email="zielone@poczta.example"),
        organisation("Klub Rzeczny", email="klub@poczta.example"),
        organisation(
            "Koło Gospodyń", address="ul. Polna 1", e_delivery="AE:PL-12345-67890-ABCDE-12"
        ),
        organisation("=Fundacja; „Znak”", e_delivery="AE:PL-54321-09876-EDCBA-21"),
        organisation("Firma", "private", "business", email="firma@poczta.example"),
        organisation("Szkoła", "public", "education", email="szkola@poczta.example"),
    ]


@pytest.fixture
def clerk(client):
    client.user = user_with("change_consultation")
    client.force_login(client.user)
    return client


def test_each_organisation_gets_one_mail_members_or_not(consultation, register, clerk):
    url = reverse("desk-invitations", args=[consultation.pk])
    clerk.post(url, {"act": "invite"})
    clerk.post(url, {"act": "invite"})
    mails = OutgoingMail.objects.filter(subject__contains=consultation.title)
    assert sorted(mails.values_list("to", flat=True)) == [
        "klub@poczta.example",
        "zielone@poczta.example",
    ]
    body = mails.first().body
    assert consultation.pages.get().full_url in body
    assert "nie mają wpływu na ocenę ofert" in body
    assert "Konto nie jest potrzebne" in body
    # One that joined the register later is written to, and nobody else.
    organisation("Nowa", email="nowa@poczta.example")
    clerk.post(url, {"act": "invite"})
    assert mails.count() == 3
    assert consultation.invitations.count() == 3


def test_the_list_shows_what_came_of_each(consultation, register, clerk, smtp):
    url = reverse("desk-invitations", args=[consultation.pk])
    clerk.post(url, {"act": "invite"})
    outbox.drain()
    assert {e.rcpt_tos[0] for e in smtp.accepted} == {
        "klub@poczta.example",
        "zielone@poczta.example",
    }
    rows = {o.name: state for o, _i, state, _again in clerk.get(url).context["rows"]}
    sent = OutgoingMail.State.SENT.label
    assert rows["Klub Rzeczny"] == sent
    assert set(rows) == {o.name for o in register[:4]}
    OutgoingMail.objects.filter(to="klub@poczta.example").update(state="uncertain")
    clerk.post(url, {"act": "letters"})
    returned = consultation.invitations.get(organisation__name="Towarzystwo Zielone")
    clerk.post(url, {"act": "returned", "invitation": returned.pk})
    rows = {o.name: (state, again) for o, _i, state, again in clerk.get(url).context["rows"]}
    assert rows["Klub Rzeczny"] == (OutgoingMail.State.UNCERTAIN.label, False)
    assert rows["Towarzystwo Zielone"][1]
    assert consultation.invitations.filter(mail=None).count() == 2
    html = clerk.get(url).content.decode()
    assert "Zaproszono: 4, w tym listownie: 2; wróciło: 1." in html


def test_a_wrong_click_on_came_back_is_taken_back_without_a_second_mail(
    consultation, register, clerk
):
    url = reverse("desk-invitations", args=[consultation.pk])
    clerk.post(url, {"act": "invite"}, follow=True)
    invitation = consultation.invitations.get(organisation__name="Klub Rzeczny")
    for act, told in (("returned", "zaproszenie wróciło"), ("arrived", "zaproszenie dotarło")):
        answer = clerk.post(url, {"act": act, "invitation": invitation.pk}, follow=True)
        [sentence] = map(str, answer.context["messages"])
        assert told in sentence
        assert "Klub Rzeczny" in sentence
    assert not consultation.invitations.exclude(bounced_at=None).exists()
    assert OutgoingMail.objects.count() == 2


def test_after_the_close_nothing_on_the_screen_invites(consultation, register, clerk):
    url = reverse("desk-invitations", args=[consultation.pk])
    with time_machine.travel(consultation.closes_at, tick=False):
        answer = clerk.get(url)
    assert {state for *_who, state, _again in answer.context["rows"]} == {"niezaproszona"}
    html = answer.content.decode()
    assert "nie można zapraszać" in html
    assert reverse("desk-invitation-file", args=[consultation.pk]) not in html


def test_the_ledger_keeps_whom_and_how_and_no_address(consultation, register, clerk):
    by, now = clerk.user, timezone.now()
    for _twice in range(2):
        inviting.invite(consultation, by, now)
        inviting.note_letters(consultation, by, now)
    invitation = consultation.invitations.exclude(mail=None).first()
    inviting.note_return(invitation, now)
    inviting.invite_again(invitation, by, now)
    payloads = list(consultation.ledger.order_by("seq").values_list("payload", flat=True))
    events = [event for event in map(json.loads, payloads) if event["kind"] == "invited"]
    told = [(event["channel"], len(event["organisations"])) for event in events]
    assert told == [("email", 2), ("letter", 2), ("email", 1)]
    invited = {pk for event in events for pk in event["organisations"]}
    assert invited == {organisation.pk for organisation in register[:4]}
    assert not any("poczta.example" in payload or "Klub" in payload for payload in payloads)
    assert verify(consultation) == []


@pytest.mark.parametrize("state", MemberState)
def test_an_organisation_is_invited_wherever_it_stands_to_the_partnership(
    consultation, clerk, state
):
    invited = organisation("Koło", state=state, email="kolo@poczta.example")
    clerk.post(reverse("desk-invitations", args=[consultation.pk]), {"act": "invite"})
    assert [i.organisation for i in consultation.invitations.all()] == [invited]
    assert OutgoingMail.objects.get().to == "kolo@poczta.example"


def test_the_ledger_only_counts_those_whom_the_public_does_not_see(consultation, register, clerk):
    """Whoever guesses at an entry can check the guess by its hash, which is public."""
    for state in ("applied", "refused", "left"):
        organisation(f"Koło {state}", state=state, email=f"{state}@poczta.example")
    inviting.invite(consultation, clerk.user, timezone.now())
    told = json.loads(consultation.ledger.order_by("seq").last().payload)
    assert sorted(told["organisations"]) == sorted(o.pk for o in register[:2])
    assert told["others"] == 3
    assert verify(consultation) == []


def test_only_what_came_back_is_sent_again(consultation, register, clerk):
    url = reverse("desk-invitations", args=[consultation.pk])
    clerk.post(url, {"act": "invite"})
    one, other = consultation.invitations.order_by("pk")
    clerk.post(url, {"act": "again", "invitation": one.pk})
    assert OutgoingMail.objects.count() == 2
    clerk.post(url, {"act": "returned", "invitation": one.pk})
    OutgoingMail.objects.filter(pk=other.mail_id).update(state="failed")
    Organisation.objects.filter(pk=one.organisation_id).update(email="nowy@poczta.example")
    for invitation in (one, other, one):
        clerk.post(url, {"act": "again", "invitation": invitation.pk})
    assert OutgoingMail.objects.count() == 4
    one.refresh_from_db()
    assert (one.mail.to, one.bounced_at) == ("nowy@poczta.example", None)
    for pk in ("x", "9" * 5000, "999999"):
        assert clerk.post(url, {"act": "again", "invitation": pk}).status_code == 404


def test_nobody_is_invited_after_the_close_or_before_the_announcement(consultation, register):
    with pytest.raises(ValidationError):
        inviting.invite(consultation, None, consultation.closes_at)
    consultation.announced_at = None
    with pytest.raises(ValidationError):
        inviting.invite(consultation, None, timezone.now())
    assert not OutgoingMail.objects.exists()


def test_letters_one_on_a_page(consultation, register, clerk):
    consultation.answers_due = consultation.last_day + timedelta(days=20)
    consultation.save()
    url = reverse("desk-invitation-file", args=[consultation.pk])
    letters = Document(io.BytesIO(clerk.get(url).content))
    text = "\n".join(paragraph.text.replace("\u00a0", " ") for paragraph in letters.paragraphs)
    assert len(letters.sections) == 2
    assert "Koło Gospodyń\nul. Polna 1\nAE:PL-12345-67890-ABCDE-12" in text
    assert "=Fundacja; „Znak”" in text
    assert "zielone" not in text.lower()
    assert text.count("zapraszamy do zgłaszania uwag") == 2
    assert "r. Zgłoszone" in text and ".." not in text
    everybody = Document(io.BytesIO(clerk.get(url + "?form=all-letters").content))
    assert len(everybody.sections) == 4


def test_addresses_for_e_delivery_stay_text(consultation, register, clerk):
    response = clerk.get(
        reverse("desk-invitation-file", args=[consultation.pk]), {"form": "e-delivery"}
    )
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [
        ["AE:PL-54321-09876-EDCBA-21", "'=Fundacja; „Znak”"],
        ["AE:PL-12345-67890-ABCDE-12", "Koło Gospodyń"],
    ]


def test_without_anybody_to_write_to_there_is_no_empty_file(consultation, clerk):
    url = reverse("desk-invitation-file", args=[consultation.pk])
    assert clerk.get(url).status_code == 302


# --- The council of public benefit -----------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "due"),
    [
        (date(2026, 11, 12), date(2026, 11, 26)),
        (date(2026, 12, 20), date(2027, 1, 3)),
        (date(2028, 2, 20), date(2028, 3, 5)),  # a leap year
    ],
)
def test_silence_is_a_waiver_from_the_day_after_the_term(consultation, at, delivered, due):
    consultation.has_council, consultation.council_delivered_on = True, delivered
    assert consultation.council_due == due
    at(f"{due} 23:59")
    assert not consultation.council_is_silent(timezone.now())
    at(f"{due + timedelta(days=1)} 00:00")
    assert consultation.council_is_silent(timezone.now())
    consultation.council_opinion_on = due
    assert not consultation.council_is_silent(timezone.now())


def test_the_opinion_and_the_session_are_on_the_public_page(consultation, clerk, client):
    url = reverse("desk-council", args=[consultation.pk])
    today = timezone.localdate()
    facts = {
        "has_council": "on",
        "council_delivered_on": today - timedelta(days=20),
        "session_on": today + timedelta(days=40),
    }
    assert clerk.post(url, facts).status_code == 302
    consultation.refresh_from_db()
    page = consultation.pages.get().url
    silence = client.get(page)
    assert silence.context["council_silent"]
    assert day(consultation.council_due) in silence.content.decode()
    facts |= {"council_opinion_on": today, "council_opinion": "Opinia pozytywna."}
    clerk.post(url, facts)
    assert "Opinia pozytywna." in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"council_delivered_on": timedelta(days=1)}, "council_delivered_on"),
        ({"council_delivered_on": None}, "council_delivered_on"),
        ({"council_opinion_on": timedelta(days=-9)}, "council_opinion_on"),
        ({"council_opinion_on": None}, "council_opinion_on"),
        ({"has_council": None}, "has_council"),
    ],
)
def test_impossible_dates_are_refused_in_words(consultation, clerk, changes, field):
    today = timezone.localdate()
    sent = {
        "has_council": "on",
        "council_delivered_on": timedelta(days=-5),
        "council_opinion_on": timedelta(days=-1),
        "council_opinion": "Opinia.",
        **changes,
    }
    sent = {k: today + v if isinstance(v, timedelta) else v for k, v in sent.items()}
    response = clerk.post(
        reverse("desk-council", args=[consultation.pk]),
        {name: value for name, value in sent.items() if value is not None},
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    consultation.refresh_from_db()
    assert consultation.council_opinion == ""
