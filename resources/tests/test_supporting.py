"""A joint position: joining remarks by a link, confirmed from the supporter's own mail."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from partnerships.tests import factories
from portal.models import OutgoingMail
from resources import public
from resources.models import Support
from resources.services import erasing, submitting, supporting, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(send):
    """Confirmed remarks of an organisation, with private things that nobody may see."""
    return send(
        who="organisation",
        organisation_name="KGW Olszyny",
        authorised=True,
        person="Anna Skryta",
        email="skryta@poczta.example",
    )


@pytest.fixture
def typed():
    return {
        "organisation_name": "OSP Lipowa",
        "authorised": "on",
        "person": "Druh Tajny",
        "email": "OSP@poczta.example",
    }


@pytest.fixture
def ask_to_join(submission):
    """`ask_to_join("OSP", "uk")`: an organisation wants to join and has yet to confirm."""

    def ask(name, language="pl"):
        content = supporting.SupportContent(
            person="Druh Tajny",
            email=f"{name}@klub.example",
            organisation_name=name,
            language=language,
        )
        return supporting.support(submission, content, submission.received_at)

    return ask


def link():
    mail = OutgoingMail.objects.filter(body__contains="/uwagi/poparcie/potwierdzenie/").first()
    return re.search(r"http://[^/]+(/uwagi/poparcie/potwierdzenie/\S+)", mail.body)[1]


def names(submission):
    (remark,) = public.remarks(submission.consultation)
    return public.shown(remark).supporters


def test_the_receipt_hands_out_the_link(client, submission):
    html = client.get(submission.receipt_path()).content.decode()
    assert submission.support_path() in html.replace("&amp;", "&")


def test_from_the_link_to_a_counted_support(client, submission, typed):
    page = client.get(submission.support_path()).content.decode()
    assert "Wydłużyć" in page
    assert "KGW Olszyny" in page
    assert "Skryta" not in page
    assert "skryta@" not in page
    response = client.post(submission.support_path(), typed)
    assert response.headers["Location"].endswith("?wyslano=1")
    assert names(submission) == ()
    client.get(link())  # a mail scanner follows the link
    assert names(submission) == ()
    client.post(link(), {"do": "confirm"})
    assert names(submission) == ("OSP Lipowa",)
    client.post(link(), {"do": "confirm"})  # a double click
    kinds = [json.loads(e.payload)["kind"] for e in submission.consultation.ledger.all()]
    assert kinds[-2:] == ["supported", "support_confirmed"]
    assert "OSP Lipowa" in client.get(submission.receipt_path()).content.decode()
    client.post(link(), {"do": "withdraw"})
    assert names(submission) == ()
    assert verify.verify(submission.consultation) == []
    ledger = "".join(e.payload for e in submission.consultation.ledger.all())
    for private in ("OSP", "Tajny", "poczta"):
        assert private not in ledger


def test_no_cookie_and_nothing_for_robots(client, submission, typed):
    client.post(submission.support_path(), typed)
    for url in (submission.support_path(), link()):
        response = client.get(url)
        assert not response.cookies
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_one_address_supports_once(client, submission, typed):
    for email in ("OSP@poczta.example", "osp@poczta.example"):
        client.post(submission.support_path(), typed | {"email": email})
    assert Support.objects.count() == 1
    assert OutgoingMail.objects.filter(to="osp@poczta.example").count() == 1


def test_who_missed_the_time_can_ask_again(client, submission, typed):
    client.post(submission.support_path(), typed)
    old, later = link(), Support.objects.get().confirm_by + timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        client.post(submission.support_path(), typed)
        assert client.post(old, {"do": "confirm"}).status_code == 409
        assert client.post(link(), {"do": "confirm"}).status_code == 302
        client.post(submission.support_path(), typed)
    assert names(submission) == ("OSP Lipowa",)
    assert Support.objects.count() == 2
    assert verify.verify(submission.consultation) == []


def test_who_withdrew_can_join_again_and_the_old_link_does_nothing(client, submission, typed):
    client.post(submission.support_path(), typed)
    old = link()
    for act in ("confirm", "withdraw"):
        client.post(old, {"do": act})
    client.post(submission.support_path(), typed)
    client.post(old, {"do": "confirm"})
    assert names(submission) == ()
    client.post(link(), {"do": "confirm"})
    assert names(submission) == ("OSP Lipowa",)
    assert verify.verify(submission.consultation) == []


def test_who_waits_gets_the_mail_again_at_most_every_ten_minutes(client, submission, typed):
    now = submission.received_at
    for minutes, mails in [(0, 1), (9, 1), (11, 2), (12, 2)]:
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            client.post(submission.support_path(), typed)
        assert OutgoingMail.objects.filter(to="osp@poczta.example").count() == mails
    assert Support.objects.count() == 1


def test_several_who_joined_are_erased(submission, ask_to_join):
    now = timezone.now()
    for support in [ask_to_join("OSP"), ask_to_join("KGW")]:
        request = erasing.ask(submission, "Listem.", now, None, now, support=support)
        erasing.grant([request], "identity", "", None, now)
    assert not Support.objects.exclude(email="").exists()
    assert verify.verify(submission.consultation) == []


def test_what_is_missing_is_named_and_the_rest_stays(client, submission):
    response = client.post(submission.support_path(), {"person": "Druh Tajny"})
    assert response.status_code == 422
    form = response.context_data["form"]
    assert set(form.errors) == {"organisation_name", "authorised", "email"}
    assert "Druh Tajny" in response.content.decode()


def test_nobody_supports_their_own_remarks(client, submission, typed):
    typed["organisation_name"] = "KGW Olszyny"
    assert client.post(submission.support_path(), typed).status_code == 422
    assert not Support.objects.exists()


def test_the_organisation_of_the_register_is_told(client, submission, typed):
    organisation = factories.organisation("Fundacja Most", email="zarzad@most.example")
    typed |= {"organisation": organisation.pk, "organisation_name": ""}
    client.post(submission.support_path(), typed)
    assert not OutgoingMail.objects.filter(to="zarzad@most.example").exists()
    client.post(link(), {"do": "confirm"})
    told = OutgoingMail.objects.get(to="zarzad@most.example")
    assert "/uwagi/poparcie/" not in told.body
    assert "Tajny" not in told.body
    assert names(submission) == ("Fundacja Most",)


@pytest.mark.parametrize("confirmed", [False, True])
def test_remarks_that_do_not_count_are_not_supported(client, send, typed, confirmed):
    submission = send(confirm=confirmed)
    if confirmed:
        submitting.withdraw(submission, submission.received_at)
    assert client.get(submission.support_path()).status_code == 200
    response = client.post(submission.support_path(), typed)
    assert response.status_code == 409
    assert "Wydłużyć" not in response.content.decode()
    assert not Support.objects.exists()


def test_those_who_joined_hear_once_that_the_remarks_were_withdrawn(submission, ask_to_join):
    now = submission.received_at
    for name, language in [("OSP", "pl"), ("Plast", "uk"), ("Scouts", "en")]:
        supporting.confirm(ask_to_join(name, language), now)
    ask_to_join("Czeka")
    left = ask_to_join("Odeszli")
    supporting.confirm(left, now)
    supporting.withdraw(left, now)
    OutgoingMail.objects.all().delete()

    assert submitting.withdraw(submission, now)
    assert not submitting.withdraw(submission, now)

    told = {m.to: m for m in OutgoingMail.objects.filter(to__endswith="@klub.example")}
    assert set(told) == {"osp@klub.example", "plast@klub.example", "scouts@klub.example"}
    assert OutgoingMail.objects.count() == 4  # and the sender's own
    assert told["osp@klub.example"].subject.startswith("Poparte przez Państwa uwagi nr")
    assert "підтримка більше не враховується" in told["plast@klub.example"].body
    assert "the support no longer counts" in told["scouts@klub.example"].body
    for mail in told.values():
        assert submission.consultation.text_page.full_url in mail.body
        for private in ("Skryta", "Wydłużyć", submission.receipt_path(), "/uwagi/poparcie/"):
            assert private not in mail.body
        assert mail.about == submission.mails


def test_withdrawn_meanwhile(client, submission, typed):
    client.post(submission.support_path(), typed)
    submitting.withdraw(submission, submission.received_at)
    response = client.post(link(), {"do": "confirm"})
    assert response.status_code == 409
    assert Support.objects.get().confirmed_at is None


def test_only_while_open_and_confirmed_within_72_hours(client, submission, typed, consultation):
    closes = consultation.closes_at
    with time_machine.travel(closes - timedelta(seconds=1), tick=False):
        assert client.post(submission.support_path(), typed).status_code == 302
    with time_machine.travel(closes, tick=False):
        late = typed | {"email": "late@poczta.example"}
        assert client.post(submission.support_path(), late).status_code == 409
    with time_machine.travel(closes + timedelta(hours=71), tick=False):
        assert client.post(link(), {"do": "confirm"}).status_code == 302
        assert client.post(link(), {"do": "withdraw"}).status_code == 409
    assert Support.objects.get().confirmed_at
    assert Support.objects.count() == 1


def test_not_confirmed_in_time(client, submission, typed):
    client.post(submission.support_path(), typed)
    with time_machine.travel(Support.objects.get().confirm_by + timedelta(seconds=1), tick=False):
        assert client.get(link()).context_data["expired"]
        assert client.post(link(), {"do": "confirm"}).status_code == 409
    assert Support.objects.get().confirmed_at is None


@pytest.mark.parametrize("link", ["1", "1:", "1:podrobione", "potwierdzenie", "x" * 300])
def test_forged_links_are_not_found(client, submission, link):
    assert client.get(f"/uwagi/poparcie/{link}/").status_code == 404
    assert client.post(f"/uwagi/poparcie/{link}/").status_code == 404
    assert client.get(f"/uwagi/poparcie/potwierdzenie/{link}/").status_code == 404
