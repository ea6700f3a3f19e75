"""The demo as a visitor finds it: every page, every link, every language, and a second start."""

import json
import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.demo.loader.events import working_day
from home.models import StandardPage, User
from partnerships.models import Organisation, Partnership
from portal.models import MunicipalitySettings
from resources.models import Attachment, Consultation, Moderation, Remark, Report
from resources.services import checking, inviting
from resources.services.verify import verify

FIXED_ADDRESSES = [
    "/partnerstwo/",
    "/czlonkowie/",
    "/wydarzenia/",
    "/dokumenty/",
    "/program-wspolpracy/",
    "/szukaj/",
    "/deklaracja-dostepnosci/",
    "/kontakt/",
    "/o-portalu/",
    "/tekst-latwy/",
    "/prywatnosc/",
]


class _Links(HTMLParser):
    """Addresses of this site that a page leads to, and the languages it offers."""

    def __init__(self, html):
        super().__init__()
        self.links, self.languages, self.ids = set(), {}, []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("id"):
            self.ids.append(attributes["id"])
        href = attributes.get("href", "")
        if tag == "a" and href.startswith("/"):
            self.links.add(href.partition("#")[0])
            if attributes.get("hreflang") == attributes.get("lang") and "hreflang" in attributes:
                self.languages[attributes["lang"]] = href


@pytest.fixture
def reader(demo_content):
    return Client()


def read(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def announced():
    return Consultation.objects.exclude(announced_at=None)


def load_again():
    with override_settings(DEMO=True):
        call_command("load_demo", verbosity=0)


def test_the_addresses_of_the_sections_are_fixed(reader):
    for address in FIXED_ADDRESSES:
        assert "<h1" in read(reader, address)


def test_every_page_opens_and_leads_nowhere_wrong(reader):
    """Follows every link of every page, and with them profiles and files."""
    waiting, seen, broken = [("/", ""), ("/en/", ""), ("/uk/", "")], set(), []
    pages = 0
    while waiting:
        address, found_on = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = reader.get(address)
        if response.status_code != 200:
            broken.append((response.status_code, address, found_on))
        elif response.headers["Content-Type"].startswith("text/html"):
            pages += 1
            html = response.content.decode()
            found = _Links(html)
            assert len(found.ids) == len(set(found.ids)), f"An id stands twice on {address}"
            assert html.count("<h1") == 1, f"Not one main heading on {address}"
            # One page of a filtered list stands for all of them.
            waiting += [(link, address) for link in found.links if "?" not in link]
    assert broken == []
    for page in Page.objects.filter(live=True, depth__gt=1):
        assert page.get_url() in seen, f"Nothing leads to {page.get_url()}"
    assert pages > 150


def test_the_switch_offers_just_the_languages_that_a_page_has(reader):
    for page in Page.objects.filter(live=True, depth__gt=1).select_related("locale"):
        others = page.get_translations().filter(live=True).select_related("locale")
        offered = _Links(read(reader, page.get_url())).languages
        assert offered == {other.locale.language_code: other.get_url() for other in others}


def test_no_page_shows_the_notation_of_the_content_files(reader):
    for page in Page.objects.filter(live=True, depth__gt=1):
        html = read(reader, page.get_url())
        assert not re.search(r"\]\(page:|\{year\}|\{prev\}|\{n\}|None</", html), page.get_url()


def test_it_shows_what_a_municipality_came_for(reader):
    assert Organisation.objects.public().count() >= 30
    assert set(Organisation.objects.values_list("sector", flat=True)) == {
        "public",
        "social",
        "private",
    }
    assert set(Organisation.objects.values_list("stakeholder_type", flat=True)) == {"a", "b", "c"}
    assert Organisation.objects.values("institution_type").distinct().count() == 12
    levels = list(Partnership.objects.values_list("level", flat=True))
    assert levels.count("partnership") >= 2
    assert levels.count("local_network") == 1
    now = timezone.now()
    assert [c.days_left(now) for c in announced().filter(closes_at__gt=now)] == [12]
    assert not Redirect.objects.exists()


def test_the_record_of_every_consultation_holds(reader):
    assert announced().count() == 3
    for consultation in announced():
        assert verify(consultation) == []


def test_the_record_runs_forward_in_time(reader):
    for consultation in announced():
        entries = consultation.ledger.order_by("seq").values_list("payload", flat=True)
        moments = [datetime.fromisoformat(json.loads(payload)["at"]) for payload in entries]
        assert moments == sorted(moments), consultation


def test_the_council_meets_on_a_working_day(reader):
    for session in announced().exclude(session_on=None).values_list("session_on", flat=True):
        assert session == working_day(session)


def test_a_consultation_stands_in_each_state(reader):
    now = timezone.now()
    states = sorted(consultation.state(now) for consultation in Consultation.objects.all())
    assert states == ["closed", "open", "prepared", "results"]
    assert Report.objects.filter(consultation__results_at__isnull=False).get().published_at


def test_the_open_consultation_has_remarks_of_every_kind_and_state(reader):
    now = timezone.now()
    consultation = announced().get(closes_at__gt=now)
    sent = list(consultation.submissions.all())
    assert {s.state(now) for s in sent} == {"accepted", "unconfirmed", "expired", "withdrawn"}
    assert {s.channel for s in sent} == {
        *["online", "email", "edor", "paper_desk", "post", "meeting"]
    }
    assert {s.who for s in sent} == {"organisation", "institution", "resident"}
    assert any(s.suspicion for s in sent)
    assert any(s.remarks.count() > 1 for s in sent)
    file = Attachment.objects.get(submission__consultation=consultation)
    assert file.file.read(5) == b"%PDF-"
    remarks = Remark.objects.accepted().filter(submission__consultation=consultation)
    assert remarks.filter(unit=None).exists()
    assert remarks.filter(moderations__isnull=False).exists()
    assert remarks.filter(notes__isnull=False).exists()
    assert remarks.filter(handling__isnull=False).exists()
    approvals = set(remarks.values_list("response__approval", flat=True))
    assert approvals == {None, "draft", "submitted", "returned", "approved"}
    assert consultation.followers.exclude(confirmed_at=None).count() == 3


def test_everybody_of_the_register_was_invited_to_the_open_consultation(reader):
    consultation = announced().get(closes_at__gt=timezone.now())
    assert not inviting.not_invited(consultation).exists()
    invitations = consultation.invitations.select_related("organisation")
    assert invitations.filter(mail=None).count() == 3
    assert invitations.filter(mail=None).exclude(organisation__e_delivery="").exists()
    assert invitations.exclude(mail=None).exclude(mail__state="sent").count() == 0
    assert invitations.exclude(bounced_at=None).count() == 1
    for invitation in invitations:
        assert consultation.announced_at < invitation.at < consultation.opens_at


def test_last_year_holds_every_outcome_and_what_did_not_count(reader):
    consultation = announced().get(results_at__isnull=False)
    now = timezone.now()
    remarks = Remark.objects.accepted().filter(submission__consultation=consultation)
    outcomes = {"accepted", "partly", "rejected", "explained", "out_of_scope", "not_examined"}
    assert set(remarks.values_list("response__outcome", flat=True)) == outcomes
    assert {s.state(now) for s in consultation.submissions.all()} == {
        *["answered", "expired", "withdrawn"]
    }
    letters = consultation.submissions.filter(channel="post")
    # One reached the office after the close, with a postmark of before it.
    assert sorted(letter.in_time for letter in letters) == [False, True]
    assert all(letter.received_at > consultation.closes_at for letter in letters)
    assert Moderation.objects.filter(remark__in=remarks).exists()
    page = consultation.pages.get(locale__language_code="pl")
    asked = range(1, reader.get(page.get_url()).context["page_obj"].paginator.num_pages + 1)
    html = "".join(read(reader, f"{page.get_url()}?strona={number}") for number in asked)
    assert "[…]" in html
    assert "spod czternastki" not in html


def test_the_prepared_consultation_lacks_its_order_only(reader):
    prepared = Consultation.objects.get(announced_at=None)
    now = timezone.now()
    checks = checking.check(prepared, now)
    assert checking.of_level(checks, checking.Level.ERROR) == []
    assert [c.name for c in checking.of_level(checks, checking.Level.WARNING)] == ["order"]


def test_what_was_not_announced_yet_opens_on_the_day_of_the_start(reader, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=40))
    load_again()
    prepared = Consultation.objects.get(announced_at=None)
    assert timezone.localdate(prepared.opens_at) == timezone.localdate()
    checks = checking.check(prepared, timezone.now())
    assert checking.of_level(checks, checking.Level.ERROR) == []


def test_a_start_at_another_port_gives_whole_addresses_with_it(reader, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8123"
    load_again()
    address = "http://127.0.0.1:8123/kontakt/"
    assert f'<link rel="canonical" href="{address}">' in read(reader, "/kontakt/")
    assert f"<loc>{address}</loc>" in read(reader, "/sitemap.xml")
    assert 'href="/kontakt/"' in read(reader, "/")


def test_a_second_start_keeps_what_was_entered(reader):
    page = StandardPage.objects.get(slug="kontakt")
    page.title = "Jak nas znaleźć"
    page.save_revision().publish()
    StandardPage.objects.get(slug="jak-zglosic-uwage").delete()
    settings = MunicipalitySettings.load()
    settings.email = "inny@lipowadolina.example"
    settings.save()
    before = Page.objects.count()
    load_again()
    assert Page.objects.count() == before
    assert "Jak nas znaleźć" in read(reader, "/kontakt/")
    assert "inny@lipowadolina.example" in read(reader, "/")


def test_a_start_after_the_close_extends_the_consultation(reader, time_machine):
    open_now = announced().get(closes_at__gt=timezone.now())
    time_machine.move_to(open_now.closes_at + timedelta(days=2))
    load_again()
    open_now.refresh_from_db()
    assert open_now.closes_at > timezone.now()
    assert open_now.extensions.count() == 1


def test_it_is_loaded_under_its_own_settings_only(db):
    with pytest.raises(CommandError, match="only under"):
        call_command("load_demo")
    assert not StandardPage.objects.exists()


@pytest.mark.parametrize(
    ("role", "own"),
    [
        ("redakcja", ["/", "/czlonkowie/", "/wydarzenia/", "/dokumenty/", "/program-wspolpracy/"]),
        ("moderacja", ["/program-wspolpracy/"]),
        ("koordynacja", ["/czlonkowie/", "/wydarzenia/"]),
        ("burmistrz", []),
    ],
)
def test_a_role_publishes_in_its_own_sections_in_every_language(demo_content, role, own):
    person = User.objects.get(username=role)
    pages = Page.objects.filter(locale__language_code="pl", depth__in=(2, 3))
    pages = {page.url: page for page in pages}
    for address in ("/", "/czlonkowie/", "/wydarzenia/", "/dokumenty/", "/program-wspolpracy/"):
        languages = pages[address].get_translations(inclusive=True)
        assert len(languages) == 3
        for page in languages:
            rights = page.permissions_for_user(person)
            assert (rights.can_edit(), rights.can_publish()) == (address in own,) * 2, page


def test_no_meeting_to_come_falls_on_a_holiday():
    first = date(2026, 1, 1)
    for ahead in range(3 * 365):
        day = first + timedelta(days=ahead)
        held = working_day(day)
        assert held.weekday() in (1, 2)
        assert (held.month, held.day) not in {(12, 24), (1, 1), (1, 6), (5, 3), (11, 11)}
        assert timedelta() <= held - day <= timedelta(days=14)
