"""The first screen of the admin says what waits, to whoever may do it."""

from datetime import timedelta
from itertools import chain

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.operations import translate_object

from events.models import EventIndexPage, EventPage
from home.admin_home import DUTIES, NextPanel
from home.roles import ROLES
from partnerships.models import Organisation
from portal import outbox
from portal.models import OutgoingMail
from resources.models import Consultation, Handling, Remark, Response
from resources.services import answering

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(django_user_model):
    """Somebody with the role of that name."""

    def person(role):
        user, _new = django_user_model.objects.get_or_create(username=role)
        user.groups.add(Group.objects.get(name=ROLES[role]))
        return user

    return person


@pytest.fixture
def waiting(client, person):
    """What somebody with this role is told, by duty; each of its links must open."""

    def waiting(role):
        client.force_login(person(role))
        response = client.get("/admin/")
        assert response.status_code == 200
        panel = next(p for p in response.context["panels"] if isinstance(p, NextPanel))
        with override("en"):
            duties = panel.get_context_data({"request": response.wsgi_request})["duties"]
            found = {str(name): [thing.words for thing in things] for name, things in duties}
        for thing in chain.from_iterable(things for _name, things in duties):
            assert client.get(thing.url).status_code == 200, (role, thing)
        return found

    return waiting


@pytest.fixture
def calendar(home):
    return home.add_child(instance=EventIndexPage(title="Wydarzenia", slug="wydarzenia"))


def event(calendar, title, days, **more):
    now = timezone.now()
    page = EventPage(
        title=title,
        kind="workshop",
        place="Biblioteka",
        town="Lipowa Dolina",
        starts_at=now + timedelta(days=days),
        ends_at=now + timedelta(days=days, hours=2),
        **more,
    )
    calendar.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_an_editor_sees_events_without_a_report_and_drafts(waiting, calendar):
    event(calendar, "Warsztat bez relacji", -3)
    event(calendar, "Odwołany", -3, plan="cancelled")
    event(calendar, "Dopiero będzie", 3)
    calendar.get_parent().add_child(
        instance=Page(title="Szkic", slug="szkic", live=False, has_unpublished_changes=True)
    )
    found = waiting("redakcja")
    assert [words.split(",")[0] for words in found["Events without a report"]] == [
        "Warsztat bez relacji"
    ]
    assert "Szkic" in found["Pages with changes not yet published"][0]


def test_the_clerk_sees_remarks_without_answer_and_a_close_end(
    waiting,
    consultation,
    send,
):
    send()
    send(confirm=False)
    consultation.closes_at = timezone.now() + timedelta(days=2)
    consultation.save()
    found = waiting("moderacja")
    assert found["Remarks without an answer"] == [f"1 remark: {consultation.title}"]
    assert consultation.title in found["Consultations that close soon"][0]
    assert "Answers for you to decide" not in found


def test_what_is_mine_to_answer_stands_apart_from_the_rest(waiting, person, consultation, send):
    clerk, other = person("moderacja"), person("koordynacja")
    first, second, third = (send().remarks.get() for _time in range(3))
    Handling.objects.create(remark=first, clerk=clerk)
    Handling.objects.create(remark=second, clerk=other, substitute=clerk)
    Handling.objects.create(remark=third, clerk=other)
    found = waiting("moderacja")
    assert found["Remarks for you to answer"] == [f"2 remarks: {consultation.title}"]
    assert found["Remarks without an answer"] == [f"1 remark: {consultation.title}"]
    Consultation.objects.update(clerk=clerk)
    send()
    assert waiting("moderacja")["Remarks for you to answer"] == [f"3 remarks: {consultation.title}"]
    for remark in Remark.objects.exclude(pk=third.pk):
        answering.draft(remark, "accepted", "Tak.", clerk, timezone.now())
    assert "Remarks for you to answer" not in waiting("moderacja")


def test_the_clerk_sees_mail_that_only_people_can_settle(waiting):
    states = OutgoingMail.State
    for number, state in enumerate(states):
        mail = OutgoingMail.write(f"osoba{number}@poczta.example", "Temat", "Treść")
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    assert waiting("moderacja")["Mail that may not have arrived"] == ["2 mails"]
    outbox.settle(OutgoingMail.objects.get(state=states.FAILED), timezone.now())
    assert waiting("moderacja")["Mail that may not have arrived"] == ["1 mail"]
    outbox.settle(OutgoingMail.objects.get(state=states.UNCERTAIN), timezone.now())
    assert waiting("moderacja") == {}


def test_an_answer_goes_to_the_mayor_and_back(waiting, client, consultation, send):
    remark = send().remarks.get()
    drafted = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
    answering.put_forward([drafted], None, timezone.now())
    assert waiting("burmistrz") == {
        "Answers for you to decide": [f"1 answer: {consultation.title}"]
    }
    answering.send_back(Response.objects.all(), None, timezone.now())
    assert waiting("moderacja")["Answers returned to you"] == [f"1 answer: {consultation.title}"]


def test_the_clerk_sees_what_to_announce_and_what_to_publish(waiting, consultation, send):
    prepared = Consultation.objects.create(
        title="Konsultacje statutu",
        text_page=consultation.text_page,
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=21),
    )
    remark = send().remarks.get()
    send(confirm=False)
    now = timezone.now()
    closed = Consultation.objects.filter(pk=consultation.pk)
    closed.update(opens_at=now - timedelta(days=30), closes_at=now - timedelta(days=4))
    drafted = answering.draft(remark, "accepted", "Tak.", None, now)
    answering.put_forward([drafted], None, now)
    found = waiting("moderacja")
    assert found["Consultations to announce"][0].startswith(prepared.title)
    assert "Answers to publish" not in found
    answering.approve([drafted], None, now)
    assert waiting("moderacja")["Answers to publish"] == [consultation.title]
    closed.update(closes_at=now - timedelta(days=2))
    assert "Answers to publish" not in waiting("moderacja")


def test_the_coordinator_sees_applications_and_meetings(waiting, calendar):
    event(calendar, "Spotkanie partnerów", 4)
    for state in ("applied", "refused"):
        Organisation.objects.create(
            name=f"Fundacja {state}",
            sector="social",
            institution_type="ngo",
            stakeholder_type="c",
            member_state=state,
        )
    found = waiting("koordynacja")
    assert found["Organisations that want to join"] == ["Fundacja applied"]
    assert "Spotkanie partnerów" in found["Next meetings"][0]


def test_the_translator_sees_pages_without_translation_and_newer_sources(waiting, home, admin_user):
    english = Locale.objects.get_or_create(language_code="en")[0]
    translate_object(home, [english], user=admin_user)
    Page.objects.filter(pk=home.pk).update(last_published_at=timezone.now() + timedelta(hours=1))
    found = waiting("tlumaczenia")
    assert found["Translations older than their page"] == ["Start"]
    assert "Dział 0" in found["Pages without a translation"]
    assert "Start" not in found["Pages without a translation"]


def test_who_has_nothing_to_do_is_told_so(client, person):
    mayor = person("burmistrz")
    UserProfile.objects.create(user=mayor, preferred_language="en")
    client.force_login(mayor)
    assert "Nothing is waiting for you" in client.get("/admin/").content.decode()


def test_a_duty_is_at_most_one_query(admin_user, calendar, consultation, send):
    for number in range(3):
        event(calendar, f"Było {number}", -3)
        event(calendar, f"Będzie {number}", 3)
        send()
    now = timezone.now()
    for _allowed, name, things in DUTIES:
        list(things(admin_user, now))
        with CaptureQueriesContext(connection) as captured:
            list(things(admin_user, now))
        # The last day of a consultation, say, must not ask again for each line.
        assert len(captured) <= 1, name
