"""What helps to read: search, deep links, dates, feed, the list of entries."""

import ast
import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from defusedxml import ElementTree
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Locale

import resources
from portal.append_only import lifted
from resources import searching
from resources.choices import Entry, Shown
from resources.models import Consultation, ConsultationPage, LedgerEntry
from resources.services import announcing, answering

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(client, url, **params):
    response = client.get(url, params)
    assert response.status_code == 200
    return response.content.decode()


class TestSearch:
    @pytest.mark.parametrize("typed", ["Organizacja", "ORGANIZ", "organizacja 7", "§ 2 ust. 1"])
    def test_provisions_are_listed_by_how_words_begin(
        self, client, consultation, programme_page, typed
    ):
        found = text_of(client, programme_page.url, szukaj=typed)
        assert '<li><a href="#par-2-ust-1">' in found

    def test_words_are_marked_in_place_without_accents(self, client, consultation, programme_page):
        found = text_of(client, programme_page.url, szukaj="ogloszenia")
        assert "<mark>ogłoszenia</mark>" in found
        assert found.count("<mark>") == 1

    def test_every_word_has_to_be_there(self, client, consultation, programme_page):
        found = text_of(client, programme_page.url, szukaj="organizacja ogłoszenia")
        assert "<mark>" not in found
        assert "nie ma" in found or "is not in this text" in found

    @pytest.mark.parametrize("typed", ['<b>"&', "(.*", "\\", "%", "<p>", "p", "x" * 5000])
    def test_what_is_typed_stays_words(self, client, consultation, programme_page, typed):
        found = text_of(client, programme_page.url, szukaj=typed)
        assert "<mark>" not in found
        assert '<b>"&' not in found

    def test_tags_and_entities_are_no_words(self):
        looked_for = searching.Search("amp strong")
        pattern = searching.re.compile("amp|strong")
        assert searching.mark("<p>a &amp; <strong>b</strong></p>", pattern) == (
            "<p>a &amp; <strong>b</strong></p>"
        )
        assert looked_for.words == ["amp", "strong"]

    @pytest.mark.parametrize(
        "text, marked",
        [
            ("Łódź", "<mark>Łódź</mark>"),
            ("Ło\u0301dz", "<mark>Ło\u0301dz</mark>"),
            ("w łodzi i Łodzi", "w <mark>łodz</mark>i i <mark>Łodz</mark>i"),
        ],
    )
    def test_the_letters_that_were_written_stay(self, text, marked):
        assert searching.mark(text, searching.re.compile("lodz")) == marked


class TestDeepLinks:
    def test_every_labelled_level_has_an_address(self, client, consultation, programme_page):
        found = text_of(client, programme_page.url)
        anchors = list(consultation.version.units.values_list("anchor", flat=True))
        assert len(anchors) == 8
        for anchor in anchors:
            assert found.count(f'id="{anchor}"') == 1

    def test_each_level_a_reader_sees_links_to_itself(self, client, consultation, programme_page):
        found = text_of(client, programme_page.url)
        for anchor in ("rozdzial-1", "par-1", "par-1-pkt-2", "par-1-pkt-2-lit-a", "par-2-ust-2"):
            assert f'<a href="#{anchor}">' in found


class TestRemarksBesideTheText:
    def test_a_remark_on_the_whole_paragraph_counts_beside_its_first_part(
        self, client, consultation, send, programme_page
    ):
        send(anchor="par-2")
        found = text_of(client, programme_page.url)
        assert "marker-1" in found

    def test_many_are_read_on_the_page_of_the_consultation(
        self, client, consultation, send, programme_page, monkeypatch
    ):
        monkeypatch.setattr("resources.reading.BESIDE_TEXT", 1)
        Consultation.objects.update(remarks_shown=Shown.AT_ONCE)
        send(body="Pierwsza uwaga.", anchor="par-2-ust-1")
        send(body="Druga uwaga.", anchor="par-2-ust-2")
        found = text_of(client, programme_page.url)
        assert "Pierwsza uwaga" not in found
        page = ConsultationPage.objects.get()
        assert f'href="{page.url}?zapis=par-2-ust-1#wyniki"' in found
        filtered = text_of(client, page.url, zapis="par-2-ust-1")
        assert "Pierwsza uwaga" in filtered
        assert "Druga uwaga" not in filtered
        assert "Druga uwaga" in text_of(client, page.url, zapis="nie-ma")

    def test_remarks_on_an_earlier_version_stand_where_an_editor_put_them(
        self, client, consultation, send, programme_page
    ):
        Consultation.objects.update(remarks_shown=Shown.AT_ONCE)
        send(body="Do zapisu, który się zmienił.", anchor="par-2-ust-1")
        send(body="Do zapisu, który znikł.", anchor="par-2-ust-2")
        chapters = programme_page.draft_outline()
        mapping = [("par-2-ust-1", "par-1", "changed"), ("par-2-ust-2", None, "removed")]
        announcing.revise(consultation, chapters, mapping, timezone.now())
        page = ConsultationPage.objects.get()
        asked = {anchor: text_of(client, page.url, zapis=anchor) for anchor in ("par-1", "par-2")}
        assert "który się zmienił" in asked["par-1"]
        assert "który znikł" not in asked["par-1"] + asked["par-2"]
        assert "który znikł" in text_of(client, page.url)
        assert 'href="#odpowiedzi-par-1"' in text_of(client, programme_page.url)

    def test_drafts_of_answers_are_not_counted_in_public(
        self, client, consultation, send, django_user_model
    ):
        Consultation.objects.update(remarks_shown=Shown.AT_ONCE)
        remark = send().remarks.get()
        clerk = django_user_model.objects.create(username="urzednik")
        answering.draft(remark, "rejected", "Nie, bo nie.", clerk, timezone.now())
        page = ConsultationPage.objects.get()
        assert "outcome" not in text_of(client, page.url)
        assert "Wydłużyć termin" in text_of(client, page.url, wynik="accepted")


class TestDates:
    def entries(self, client, consultation, language=""):
        response = client.get(f"{language}/uwagi/terminy/{consultation.pk}.ics")
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("text/calendar")
        events = Calendar.from_ical(response.content).walk("VEVENT")
        return {str(event["UID"]).split("-")[2].split("@")[0]: event for event in events}

    def test_until_30_november_is_the_whole_last_day_in_warsaw(self, client, consultation):
        Consultation.objects.update(
            opens_at=datetime(2026, 10, 20, 0, 0, tzinfo=WARSAW),
            closes_at=datetime(2026, 12, 1, 0, 0, tzinfo=WARSAW),
            answers_due=date(2026, 12, 11),
        )
        found = self.entries(client, consultation)
        assert {name: (e["DTSTART"].dt, e["DTEND"].dt) for name, e in found.items()} == {
            "opens": (date(2026, 10, 20), date(2026, 10, 21)),
            "closes": (date(2026, 11, 30), date(2026, 12, 1)),
            "answers": (date(2026, 12, 11), date(2026, 12, 12)),
        }

    def test_a_moment_stays_a_moment(self, client, consultation):
        closes = datetime(2027, 3, 28, 15, 0, tzinfo=WARSAW)
        Consultation.objects.update(closes_at=closes)
        entry = self.entries(client, consultation)["closes"]
        assert entry["DTSTART"].dt == closes
        # RFC 5545: an end has to be later than the beginning, so a moment has none.
        assert "DTEND" not in entry

    def test_it_names_the_consultation_as_its_page_does(self, client, consultation):
        page = consultation.pages.get()
        ukrainian = Locale.objects.get_or_create(language_code="uk")[0]
        translated = page.copy_for_translation(ukrainian, copy_parents=True)
        translated.title = "Консультації програми"
        translated.save_revision().publish()
        entry = self.entries(client, consultation, "/uk")["opens"]
        assert entry["SUMMARY"].endswith(": Консультації програми")
        entry = self.entries(client, consultation)["opens"]
        assert entry["SUMMARY"].endswith(f": {consultation.title}")

    def test_a_method_would_have_to_stand_in_the_type_too(self, client, consultation):
        response = client.get(f"/uwagi/terminy/{consultation.pk}.ics")
        assert "METHOD" not in Calendar.from_ical(response.content)
        assert "method" not in response.headers["Content-Type"]
        lines = response.content.split(b"\r\n")
        assert max(map(len, lines)) <= 75

    def test_an_extension_replaces_the_entry(self, client, consultation):
        before = self.entries(client, consultation)["closes"]
        later = consultation.closes_at + timedelta(days=7)
        announcing.extend(consultation, later, "Prosiły o to organizacje.", None, timezone.now())
        after = self.entries(client, consultation, "/en")["closes"]
        assert after["UID"] == before["UID"]
        assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
        assert after["DTSTART"].dt > before["DTSTART"].dt

    def test_nobody_is_told_of_a_consultation_in_preparation(self, client, consultation):
        Consultation.objects.update(announced_at=None)
        for path in ("terminy/{}.ics", "kanal/{}/", "formularz/{}.pdf", "rejestr/{}/"):
            assert client.get("/uwagi/" + path.format(consultation.pk)).status_code == 404


class TestFeed:
    def entries(self, client, consultation, language=""):
        response = client.get(f"{language}/uwagi/kanal/{consultation.pk}/")
        assert response.headers["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(response.content)
        return [
            (entry.find(f"{ATOM}id").text.rsplit(":", 1)[1], entry.find(f"{ATOM}title").text)
            for entry in feed.findall(f"{ATOM}entry")
        ]

    def test_each_act_is_told_once_it_has_happened(self, client, consultation, programme_page):
        closes, before = consultation.closes_at, consultation.opens_at - timedelta(days=2)
        Consultation.objects.update(announced_at=before)
        with time_machine.travel(consultation.opens_at - timedelta(minutes=1), tick=False) as clock:
            assert [name for name, _ in self.entries(client, consultation)] == ["announced"]
            clock.move_to(consultation.opens_at + timedelta(days=1))
            later = closes + timedelta(days=2)
            announcing.extend(consultation, later, "Dłuższy czas.", None, timezone.now())
            names = [name.split("-")[0] for name, _ in self.entries(client, consultation)]
            assert names == ["extended", "opened", "announced"]
            clock.move_to(later)
            assert self.entries(client, consultation)[0][0] == "closed"
            clock.move_to(later + timedelta(days=4))
            answering.publish_all(consultation, timezone.now())
            assert self.entries(client, consultation)[0][0] == "results"
            clock.move_to(later + timedelta(days=9))
            programme_page.state, programme_page.resolution_no = "adopted", "XII/90/2026"
            programme_page.resolution_date = timezone.localdate()
            programme_page.save_revision().publish()
            assert self.entries(client, consultation)[0] == (
                "adopted",
                "Rada uchwaliła Program współpracy na 2027 r.",
            )

    def test_it_is_valid_whatever_staff_wrote(self, client, consultation):
        later = consultation.closes_at + timedelta(days=2)
        reason = "Prośba <OSP> & KGW\x0bz 3 maja\ufffe"
        announcing.extend(consultation, later, reason, None, timezone.now())
        response = client.get(f"/uwagi/kanal/{consultation.pk}/")
        feed = ElementTree.fromstring(response.content)
        # RFC 4287: a feed names an author, and a summary of type html is escaped once more.
        assert feed.find(f"{ATOM}author/{ATOM}name").text
        assert (
            "Prośba &lt;OSP&gt; &amp; KGW z 3 maja" in feed.find(f"{ATOM}entry/{ATOM}summary").text
        )

    def test_it_speaks_the_language_of_its_address(self, client, consultation):
        polish = self.entries(client, consultation)
        english = self.entries(client, consultation, "/en")
        assert len(polish) == len(english) == 2
        assert english[0][1] == "The consultation is open"

    def test_no_private_word_gets_in(self, client, consultation, send):
        send(body="TAJNE SŁOWA", person="Tajna Osoba", email="tajna@poczta.example")
        body = client.get(f"/uwagi/kanal/{consultation.pk}/").content.decode()
        assert not any(word in body for word in ("TAJNE", "Tajna", "tajna@"))

    def test_the_page_names_it_to_readers_of_feeds(self, client, consultation, programme_page):
        link = 'type="application/atom+xml" title='
        for url in (programme_page.url, ConsultationPage.objects.get().url):
            assert link in text_of(client, url)
            assert f'href="/uwagi/kanal/{consultation.pk}/"' in text_of(client, url)


class TestRecord:
    def url(self, consultation):
        return f"/uwagi/rejestr/{consultation.pk}/"

    def test_every_entry_is_listed_with_its_hash(self, client, consultation, send):
        send()
        found = text_of(client, self.url(consultation))
        hashes = list(LedgerEntry.objects.values_list("hash", flat=True))
        assert len(hashes) == 3
        assert all(digest in found for digest in hashes)

    def test_the_receipt_is_found_or_not(self, client, consultation, send):
        entry = send().ledger.order_by("seq").last()
        typed = " ".join(entry.hash.upper()[i : i + 8] for i in range(0, 64, 8))
        answer = client.get(self.url(consultation), {"wpis": entry.seq, "skrot": typed})
        assert answer.context_data["answer"] == "found"
        for seq, digest in ((entry.seq - 1, entry.hash), (entry.seq, "0" * 64)):
            answer = client.get(self.url(consultation), {"wpis": seq, "skrot": digest})
            assert answer.context_data["answer"] == "absent"

    @pytest.mark.parametrize("spoilt", ['{"seq":1,"kind":"x"}', "[1]", "", "x"])
    def test_a_chain_that_was_changed_before_it_is_told(self, client, consultation, send, spoilt):
        entry = send().ledger.order_by("seq").last()
        with lifted():
            LedgerEntry.objects.filter(seq=1).update(payload=spoilt)
        typed = {"wpis": entry.seq, "skrot": entry.hash}
        answer = client.get(self.url(consultation), typed)
        assert answer.context_data["answer"] == "broken"

    @pytest.mark.parametrize(
        "typed",
        [
            {"wpis": "", "skrot": ""},
            {"wpis": "²", "skrot": "x"},
            {"wpis": "9" * 400, "skrot": "0" * 64},
            {"wpis": "1", "skrot": "0" * 63},
            {"skrot": "ż" * 64},
        ],
    )
    def test_what_cannot_be_is_said_and_kept(self, client, consultation, typed):
        answer = client.get(self.url(consultation), typed)
        assert answer.status_code == 200
        assert answer.context_data["answer"] == ""
        assert answer.context_data["form"].errors
        assert "error-summary" in answer.content.decode()

    def test_a_long_list_has_pages(self, client, consultation, send, monkeypatch):
        monkeypatch.setattr("resources.views.record.PER_PAGE", 2)
        send()
        assert "strona=2" in text_of(client, self.url(consultation))
        assert client.get(self.url(consultation), {"strona": "3"}).status_code == 404
        assert client.get(self.url(consultation), {"strona": "x"}).status_code == 404

    def test_the_file_holds_the_same(self, client, consultation, send):
        send()
        body = client.get(f"/uwagi/rejestr/{consultation.pk}.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(body)))[1:]
        stored = LedgerEntry.objects.order_by("seq").values_list("seq", "hash")
        assert [(int(row[0]), row[3]) for row in rows] == list(stored)

    def test_the_list_says_nothing_private(self, client, consultation, send):
        submission = send(body="TAJNE SŁOWA", person="Tajna Osoba", email="tajna@poczta.example")
        for url in (self.url(consultation), f"/uwagi/rejestr/{consultation.pk}.csv"):
            body = client.get(url).content.decode()
            assert not any(word in body for word in ("TAJNE", "Tajna", "tajna@"))
            assert submission.receipt not in body

    def test_every_kind_of_entry_has_words(self):
        """Reads the code: an act that writes an entry must have its word in the public list."""
        kinds = set()
        for path in Path(resources.__file__).parent.glob("**/*.py"):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and (node.func.attr, getattr(node.func.value, "id", "")) == ("append", "ledger")
                ):
                    kinds.add(node.args[1].value)
        assert {"announced", "submitted", "results"} <= kinds
        assert kinds <= set(Entry.values)

    @pytest.mark.parametrize("language", ["", "/en", "/uk"])
    def test_the_explanation_leads_to_each_consultation(self, client, consultation, language):
        found = text_of(client, f"{language}/uwagi/jak-sprawdzic/")
        assert f"{language}/uwagi/rejestr/{consultation.pk}/" in found
        assert "verify_consultation" in found
