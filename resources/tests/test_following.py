"""Following a consultation by e-mail: each turn told once, and an easy way out."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from portal import outbox
from portal.dates import day
from portal.models import OutgoingMail
from portal.signals import tick
from resources.models import Consultation, ConsultedTextPage, Follower, NoticeSent, Programme
from resources.services import announcing, following
from resources.tests.conftest import TEXT, make_consultation

pytestmark = pytest.mark.django_db

EMAIL = "ciekawska@poczta.example"
WARSAW = ZoneInfo("Europe/Warsaw")


def tick_at(moment):
    tick.send(sender=None, now=moment)


def mails(kind=""):
    return [m for m in OutgoingMail.objects.order_by("pk") if kind in m.subject]


@pytest.fixture
def follower(consultation):
    """Somebody who follows since the consultation was announced, before it opened."""

    def follow(email=EMAIL, since=None, **more):
        since = since or consultation.opens_at - timedelta(hours=1)
        return Follower.objects.create(
            consultation=consultation,
            email=email,
            created_at=since,
            confirmed_at=since,
            **more,
        )

    return follow


def ask(client, consultation, email=EMAIL, **headers):
    return client.post(reverse("follow", args=[consultation.pk]), {"email": email}, **headers)


# --- Asking and confirming -------------------------------------------------------------------


def test_an_address_follows_once_the_mail_to_it_was_confirmed(client, consultation):
    response = ask(client, consultation)
    assert response.status_code == 302
    assert EMAIL not in response.headers["Location"]
    follower = Follower.objects.get()
    link = reverse("follow-confirm", args=[follower.token])
    assert link in mails()[0].body
    assert client.get(link).status_code == 200
    follower.refresh_from_db()
    assert follower.confirmed_at is None, "a mail scanner follows every link"
    client.post(link)
    client.post(link)
    follower.refresh_from_db()
    assert follower.confirmed_at
    assert client.cookies == {}


def test_the_answer_does_not_tell_who_follows(client, consultation, follower):
    follower()
    known = ask(client, consultation)
    stranger = ask(client, consultation, "ktos-inny@poczta.example")
    assert (known.status_code, known.headers["Location"]) == (
        stranger.status_code,
        stranger.headers["Location"],
    )
    assert [m.to for m in mails()] == [EMAIL, "ktos-inny@poczta.example"]
    token = Follower.objects.get(email=EMAIL).token
    assert reverse("follow-stop", args=[token]) in mails()[0].body
    assert "potwierdzenie" not in mails()[0].body


def test_typing_an_address_again_and_again_sends_it_one_mail(client, consultation):
    for email in (EMAIL, EMAIL.upper(), EMAIL):
        ask(client, consultation, email)
    assert len(mails()) == 1
    Follower.objects.update(created_at=timezone.now() - following.ASK_AGAIN_AFTER)
    ask(client, consultation)
    assert len(mails()) == 2


@pytest.mark.parametrize(
    "wrong",
    ["", "bez-malpy", "a@b", "a" * 250 + "@b.example", "x@poczta.example\nBcc: y@z.example"],
)
def test_a_wrong_address_gets_a_sentence_and_no_row(client, consultation, wrong):
    response = ask(client, consultation, wrong)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Follower.objects.exists()


def test_a_sender_does_not_follow_by_sending(consultation, send):
    send()
    assert not Follower.objects.exists()


def test_an_address_that_was_never_confirmed_is_deleted(client, consultation):
    ask(client, consultation)
    tick_at(timezone.now() + following.CONFIRM_WITHIN - timedelta(minutes=1))
    assert Follower.objects.exists()
    tick_at(timezone.now() + following.CONFIRM_WITHIN + timedelta(minutes=1))
    assert not Follower.objects.exists()


# --- Turns -----------------------------------------------------------------------------------


def walk(consultation, programme_page, admin_user):
    """The whole course of the consultation, ticked many times; the moment of each turn."""
    opened = consultation.opens_at
    for minutes in (0, 1, 2, 60):
        tick_at(opened + timedelta(minutes=minutes))
    extended = opened + timedelta(days=2)
    closes = consultation.closes_at + timedelta(days=5)
    announcing.extend(consultation, closes, "Prosiły o to koła gospodyń.", admin_user, extended)
    for minutes in (1, 2, 60):
        tick_at(extended + timedelta(minutes=minutes))
    for minutes in (-5, 0, 5, 60 * 24, 60 * 71):
        tick_at(closes - timedelta(days=3) + timedelta(minutes=minutes))
    results = closes + timedelta(days=9)
    tick_at(results - timedelta(minutes=1))
    Consultation.objects.update(results_at=results)
    for minutes in (1, 2):
        tick_at(results + timedelta(minutes=minutes))
    adopted = results + timedelta(days=30)
    programme_page.refresh_from_db()
    programme_page.state = "adopted"
    programme_page.save_revision().publish()
    tick_at(adopted)  # no number of the resolution yet
    programme_page.resolution_no = "XXXII/211/2026"
    programme_page.resolution_date = timezone.localdate(adopted)
    programme_page.save_revision().publish()
    for minutes in (1, 2, 60):
        tick_at(adopted + timedelta(minutes=minutes))


def test_each_turn_is_told_once_to_each(consultation, programme_page, admin_user, follower):
    follower()
    follower("druga@poczta.example", language="uk")
    walk(consultation, programme_page, admin_user)
    for email in (EMAIL, "druga@poczta.example"):
        subjects = [m.subject for m in mails() if m.to == email]
        assert len(subjects) == 5, subjects
        assert len(set(subjects)) == 5
    assert "Prosiły o to koła gospodyń." in mails()[2].body
    assert "XXXII/211/2026" in mails()[-1].body
    # A date ends in a full stop of its own: „30 listopada 2026 r.”.
    assert not [m.body for m in mails() if ".." in m.body]
    assert not Follower.objects.exists(), "nothing more is to come, so no address is kept"


def test_a_newcomer_is_not_told_of_what_was_before(consultation, follower):
    tick_at(consultation.opens_at + timedelta(minutes=1))
    follower(since=consultation.opens_at + timedelta(hours=2))
    tick_at(consultation.opens_at + timedelta(hours=3))
    assert not mails()
    # Nor when nothing ticked at the moment itself.
    NoticeSent.objects.all().delete()
    tick_at(consultation.opens_at + timedelta(hours=4))
    assert not mails()


def test_who_has_not_confirmed_is_told_nothing(consultation):
    Follower.objects.create(
        consultation=consultation, email=EMAIL, created_at=consultation.opens_at
    )
    tick_at(consultation.closes_at - timedelta(days=1))
    assert not mails()


def test_two_that_tick_at_once_tell_once(consultation, follower, monkeypatch):
    """Both have read that nothing was told yet; the second comes to `tell` all the same."""
    follower()
    now = consultation.opens_at + timedelta(minutes=1)
    turn = following.turns(consultation, now)[0]
    following.tell(consultation, turn, now)
    following.tell(consultation, turn, now)
    assert len(mails()) == 1


def test_a_mail_that_cannot_be_written_leaves_the_turn_to_the_next_tick(
    consultation, follower, monkeypatch
):
    follower()
    follower("druga@poczta.example")
    now = consultation.opens_at + timedelta(minutes=1)
    write, calls = OutgoingMail.write, []

    def breaks_at_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("power failure")
        return write(*args, **kwargs)

    monkeypatch.setattr(OutgoingMail, "write", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        following.tell_due(now)
    assert not mails()
    following.tell_due(now)
    assert len(mails()) == 2


def test_three_days_left_is_told_for_each_close_that_was_announced(
    consultation, follower, admin_user
):
    follower()
    tick_at(consultation.opens_at)
    tick_at(consultation.closes_at - timedelta(days=2))
    late = consultation.closes_at - timedelta(days=1)
    announcing.extend(
        consultation, consultation.closes_at + timedelta(days=1), "Awaria.", admin_user, late
    )
    tick_at(late)
    tick_at(consultation.closes_at - timedelta(hours=1))
    # The extension by a day has said how long there is: no "three days left" two days before.
    assert NoticeSent.objects.filter(kind="closing").count() == 1
    announcing.extend(
        consultation,
        consultation.closes_at + timedelta(days=7),
        "Święta.",
        admin_user,
        late + timedelta(hours=1),
    )
    tick_at(consultation.closes_at - timedelta(days=2))
    assert NoticeSent.objects.filter(kind="closing").count() == 2
    assert NoticeSent.objects.filter(kind="extended").count() == 2


def test_three_days_are_counted_on_the_calendar_when_the_clock_changes(consultation, follower):
    closes = datetime(2026, 10, 27, tzinfo=WARSAW)
    Consultation.objects.update(closes_at=closes, opens_at=closes - timedelta(days=20))
    consultation.refresh_from_db()
    consultation.announced_at = consultation.opens_at
    closing = next(
        t for t in following.turns(consultation, closes - timedelta(hours=1)) if t.kind == "closing"
    )
    assert timezone.localtime(closing.moment).replace(tzinfo=None) == datetime(2026, 10, 24)


def test_a_short_consultation_has_no_mail_of_the_three_days(consultation, follower):
    follower()
    Consultation.objects.update(closes_at=consultation.opens_at + timedelta(days=2))
    tick_at(consultation.opens_at + timedelta(days=1))
    assert len(mails()) == 1


def test_an_older_resolution_is_not_the_adoption_of_the_consulted_text(
    consultation, programme_page, follower
):
    """A programme in force is consulted again when it is to be amended."""
    programme_page.refresh_from_db()
    programme_page.state, programme_page.resolution_no = "in_force", "XXI/164/2025"
    programme_page.resolution_date = timezone.localdate(consultation.opens_at - timedelta(days=90))
    programme_page.save_revision().publish()
    Consultation.objects.update(results_at=consultation.closes_at + timedelta(days=10))
    consultation.refresh_from_db()
    assert following.adopted_page(consultation) is None
    assert Programme.objects.count() == 1


def test_addresses_go_a_year_after_the_close_in_any_case(consultation, follower):
    follower()
    tick_at(consultation.closes_at + following.KEEP - timedelta(days=1))
    assert Follower.objects.exists()
    tick_at(consultation.closes_at + following.KEEP)
    assert not Follower.objects.exists()


def test_a_tick_with_nothing_to_tell_asks_the_database_little(
    consultation, follower, django_assert_max_num_queries
):
    follower()
    now = consultation.opens_at + timedelta(minutes=1)
    tick_at(now)
    with django_assert_max_num_queries(6):
        following.tell_due(now)
        following.forget_due(now)


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_adoption_of_any_text_is_told(client, site_root, language):
    rules = site_root.add_child(
        instance=ConsultedTextPage(title="Regulamin 100% grantów", slug="regulamin", kind="rules")
    )
    rules.text = TEXT
    rules.save_revision().publish()
    consultation = make_consultation(rules)
    since = consultation.opens_at
    Follower.objects.create(
        consultation=consultation,
        email=EMAIL,
        language=language,
        created_at=since,
        confirmed_at=since,
    )
    tick_at(consultation.results_from)
    Consultation.objects.update(results_at=consultation.results_from)
    tick_at(consultation.results_from)
    assert Follower.objects.exists()
    rules.resolution_no = "XXXII/212/2026"
    rules.resolution_date = timezone.localdate(consultation.results_from)
    rules.save_revision().publish()
    tick_at(consultation.results_from + timedelta(days=1))
    mail = mails()[-1]
    assert "Regulamin 100% grantów" in mail.subject
    assert "Regulamin 100% grantów" in mail.body
    assert "XXXII/212/2026" in mail.body
    assert not Follower.objects.exists()
    with time_machine.travel(consultation.results_from + timedelta(days=1)):
        feed = client.get(f"/uwagi/kanal/{consultation.pk}/").content.decode()
        assert "Rada uchwaliła: Regulamin 100% grantów" in feed
        assert "XXXII/212/2026" in client.get(rules.url).content.decode()


def test_the_session_is_told_with_the_answers(consultation, follower):
    follower()
    results, later = consultation.results_from, consultation.results_from + timedelta(days=20)
    Consultation.objects.update(results_at=results, session_on=timezone.localdate(later))
    tick_at(results + timedelta(minutes=1))
    told = day(timezone.localdate(later))
    assert f"na sesji {told}" in mails()[-1].body
    assert ".." not in mails()[-1].body


# --- Languages -------------------------------------------------------------------------------


def test_the_mail_speaks_the_language_in_which_one_asked(client, consultation):
    client.post(f"/en/uwagi/powiadomienia/{consultation.pk}/", {"email": EMAIL})
    follower = Follower.objects.get()
    assert follower.language == "en"
    assert "/en/uwagi/powiadomienia/potwierdzenie/" in mails()[0].body
    assert "Good morning" in mails()[0].body


def test_it_names_the_consultation_as_its_translated_page_does(
    translated, consultation, programme_page, admin_user, follower
):
    """Where there is no translation, as the office wrote it."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    assert not consultation.pages.filter(locale=english).exists()
    called = {
        "pl": "Konsultacje projektu Programu na 2027 rok",
        "en": "Konsultacje projektu Programu na 2027 rok",
        "uk": consultation.pages.get(locale=translated.locale).title,
    }
    assert "Програма на 2027 рік" in called["uk"]
    for language in called:
        email = f"{language}@poczta.example"
        follower(email, language=language)
        following.ask(consultation, email, language, timezone.now() + timedelta(hours=1))
        following.ask(consultation, f"2{email}", language, timezone.now())
    asked = mails()  # those to confirm are not kept as long as the walk takes
    walk(consultation, programme_page, admin_user)
    for language, title in called.items():
        all_mails = {mail.pk: mail for mail in [*asked, *mails()]}.values()
        written = [m for m in all_mails if m.to.endswith(f"{language}@poczta.example")]
        assert len(written) == 7
        assert sum(title in m.subject for m in written) == 5
        assert sum(title in m.body for m in written) == 6
        for other in {*called.values()} - {title}:
            assert not any(other in m.subject + m.body for m in written)


# --- The way out -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_button_of_the_mail_program_unsubscribes(client, consultation, follower, smtp):
    """RFC 8058: both headers are in the mail as sent, and the address in them takes the post."""
    follower()
    tick_at(consultation.opens_at + timedelta(minutes=1))
    outbox.drain()
    message = message_from_bytes(smtp.accepted[-1].content, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip(" <>")
    assert address in message.get_body().get_content()
    path = "/" + address.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert Follower.objects.exists(), "reading the page must not unsubscribe"
    response = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Follower.objects.exists()
    tick_at(consultation.closes_at - timedelta(days=1))
    outbox.drain()
    assert len(smtp.accepted) == 1


def test_a_post_from_elsewhere_without_a_cookie_unsubscribes(consultation, follower):
    from django.test import Client

    path = reverse("follow-stop", args=[follower().token])
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    assert not Follower.objects.exists()


@pytest.mark.parametrize("name", ["follow-confirm", "follow-stop"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_leads_to_nobody_gets_a_plain_page(client, consultation, name, method):
    response = getattr(client, method)("/en" + reverse(name, args=["podrobiony"]))
    assert response.status_code == 404
    assert "no longer works" in response.content.decode()


# --- On the page -----------------------------------------------------------------------------


def test_the_page_has_the_form_until_the_text_is_adopted(client, consultation, programme_page):
    page = consultation.pages.get()
    form = f'action="{reverse("follow", args=[consultation.pk])}"'
    assert form in client.get(page.url).content.decode()
    Consultation.objects.update(results_at=timezone.now())
    programme_page.refresh_from_db()
    programme_page.state, programme_page.resolution_no = "adopted", "XXXII/211/2026"
    programme_page.save_revision().publish()
    assert form not in client.get(page.url).content.decode()
    response = ask(client, consultation)
    assert response.status_code == 409
    assert not Follower.objects.exists()


def test_nothing_can_be_followed_before_it_is_announced(client, consultation):
    Consultation.objects.update(announced_at=None)
    assert ask(client, consultation).status_code == 404
