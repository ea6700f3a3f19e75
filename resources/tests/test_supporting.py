"""A joint position: joining remarks by a link, confirmed from the supporter's own mail."""

import json
import re
from datetime import timedelta
from unittest.mock import ANY

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from partnerships.tests import factories
from portal.models import OutgoingMail
from resources import public
from resources.choices import Outcome
from resources.models import Support
from resources.services import answering, erasing, moderating, submitting, supporting, verify
from resources.tests.people import answer_all, user_with

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
    (remark,) = public.remarks(submission.consultation).filter(submission=submission)
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


def test_the_declaration_of_authority_is_kept_and_read_on_the_desk(client, submission, typed):
    client.post(submission.support_path(), typed)
    assert Support.objects.get().authorised
    assert verify.verify(submission.consultation) == []
    client.force_login(user_with("change_consultation", "answer_remarks"))
    html = client.get(screen(submission)).content.decode()
    (joint,) = re.findall(r'id="poparcie".*?</section>', html, re.DOTALL)
    assert "Złożono oświadczenie o prawie do działania w imieniu organizacji." in joint


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
    assert submission.support_path() in told.body
    assert "/uwagi/poparcie/potwierdzenie/" not in told.body
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
        assert mail.about == f"support:{submission.supports.get(email=mail.to).pk}"


def test_those_who_joined_get_the_answers_once_in_their_language(
    submission, ask_to_join, consultation
):
    now = submission.received_at
    for name, language in [("OSP", "pl"), ("Plast", "uk"), ("Scouts", "en")]:
        supporting.confirm(ask_to_join(name, language), now)
    ask_to_join("Czeka")
    ended, erased = ask_to_join("Koniec"), ask_to_join("Zapomniani")
    for support in (ended, erased):
        supporting.confirm(support, now)
    supporting.withdraw(ended, now)
    request = erasing.ask(submission, "Listem.", now, None, now, support=erased)
    erasing.grant([request], "identity", "", None, now)
    words = {"body": "Wydłużyć […]."}
    moderating.redact(submission.remarks.get(), words, "personal_data", None, now)
    OutgoingMail.objects.all().delete()

    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    with pytest.raises(ValidationError):
        answering.publish_all(consultation, consultation.results_from)

    told = {m.to: m for m in OutgoingMail.objects.filter(to__endswith="@klub.example")}
    assert set(told) == {"osp@klub.example", "plast@klub.example", "scouts@klub.example"}
    assert OutgoingMail.objects.count() == 4  # and the sender's own
    polish = told["osp@klub.example"]
    assert polish.subject.startswith("Odpowiedź na poparte przez Państwa uwagi nr")
    page = consultation.pages.get().full_url
    number = submission.remarks.get().number
    assert f"{Outcome.ACCEPTED.label}\n{page}?uwaga={number}#uwaga-{number}\n" in polish.body
    assert "Więcej wiadomości w tej sprawie nie będzie." in polish.body
    assert "Дякуємо за участь" in told["plast@klub.example"].body
    assert "No more messages about it will follow." in told["scouts@klub.example"].body
    for mail in told.values():
        assert page in mail.body
        for private in ("Skryta", "14 dni", submission.receipt_path()):
            assert private not in mail.body
        assert mail.about == f"support:{submission.supports.get(email=mail.to).pk}"


def test_who_joined_hears_again_when_a_missing_answer_follows(
    submission, ask_to_join, consultation, send
):
    def approve(remark, reason):
        response = answering.draft(remark, "accepted", reason, None, timezone.now())
        answering.put_forward([response], None, timezone.now())
        answering.approve([response], None, timezone.now())

    supporting.confirm(ask_to_join("OSP"), submission.received_at)
    approve(send(body="Inna uwaga.").remarks.get(), "Tak.")
    answering.publish_all(consultation, consultation.results_from, "Czekamy na opinię.")
    mails = OutgoingMail.objects.filter(to="osp@klub.example", subject__startswith="Odpowiedź")
    assert "Czekamy na opinię." in mails.get().body
    assert "Napiszemy jeszcze, gdy dojdą brakujące odpowiedzi." in mails.get().body
    approve(submission.remarks.get(), "Zmieniliśmy termin.")
    answering.publish_all(consultation, consultation.results_from + timedelta(days=2))
    assert mails.count() == 2
    assert f"?uwaga={submission.remarks.get().number}" in mails.latest("pk").body
    assert "Więcej wiadomości w tej sprawie nie będzie." in mails.latest("pk").body


def test_no_mail_about_a_support_holds_words_that_may_be_left_out(
    client, submission, typed, results
):
    """Of remarks or answers, in whatever state the mail is: the page that it links shows them."""
    organisation = factories.organisation("Fundacja Most", email="zarzad@most.example")
    typed |= {"organisation": organisation.pk, "organisation_name": ""}
    client.post(submission.support_path(), typed)
    words = {"body": "Wydłużyć […]."}
    remark = submission.remarks.get()
    moderating.redact(remark, words, "personal_data", None, timezone.now())
    asked = link()
    html = client.get(asked).content.decode()
    assert "Wydłużyć […]." in html
    client.post(asked, {"do": "confirm"})
    results(reason="Tak, za radą pani Tajnej.")
    mails = OutgoingMail.objects.filter(about=Support.objects.get().mails)
    assert len({mail.subject for mail in mails}) == 3
    assert [mail.to for mail in mails if "Wydłużyć" in mail.body or "Tajnej" in mail.body] == []
    page = client.get(submission.support_path()).content.decode()
    assert "Wydłużyć […]." in page  # where the organisation itself is led, also after the close


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


@pytest.fixture
def joined(submission, ask_to_join):
    """Supports that were joined by somebody of each state and kind of address."""
    register = {
        "sama": factories.organisation("Fundacja Sama", email="Sama@klub.example"),
        "obca": factories.organisation("Fundacja Obca", email="zarzad@obca.example"),
        "bez": factories.organisation("Fundacja Bez Adresu", email=""),
    }
    now = submission.received_at
    for name, organisation in register.items():
        content = supporting.SupportContent(
            person="Druh Tajny",
            email=f"{name}@klub.example",
            organisation_id=organisation.pk,
            organisation_name=organisation.name,
        )
        supporting.confirm(supporting.support(submission, content, now), now)
    left = ask_to_join("Odeszli")
    supporting.confirm(left, now)
    supporting.withdraw(left, now)
    ask_to_join("Czeka")
    return {support.email.partition("@")[0]: support for support in Support.objects.all()}


def screen(submission):
    return reverse("desk-answer", args=[submission.remarks.get().pk])


def end(client, support):
    """What staff send to end a support."""
    return client.post(screen(support.submission), {"end_support": support.pk})


def button(support):
    return f'name="end_support" value="{support.pk}"'


def test_staff_read_who_joined_how_far_it_got_and_from_what_address(clerk, submission, joined):
    address = screen(submission)
    page = clerk.get(address)
    told = {
        each.name: (each.state, " ".join(each.in_register)) for each in page.context["supporters"]
    }
    assert told == {
        "Fundacja Sama": ("confirmed", "To adres z rejestru organizacji."),
        "Fundacja Obca": (
            "confirmed",
            "Inny adres niż w rejestrze organizacji: zarzad@obca.example.",
        ),
        "Fundacja Bez Adresu": ("confirmed", "W rejestrze nie ma adresu tej organizacji."),
        "Odeszli": ("withdrawn", ANY),
        "Czeka": ("waiting", "Nazwę wpisano ręcznie, nie wybrano jej z rejestru organizacji."),
    }
    html = page.content.decode()
    assert [
        button(joined[name]) in html for name in ("sama", "obca", "bez", "odeszli", "czeka")
    ] == [
        *[True] * 3,
        *[False] * 2,
    ]
    assert "Fundacja Obca" in [turn.words for turn in page.context["history"]]
    with time_machine.travel(joined["czeka"].confirm_by + timedelta(seconds=1), tick=False):
        states = [each.state for each in clerk.get(address).context["supporters"]]
    assert states[-1] == "expired"


def test_the_mayor_reads_who_joined(client, submission, joined):
    for remark in submission.remarks.all():
        response = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
        answering.put_forward([response], None, timezone.now())
    client.force_login(user_with("approve_answers"))
    html = client.get(reverse("desk-approval", args=[submission.consultation_id])).content.decode()
    assert "wspólnie z: Fundacja Sama, Fundacja Obca, Fundacja Bez Adresu<" in html


@pytest.mark.parametrize("closed", [False, True])
def test_staff_end_a_support_joined_without_authority(
    clerk, client, consultation, submission, joined, closed
):
    now = consultation.closes_at + timedelta(hours=1) if closed else timezone.now()
    OutgoingMail.objects.all().delete()
    with time_machine.travel(now, tick=False):
        assert end(clerk, joined["obca"]).status_code == 302
        assert end(clerk, joined["obca"]).status_code == 302  # a double click
        assert end(clerk, joined["czeka"]).status_code == 302
    assert names(submission) == ("Fundacja Sama", "Fundacja Bez Adresu")
    joined["czeka"].refresh_from_db()
    assert joined["czeka"].withdrawn_at is None
    told = OutgoingMail.objects.get()
    assert told.to == "obca@klub.example"
    assert "Fundacja Obca" in told.body
    assert "/uwagi/poparcie/" not in told.body
    clerk_pk = get_user_model().objects.get().pk
    last = json.loads(consultation.ledger.last().payload)
    assert (last["kind"], last["by"]) == ("support_withdrawn", clerk_pk)
    assert last["support"] == joined["obca"].pk
    assert verify.verify(consultation) == []
    page = clerk.get(screen(submission))
    ended = page.context["history"][0]
    assert (ended.by.pk, ended.words) == (clerk_pk, "Fundacja Obca")
    client.logout()
    link = reverse("support-confirm", args=[joined["obca"].confirmation])
    assert "Potwierdzam" not in client.get(link).content.decode()


def test_who_was_ended_by_staff_does_not_come_back_by_mail_alone(
    clerk, client, submission, joined, typed
):
    """The organisation itself still may, from another address."""
    end(clerk, joined["obca"])
    before = Support.objects.count(), OutgoingMail.objects.count()
    url = submission.support_path()
    refused = client.post(url, typed | {"email": "OBCA@klub.example"})
    assert refused.status_code == 422
    assert "Urząd zakończył poparcie" in refused.content.decode()
    assert typed["person"] in refused.content.decode()  # nothing typed is lost
    assert (Support.objects.count(), OutgoingMail.objects.count()) == before
    others = {"email": "zarzad@obca.example", "organisation_name": "Fundacja Obca"}
    assert client.post(url, typed | others).status_code == 302
    assert client.post(url, typed | {"email": "odeszli@klub.example"}).status_code == 302


def test_of_a_support_whose_data_are_erased_nobody_is_told(clerk, submission, joined):
    now = timezone.now()
    request = erasing.ask(submission, "Listem.", now, None, now, support=joined["obca"])
    erasing.grant([request], "identity", "", None, now)
    OutgoingMail.objects.all().delete()
    end(clerk, joined["obca"])
    assert names(submission) == ("Fundacja Sama", "Fundacja Bez Adresu")
    assert not OutgoingMail.objects.exists()
    assert verify.verify(submission.consultation) == []


@pytest.mark.parametrize("permission", ["approve_answers", "change_consultation", "answer_remarks"])
def test_only_who_may_handle_ends_a_support(client, send, submission, joined, permission):
    client.force_login(user_with(permission))
    allowed = permission != "approve_answers"
    address = screen(submission)
    assert (button(joined["obca"]) in client.get(address).content.decode()) is allowed
    end(client, joined["obca"])
    assert ("Fundacja Obca" in names(submission)) is not allowed
    wrong = client.post(screen(send()), {"end_support": joined["sama"].pk})
    assert wrong.status_code == (404 if allowed else 302)
    assert "Fundacja Sama" in names(submission)
