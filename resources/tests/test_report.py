"""The report in all its forms: one structure, frozen with its hash."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256

import docx
import openpyxl
import pypdf
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.models import OutgoingMail
from portal.signals import tick
from resources import reporting
from resources.choices import Outcome
from resources.models import Consultation, Report
from resources.reporting import cells, paper, structure, xlsx
from resources.services import answering, ledger, moderating
from resources.services import reporting as service
from resources.services.verify import verify
from resources.tests.people import ORGANISATION, answer_all


@pytest.fixture
def content(consultation, send, results):
    """The content of a report on three remarks, one of an organisation and one hostile."""
    send()
    send(**ORGANISATION, body="=1+1\nWydłużyć \x01\x07termin.")
    send(body="Ż" * 30_000, anchor="")
    send(confirm=False)
    return service.content_of(service.make(consultation, None, results()))


def test_it_is_refused_until_the_answers_are_published(consultation, send):
    send()
    with pytest.raises(ValidationError):
        service.make(consultation, None, timezone.now())
    assert not Report.objects.exists()
    assert service.preview(consultation, timezone.now())["counts"]["remarks"] == 1


def test_it_counts_everything_that_came(content):
    counts = content["counts"]
    assert (counts["submissions"], counts["remarks"], counts["unconfirmed"]) == (3, 3, 1)
    assert counts["by_who"] == {"organisation": 1, "resident": 2}
    assert counts["by_channel"] == {"online": 3}
    assert counts["by_outcome"] == {"accepted": 3}
    assert sum(counts["by_outcome"].values()) + counts["unanswered"] == counts["remarks"]


def test_no_form_holds_a_person(content):
    for form in reporting.FORMS:
        data = reporting.render(form, content)
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(name) for name in archive.namelist())
        elif form.endswith("pdf"):
            pages = pypdf.PdfReader(io.BytesIO(data)).pages
            data = "\n".join(page.extract_text() for page in pages).encode()
        assert b"Tajna" not in data, form
        assert b"poczta.example" not in data, form


def test_zero_remarks_is_a_whole_report(consultation, results):
    report = service.make(consultation, None, results())
    content = service.content_of(report)
    assert content["counts"]["remarks"] == 0
    assert len(content["summary"]) >= 3
    for form in reporting.FORMS:
        assert len(reporting.render(form, content)) > 100, form
    html = reporting.render("html", content).decode()
    assert html.count("<table>") >= 3


def test_the_sentences_for_the_programme(consultation, send):
    """Word for word, with one remark left without an answer: the numbers add up to all."""
    send(), send()
    answer_all(consultation)
    remark = send(**ORGANISATION).remarks.get()
    response = answering.draft(remark, "rejected", "Nie ma pieniędzy.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    answering.approve([response], None, timezone.now())
    send(body="Zupełnie inna sprawa.")
    answering.publish_all(consultation, consultation.results_from, override="nadawca zmarł")
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_at=datetime(2026, 10, 20, tzinfo=UTC),
        closes_at=datetime(2026, 11, 9, 23, tzinfo=UTC),
        channels="Formularz na portalu, pocztą.",
        bip_url="https://bip.lipowadolina.example/1",
        order_no="5/2026",
        order_date=date(2026, 10, 12),
        has_council=True,
        council_delivered_on=date(2026, 10, 13),
        council_opinion_on=date(2026, 10, 21),
    )
    consultation.refresh_from_db()
    content = service.preview(consultation, timezone.now())
    assert [sentence.replace("\u00a0", " ") for sentence in content["summary"]] == [
        "Projekt dokumentu „Program na 2027 rok” konsultowano od 20 października 2026 r. do "
        "9 listopada 2026 r. Podstawa: Uchwała nr 1/2020; zarządzenie nr 5/2026 "
        "z 12 października 2026 r.",
        "Udział mogły wziąć organizacje pozarządowe i inne podmioty działające w gminie, a także "
        "jej mieszkańcy.",
        "W ogłoszeniu podano takie sposoby zgłaszania uwag: „Formularz na portalu, pocztą”.",
        "Ogłoszenie opublikowano w Biuletynie Informacji Publicznej "
        "(https://bip.lipowadolina.example/1).",
        "Konsultacje mają stronę na portalu gminy "
        f"({settings.WAGTAILADMIN_BASE_URL}/program-wspolpracy/2027/konsultacje/).",
        "Wpłynęły 4 zgłoszenia. Łącznie zgłoszono 4 uwagi.",
        "Sposób rozpatrzenia uwag: uwzględniona – 2, nieuwzględniona – 1, bez odpowiedzi – 1.",
        "Część uwag nie ma odpowiedzi. Powód: nadawca zmarł.",
        "Rada Działalności Pożytku Publicznego otrzymała projekt 13 października 2026 r. i wydała "
        "opinię 21 października 2026 r.",
    ]
    named = re.findall(r" – (\d+)", " ".join(content["summary"]))
    assert sum(map(int, named)) == content["counts"]["remarks"] == 4


def test_a_reason_for_missing_answers_goes_once_all_are_answered(consultation, send):
    send()
    now = consultation.results_from
    answering.publish_all(consultation, now, override="nadawca zmarł")
    html = reporting.fragment(service.preview(consultation, now))
    assert "nadawca zmarł" in html and "bez odpowiedzi – 1" in html
    answer_all(consultation)
    answering.publish_all(consultation, now)
    consultation.refresh_from_db()
    content = service.preview(consultation, now)
    assert "nadawca zmarł" not in " ".join(content["summary"]) + reporting.fragment(content)


def test_published_it_is_frozen_with_its_hash_in_the_ledger(consultation, send, results):
    send()
    now = results()
    report = service.make(consultation, None, now)
    service.publish(report, now)
    entry = consultation.ledger.order_by("seq").last()
    assert json.loads(entry.payload)["sha256"] == report.sha256
    assert sha256(report.content.encode()).hexdigest() == report.sha256
    for sql in (
        "UPDATE portal_resources_report SET content = '{}'",
        "DELETE FROM portal_resources_report",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(ValidationError):
        service.publish(report, now)
    assert verify(consultation) == []


def test_its_files_enter_the_ledger_whenever_they_are_made(consultation, results, monkeypatch):
    now = results()
    report = service.make(consultation, None, now)
    with monkeypatch.context() as patch:
        patch.setitem(reporting.FORMS, "csv", reporting.FORMS["csv"]._replace(make=_broken))
        service.make_files(report)
    before = report.files.count()
    assert 0 < before < len(reporting.FORMS)
    assert verify(consultation) == []  # not published, nothing is recorded of it
    service.publish(report, now)
    service.again(report)
    service.make_files(report)
    service.make_files(report)
    entries = [json.loads(entry.payload) for entry in consultation.ledger.order_by("seq")]
    late = [entry for entry in entries if entry["kind"] == "report_file"]
    assert len(late) == len(reporting.FORMS) - before
    assert verify(consultation) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        report.files.update(size=1)
    file = report.files.first()
    file.delete()
    assert len(verify(consultation)) == 1


def test_a_report_that_the_record_has_left_behind_is_not_published(consultation, results):
    now = results()
    report = service.make(consultation, None, now)
    ledger.append(ledger.lock(consultation), "authority", now, submission=None)
    with pytest.raises(ValidationError):
        service.publish(report, now)
    service.make(consultation, None, now)
    assert Report.objects.count() == 1


def test_a_report_that_says_what_is_no_longer_so_is_not_published(consultation, results):
    """Facts of the case stand outside the ledger: the office may correct them at any time."""
    now = results()
    report = service.make(consultation, None, now)
    bip = "https://bip.lipowadolina.example/konsultacje"
    Consultation.objects.filter(pk=consultation.pk).update(bip_url=bip)
    with pytest.raises(ValidationError, match="zmieniły się"):
        service.publish(report, now)
    assert service.current(consultation) is None
    service.publish(service.make(consultation, None, now), now)
    assert bip in service.current(consultation).content


def test_a_report_that_was_made_anew_meanwhile_is_not_published(consultation, results):
    now = results()
    first = service.make(consultation, None, now)
    service.make(consultation, None, now + timedelta(minutes=1))
    with pytest.raises(ValidationError, match="przygotowano od nowa"):
        service.publish(first, now)
    assert service.current(consultation) is None


def test_every_file_comes_in_the_background(
    consultation, send, results, django_capture_on_commit_callbacks
):
    send()
    report = service.make(consultation, None, results())
    service.make_files(report)
    report.refresh_from_db()
    assert (report.progress, report.error) == (100, "")
    assert {file.format for file in report.files.all()} == set(reporting.FORMS)
    for file in report.files.all():
        assert sha256(file.file.read()).hexdigest() == file.sha256
    with django_capture_on_commit_callbacks(execute=True):
        service.drop_drafts(consultation)
    assert not file.file.storage.exists(file.file.name)


def test_files_lost_half_way_are_taken_up_again(consultation, results, monkeypatch):
    report = service.make(consultation, None, results())
    now = timezone.now()
    Report.objects.filter(pk=report.pk).update(progress=20, lease_until=now + timedelta(minutes=1))
    service.make_files(report)
    assert not report.files.exists()  # somebody has them in hand
    Report.objects.filter(pk=report.pk).update(lease_until=now - timedelta(seconds=1))
    monkeypatch.setitem(reporting.FORMS, "pdf", reporting.FORMS["pdf"]._replace(make=_broken))
    service.make_files(report)
    report.refresh_from_db()
    assert "Nie dziś" in report.error
    monkeypatch.undo()
    service.again(report)
    service.make_files(report)
    report.refresh_from_db()
    assert (report.progress, report.error) == (100, "")


def _broken(content):
    raise RuntimeError("Nie dziś")


def test_the_same_content_makes_the_same_bytes(content):
    for form in reporting.FORMS:
        assert reporting.render(form, content) == reporting.render(form, content), form


class TestSpreadsheets:
    TEXTS = [
        "=1+1",
        "+48 600",
        "-5 %",
        "@SUMA(A1)",
        "\tz tabulatorem",
        'a;b"c\r\nd',
        "\x01\x02 sterujące \x7f",
        "_x0041_ dosłownie",
    ]

    def rows(self, consultation, send, results):
        for text in self.TEXTS:
            send(body=text)
        content = service.content_of(service.make(consultation, None, results()))
        return content, [remark["body"] for remark in content["remarks"]]

    def test_xlsx_holds_text(self, consultation, send, results):
        content, bodies = self.rows(consultation, send, results)
        book = openpyxl.load_workbook(io.BytesIO(reporting.render("xlsx", content)))
        held = [row[4] for row in book.worksheets[0].iter_rows(min_row=2)]
        texts = [cell.value.replace("_x005F_", "_") for cell in held]  # as Excel reads them
        assert texts == [cells.visible(body) for body in bodies]
        assert {cell.data_type for cell in held} == {"s"}
        assert all(cell.quotePrefix for cell in held if cell.value[0] in "=+-@\t")

    def test_csv_holds_text(self, consultation, send, results):
        content, bodies = self.rows(consultation, send, results)
        data = reporting.render("csv", content)
        assert data.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
        held = [row[4] for row in rows[1:]]
        assert [text.removeprefix("'") for text in held] == [cells.visible(b) for b in bodies]
        assert not any(text.startswith(cells.FORMULA_STARTS) for text in held)
        assert {len(row) for row in rows} == {14}

    @pytest.mark.parametrize(
        ("typed", "held"),
        [
            ("=1+1", "'=1+1"),
            ("+48 600 100 200", "'+48 600 100 200"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\t=1+1", "'\t=1+1"),
            ("zwykły tekst", "zwykły tekst"),
        ],
    )
    def test_no_column_that_people_type_holds_a_formula(self, content, typed, held):
        remark = content["remarks"][0]
        typed_in = {"quote", "body", "proposed", "justification", "by", "answer"}
        remark.update(dict.fromkeys(typed_in, typed), supporters=[typed])
        [_heads, row, *_rest] = csv.reader(
            io.StringIO(reporting.render("csv", content).decode("utf-8-sig"), newline=""),
            delimiter=";",
        )
        assert [row[place] for place in (3, 4, 5, 6, 7, 8, 13)] == [held] * 7
        sheet = openpyxl.load_workbook(io.BytesIO(reporting.render("xlsx", content))).worksheets[0]
        for place in (4, 5, 6, 7, 8, 9, 14):
            cell = sheet.cell(2, place)
            assert (cell.value, cell.data_type) == (held.removeprefix("'"), "s")
            assert cell.quotePrefix == held.startswith("'")

    @pytest.mark.parametrize("text", ["Ż" * 30_000, "😀" * 30_000, "_x0041_" * 6_000])
    def test_a_long_text_goes_on_in_the_next_row_and_loses_nothing(self, text):
        lines = list(xlsx.lines([7, text]))
        assert {line[0] for line in lines} == {7}
        pieces = [line[1] for line in lines]
        assert max(len(piece.encode("utf-16-le")) // 2 for piece in pieces) <= xlsx.CELL_LIMIT
        assert "".join(pieces).replace("_x005F_", "_") == text

    def test_signs_that_no_file_may_hold_are_shown(self):
        assert cells.visible("a\x00b\x1f\x7f\ud800") == "a␀b␟␡�"


def test_csv_and_xlsx_survive_thirty_thousand_letters(content):
    book = openpyxl.load_workbook(io.BytesIO(reporting.render("xlsx", content)))
    assert book.worksheets[0]["E4"].value == "Ż" * 30_000
    assert "Ż" * 30_000 in reporting.render("csv", content).decode()


@pytest.mark.parametrize("form", ["pdf", "summary_pdf"])
def test_pdf_is_tagged(content, form):
    document = pypdf.PdfReader(io.BytesIO(reporting.render(form, content)))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("pl")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata.title
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    tags = list(_tags(root["/StructTreeRoot"]))
    assert {"/Table", "/TH", "/H1"} <= set(tags) if form == "pdf" else "/H1" in tags


def _tags(node):
    node = node.get_object()
    if "/S" in node:
        yield node["/S"]
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        if not isinstance(child, int) and hasattr(child.get_object(), "get"):
            yield from _tags(child)


def test_docx_has_the_table_across_with_its_head_on_each_page_and_room_to_sign(content):
    document = docx.Document(io.BytesIO(reporting.render("docx", content)))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned == [False, True, False]
    table = next(t for t in document.tables if len(t.columns) == 7)
    assert len(table.rows) == 4
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    assert "§ 2 ust. 1" in table.cell(1, 1).text.replace("\u00a0", " ")
    assert document.tables[-1].cell(1, 2).text == ""


def test_html_for_the_bip_is_bare_structure(content):
    html = reporting.render("html", content).decode()
    assert not re.search(r"<[^>]+\s(class|style|id|on\w+)=", html)
    assert "<script" not in html
    assert html.count("<h1>") == 1
    assert 'lang="pl"' in html


def test_the_summary_for_the_council_stays_on_one_page(consultation, send, results):
    consultation.has_council = True
    consultation.council_delivered_on = consultation.last_day
    consultation.council_opinion_on = consultation.last_day
    consultation.council_opinion = "Rada popiera projekt. " * 60
    consultation.save()
    for _ in range(9):
        send(body="Długa uwaga. " * 200)
    now = results(outcome="rejected", reason="Długi powód. " * 200)
    content = service.content_of(service.make(consultation, None, now))
    change = {
        "change": "changed",
        "old": "§ 2 ust. 1",
        "new": "§ 2 ust. 1",
        "old_text": "Było tak. " * 100,
        "new_text": "Jest inaczej. " * 100,
    }
    content["versions"][0]["changes"] = [change] * 9
    content["last_year"] = {
        "year": 2026,
        **dict.fromkeys(("changed", "new", "gone"), ["§ 112 ust. 10"] * 40),
        **dict.fromkeys(("funds_then", "funds_now"), "Na program przeznacza się dużo. " * 20),
    }
    document = pypdf.PdfReader(io.BytesIO(reporting.render("summary_pdf", content)))
    assert len(document.pages) == 1


def test_a_summary_of_one_rejected_remark_has_room_for_its_reason(send, results, consultation):
    send(body="Prosimy o czwartą osobę w komisji. " * 20)
    reason = "Komisja ma liczyć trzy osoby, żeby mogła zebrać się w ciągu tygodnia. " * 20
    now = results(outcome="rejected", reason=reason)
    content = service.content_of(service.make(consultation, None, now))
    document = pypdf.PdfReader(io.BytesIO(reporting.render("summary_pdf", content)))
    text = " ".join(document.pages[0].extract_text().replace("\u00a0", " ").split())
    assert text.count("żeby mogła zebrać się w ciągu tygodnia") >= 3
    assert re.search(
        r"(?:^| )(?:Komisja|ma|liczyć|trzy|osoby|żeby|mogła|zebrać|się|w|ciągu)…", text
    )


def test_a_hidden_remark_keeps_its_place_in_the_table(consultation, send, results):
    from resources.models import Moderation

    remark = send(body="Obraźliwe słowa.").remarks.get()
    moderation = Moderation.objects.create(
        remark=remark, hidden=True, reason="insult", at=timezone.now()
    )
    ledger.append(ledger.lock(consultation), "moderated", timezone.now(), [moderation])
    content = service.content_of(service.make(consultation, None, results()))
    assert content["counts"]["hidden"] == 1
    assert "Obraźliwe" not in ledger.canonical(content)
    assert [remark["number"] for remark in content["remarks"]] == [1]


def test_a_new_report_takes_the_place_of_one_that_must_lose_words(
    consultation, send, results, django_capture_on_commit_callbacks
):
    send()
    now = results()
    first = service.make(consultation, None, now)
    service.publish(first, now)
    service.make_files(first)
    [file] = first.files.filter(format="pdf")
    with django_capture_on_commit_callbacks(execute=True):
        second = service.renew(consultation, None, now)
    first.refresh_from_db()
    assert (first.content, first.erased_at, second.number) == ("", now, 2)
    assert service.current(consultation) == second
    assert not file.file.storage.exists(file.file.name)
    assert verify(consultation) == []


def stored_files(report):
    """Names of the files that the storage holds for a report, also of earlier tests."""
    storage, folder = storages["private"], f"reports/{report.pk}"
    return set(storage.listdir(folder)[1]) if storage.exists(folder) else set()


@pytest.mark.parametrize("act", ["renew", "drop_drafts"])
def test_a_file_that_was_being_made_when_its_words_went_is_not_kept(
    consultation, results, monkeypatch, django_capture_on_commit_callbacks, act
):
    now = results()
    report = service.make(consultation, None, now)
    if act == "renew":
        service.publish(report, now)
        goes = partial(service.renew, consultation, None, now)
    else:
        goes = partial(service.drop_drafts, consultation)
    before, docx_form = stored_files(report), reporting.FORMS["docx"]

    def made_too_late(content):
        data = docx_form.make(content)
        goes()
        return data

    monkeypatch.setitem(reporting.FORMS, "docx", docx_form._replace(make=made_too_late))
    with django_capture_on_commit_callbacks(execute=True):
        service.make_files(report)
    assert stored_files(report) == before
    assert not report.files.exists()
    assert not Report.objects.exclude(error="").exists()


def test_an_erased_report_is_not_taken_up_again(consultation, results):
    now = results()
    report = service.make(consultation, None, now)
    service.publish(report, now)
    service.renew(consultation, None, now)
    tick.send(sender=None, now=timezone.now())
    report.refresh_from_db()
    assert (report.content, report.error, list(report.files.all())) == ("", "", [])


def test_words_redacted_later_leave_the_public_report_too(consultation, send, results):
    remark = send(body="Pani Zofia z biura zwleka.").remarks.get()
    now = results()
    first = service.make(consultation, None, now)
    service.publish(first, now)
    moderating.redact(remark, {"body": "[…] zwleka."}, "personal_data", None, now)
    first.refresh_from_db()
    assert first.content == ""
    assert "Zofia" not in service.current(consultation).content
    assert verify(consultation) == []


def test_the_structure_is_the_same_after_json(content):
    assert json.loads(structure.canonical(content)) == content
    assert not OutgoingMail.objects.filter(body__contains="%(").exists()


def test_outcomes_stand_in_the_order_of_the_office_also_after_json():
    kept = json.loads(ledger.canonical({"accepted": 1, "partly": 2, "rejected": 3, "explained": 4}))
    names = [part.partition(":")[0] for part in paper.shares(Outcome, kept).split(", ")]
    assert names == [o.label for o in Outcome if o.value in kept]


def test_the_clock_makes_what_the_queue_lost(consultation, results):
    report = service.make(consultation, None, results())
    tick.send(sender=None, now=timezone.now())
    report.refresh_from_db()
    assert report.is_done
