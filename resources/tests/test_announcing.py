"""The check list before a consultation is announced, and the act itself."""

import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from resources.models import Consultation, ConsultedTextPage, ProgrammePage
from resources.outline import read_assumptions
from resources.services import announcing, checking, mapping
from resources.services.verify import verify
from resources.tests.conftest import make_consultation
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Warsaw"))


def warsaw(*moment):
    return datetime(*moment, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture
def prepared(programme_page):
    """A consultation of the programme for 2027 of which nothing is to be said."""
    return Consultation.objects.create(
        title="Konsultacje",
        text_page=programme_page.page_ptr,
        local_resolution="Uchwała nr XVIII/139/2020",
        channels="Formularz, poczta, papier.",
        order_no="Zarządzenie nr 118/2026",
        order_date=date(2026, 10, 2),
        opens_at=warsaw(2026, 10, 5, 8),
        closes_at=warsaw(2026, 10, 20),
        least_days=14,
        answers_due=date(2026, 11, 3),
        session_on=date(2026, 11, 26),
        bip_url="https://bip.example/1",
        board_from=date(2026, 10, 5),
        privacy_short="Dane służą rozpatrzeniu uwag.",
        privacy_clause="<p>Administratorem jest Burmistrz.</p>",
    )


def found(consultation, level, now=NOW):
    return {c.name for c in checking.of_level(checking.check(consultation, now), level)}


def test_nothing_stands_in_the_way_of_a_complete_set_up(prepared):
    assert found(prepared, "error") == set()
    assert found(prepared, "warning") == set()
    assert all(c.sentence and c.rule.label for c in checking.check(prepared, NOW))


@pytest.mark.parametrize(
    ("changes", "level", "name"),
    [
        ({"local_resolution": ""}, "error", "basis"),
        ({"privacy_clause": ""}, "error", "privacy"),
        ({"privacy_short": ""}, "error", "privacy"),
        ({"closes_at": NOW}, "error", "window"),
        ({"closes_at": warsaw(2026, 10, 19)}, "error", "window"),
        ({"least_days": 15}, "error", "window"),
        ({"order_no": ""}, "warning", "order"),
        ({"order_date": None}, "warning", "order"),
        ({"order_date": date(2026, 10, 6)}, "warning", "order"),
        ({"bip_url": ""}, "warning", "bip"),
        ({"board_from": None}, "warning", "board"),
        ({"channels": ""}, "warning", "channels"),
        ({"accepted_channels": ["online"]}, "warning", "online_only"),
        ({"accepted_channels": []}, "warning", "online_only"),
        ({"accepted_channels": ["online", "email", "edor", "epuap"]}, "warning", "online_only"),
        ({"answers_due": None}, "warning", "answers"),
        ({"answers_due": date(2026, 10, 22)}, "warning", "answers"),
        ({"closes_at": warsaw(2026, 12, 2), "session_on": None}, "warning", "november"),
        ({"session_on": date(2026, 12, 1)}, "warning", "november"),
        ({"session_on": None}, "warning", "session"),
        ({"session_on": date(2026, 11, 17)}, "warning", "session"),
        ({"has_council": True, "session_on": date(2026, 11, 11)}, "warning", "council"),
        ({"opens_at": warsaw(2025, 10, 5)}, "warning", "year"),
        ({"without_text": True}, "warning", "text"),
    ],
)
def test_each_shortcoming_is_told(prepared, changes, level, name):
    for field, value in changes.items():
        setattr(prepared, field, value)
    assert name in found(prepared, level)


@pytest.mark.parametrize("state", ["adopted", "in_force", "amended", "partly_void", "archived"])
def test_amending_a_programme_during_its_year_is_nothing_unusual(prepared, programme_page, state):
    programme_page.state = state
    programme_page.save_revision().publish()
    prepared = Consultation.objects.get(pk=prepared.pk)
    prepared.order_date = date(2027, 5, 4)
    prepared.opens_at, prepared.closes_at = warsaw(2027, 5, 10, 8), warsaw(2027, 5, 26)
    prepared.answers_due, prepared.session_on = date(2027, 6, 9), date(2027, 7, 1)
    now = warsaw(2027, 5, 5)
    assert found(prepared, "warning", now) == set()
    (said,) = [c.sentence for c in checking.check(prepared, now) if c.name == "amendment"]
    assert "2027" in said and "zmiany" in said


@pytest.mark.parametrize("way", ["paper_desk", "post", "meeting", "phone"])
def test_one_way_off_the_internet_is_enough(prepared, way):
    prepared.accepted_channels = ["online", way]
    assert "online_only" in found(prepared, "ok")


def test_a_text_in_a_closed_section_is_not_announced(prepared):
    section = prepared.text_page.get_parent()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    [error] = checking.of_level(checking.check(prepared, NOW), "error")
    assert error.name == "private"
    assert section.title in error.sentence
    with pytest.raises(ValidationError, match="sekcji"):
        announcing.announce(prepared, NOW)
    prepared.refresh_from_db()
    assert not prepared.announced_at and not prepared.versions.exists()
    section.view_restrictions.all().delete()
    assert announcing.announce(prepared, NOW)


def test_an_announced_text_does_not_disappear_by_itself(prepared):
    page = prepared.text_page.specific
    page.expire_at = NOW + timedelta(days=400)
    page.save()
    [error] = checking.of_level(checking.check(prepared, NOW), "error")
    assert error.name == "expires"
    page.expire_at = None
    page.save()
    announcing.announce(prepared, NOW)
    for page in (ProgrammePage.objects.get(), prepared.pages.get()):
        page.expire_at = NOW + timedelta(days=400)
        with pytest.raises(ValidationError) as refused:
            page.save()
        assert refused.value.error_dict.keys() == {"expire_at"}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"closes_at": warsaw(2026, 12, 1)}, "november"),  # until 30 November
        ({"session_on": date(2026, 11, 18)}, "session"),  # 30 days after the last day
        ({"has_council": True, "session_on": date(2026, 11, 12)}, "council"),
        ({"order_date": date(2026, 10, 5)}, "order"),
        ({"answers_due": date(2026, 10, 23)}, "answers"),
    ],
)
def test_the_last_moment_that_is_in_order_is(prepared, changes, name):
    for field, value in changes.items():
        setattr(prepared, field, value)
    assert name in found(prepared, "ok")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (warsaw(2026, 10, 12), warsaw(2026, 10, 26), 14),  # the October hour makes no day
        (warsaw(2026, 10, 12, 1), warsaw(2026, 10, 26), 13),
        (warsaw(2027, 3, 15), warsaw(2027, 3, 29), 14),  # the March hour takes none
        (warsaw(2026, 12, 20), warsaw(2027, 1, 3), 14),
    ],
)
def test_days_are_counted_by_the_clock_on_the_wall(start, end, days):
    assert checking.full_days(start, end) == days


def test_terms_are_counted_back_over_the_turn_of_the_year(prepared):
    prepared.session_on, prepared.has_council = date(2027, 1, 14), True
    assert checking.deadlines(prepared) == [
        ("close", date(2026, 12, 15)),
        ("council", date(2026, 12, 21)),
        ("papers", date(2027, 1, 4)),
    ]


def test_who_announces_late_must_give_the_days_from_then_on(prepared):
    assert "window" in found(prepared, "error", now=warsaw(2026, 10, 6, 9))


def test_errors_block_and_warnings_need_a_tick(client, prepared, at):
    at("2026-10-01 09:00")
    client.force_login(user_with("change_consultation"))
    url = reverse("desk-announce", args=[prepared.pk])
    Consultation.objects.update(bip_url="", local_resolution="")
    client.post(url, {"warnings": "bip", "read": "1"})
    prepared.refresh_from_db()
    assert not prepared.announced_at  # the basis is missing
    Consultation.objects.update(local_resolution="Uchwała")
    html = client.get(url).content.decode()
    assert "sprawdzenie-bip" in html
    assert 'name="warnings" value="bip "' in html
    client.post(url, {"warnings": "bip"})
    prepared.refresh_from_db()
    assert not prepared.announced_at  # not ticked
    Consultation.objects.update(board_from=None)
    client.post(url, {"warnings": "bip", "read": "1"})
    prepared.refresh_from_db()
    assert not prepared.announced_at  # a warning that was not on the screen
    assert client.get(prepared.text_page.url).status_code == 200
    client.post(url, {"warnings": "bip board", "read": "1"})
    prepared.refresh_from_db()
    assert prepared.announced_at
    assert prepared.pages.get().live
    assert json.loads(prepared.ledger.get().payload)["warnings"] == ["bip", "board"]
    assert client.get(url).status_code == 302


def test_only_who_runs_it_announces(client, prepared):
    client.force_login(user_with("answer_remarks", "approve_answers"))
    client.post(reverse("desk-announce", args=[prepared.pk]))
    prepared.refresh_from_db()
    assert not prepared.announced_at


def test_two_provisions_with_one_label_are_not_announced(prepared, programme_page):
    programme_page.text[1].value["text"] = "Gmina:\n1) raz,\n1) dwa."
    programme_page.save()
    assert "labels" in found(prepared, "error")
    with pytest.raises(ValidationError):
        announcing.announce(prepared, NOW)


def test_a_page_that_nobody_can_read_is_not_announced(prepared, programme_page):
    programme_page.unpublish()
    assert "page" in found(Consultation.objects.get(), "error")


# --- Any text, and none ----------------------------------------------------------------------


@pytest.fixture
def strategy(site_root):
    return site_root.add_child(
        instance=ConsultedTextPage(
            title="Strategia",
            slug="strategia",
            kind="strategy",
            text=[("provision", {"label": "1.", "text": "Cel pierwszy.", "element": ""})],
        )
    )


def of_page(page, **facts):
    now = timezone.now()
    return Consultation.objects.create(
        title="Konsultacje strategii",
        text_page=Page.objects.get(pk=page.pk),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=20),
        local_resolution="Uchwała",
        privacy_short="Dane.",
        privacy_clause="<p>Dane.</p>",
        **facts,
    )


def test_any_text_is_consulted_the_same_way(client, strategy):
    consultation = of_page(strategy)
    names = {c.name for c in checking.check(consultation, timezone.now())}
    assert not names & {"november", "year", "session"}  # terms of the annual programme
    announcing.announce(consultation, timezone.now())
    html = client.get(strategy.url).content.decode()
    assert "Cel pierwszy." in html
    assert f'/uwagi/nowa/{consultation.pk}/?zapis=1"' in html
    assert "30 listopada" not in html
    page = consultation.pages.get()
    assert page.url.startswith(strategy.url)
    assert client.get(page.url).status_code == 200


def test_a_text_without_chapters_has_contents(client, strategy):
    strategy.text = [
        ("provision", {"label": "§ 1", "text": "Cel pierwszy.", "element": ""}),
        ("provision", {"label": "§ 2 ust. 1", "text": "Cel drugi.", "element": ""}),
        ("provision", {"label": "§ 2 ust. 2", "text": "Cel trzeci.", "element": ""}),
    ]
    strategy.save()
    announcing.announce(of_page(strategy), timezone.now())
    html = client.get(strategy.url).content.decode()
    contents = html[html.index('class="toc"') : html.index("</details>")]
    assert re.findall('href="#([^"]*)"', contents) == ["par-1", "par-2"]
    assert 'id="par-2"' in html
    assert 'id=""' not in html


def test_assumptions_are_consulted_before_there_is_a_text(client, strategy):
    strategy.text = []
    strategy.save()
    with pytest.raises(ValidationError):
        announcing.announce(of_page(strategy), timezone.now())
    consultation = of_page(strategy, without_text=True)
    version = announcing.announce(consultation, timezone.now())
    assert version.units.count() == 0
    html = client.get(strategy.url).content.decode()
    assert f'/uwagi/nowa/{consultation.pk}/"' in html
    response = client.get(f"/uwagi/nowa/{consultation.pk}/")
    assert response.status_code == 200
    # No screen speaks of a draft, which there is not.
    assert "Zgłoś uwagę do założeń" in html
    assert "Uwaga do założeń" in response.content.decode()
    for shown in (html, response.content.decode()):
        assert "całego projektu" not in shown
        assert "Cały projekt" not in shown
    assert verify(consultation) == []


def test_assumptions_stand_as_they_were_announced(client, strategy):
    strategy.text = []
    strategy.summary = (
        "<p>Dwa <b>założenia</b> &amp; prośba:</p><ul><li>usługi we wsiach</li><li>dyżury</li></ul>"
    )
    strategy.save()
    consultation = of_page(strategy, without_text=True)
    assert "no_assumptions" not in found(consultation, "warning")
    version = announcing.announce(consultation, timezone.now())
    unit = version.units.get()
    assert (unit.label, unit.anchor) == ("Założenia", "zalozenia")
    assert unit.text.splitlines() == ["Dwa założenia & prośba:", "usługi we wsiach", "dyżury"]
    html = client.get(strategy.url).content.decode()
    assert html.count("usługi") == 1  # not in the summary too
    assert f'/uwagi/nowa/{consultation.pk}/?zapis=zalozenia"' in html
    assert "nie ma jeszcze" in html.lower() or "jeszcze nie ma" in html.lower()

    strategy.summary = "<p>Zupełnie co innego.</p>"
    strategy.save_revision().publish()
    html = client.get(strategy.url).content.decode()
    assert "usługi" in html
    assert "Zupełnie co innego" not in html
    comparison = mapping.compare(Consultation.objects.get())
    assert comparison.changed
    assert [unit.text for unit in comparison.units] == ["Zupełnie co innego."]
    assert verify(consultation) == []


def test_links_in_assumptions_stay_links():
    (unit,) = read_assumptions('<p>Mowa o tym w <a href="https://example.org/">planie</a>.</p>')
    assert 'w\xa0<a href="https://example.org/">planie</a>' in unit.html


def test_assumptions_that_nobody_wrote_down_are_told(strategy):
    strategy.text = []
    strategy.save()
    assert "no_assumptions" in found(of_page(strategy, without_text=True), "warning")


def test_a_second_consultation_of_the_same_text(client, consultation, programme_page):
    english = Locale.objects.get_or_create(language_code="en")[0]
    translated = programme_page.copy_for_translation(english, copy_parents=True)
    translated.save_revision().publish()
    Consultation.objects.update(
        opens_at=timezone.now() - timedelta(days=40),
        closes_at=timezone.now() - timedelta(days=20),
        results_at=timezone.now() - timedelta(days=10),
    )
    second = make_consultation(programme_page)
    third = make_consultation(programme_page)
    slugs = {page.locale.language_code: page.slug for page in third.pages.all()}
    assert slugs == {"pl": "konsultacje-3", "en": "consultation-2"}
    for shown in (consultation, second, third):
        for page in shown.pages.all():
            assert client.get(page.url).context["consultation"] == shown
    assert client.get(programme_page.url).context["consultation"] == third
