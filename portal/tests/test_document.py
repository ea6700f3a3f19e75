"""Papers: whatever people send, both forms come out whole, the same each time."""

import io
from datetime import date

import pypdf
import pytest
from docx import Document as Docx
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import document, pdf
from portal.document import Document

DAY = date(2026, 10, 1)


def paper(*blocks, **more):
    return Document("Formularz", "Gmina Lipowa Dolina", DAY, [document.part(*blocks)], **more)


def words(made):
    """The words of a PDF in reading order, spaces made plain."""
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.split())


def everything(text):
    """One block of each kind that holds the text."""
    return [
        document.heading(text),
        document.paragraph(text),
        document.right(text),
        document.note(text),
        document.quote(text, text),
        document.bullets([text]),
        document.steps([text]),
        document.ticks([text]),
        document.facts([(text, text)]),
        document.table([text], [[text], [""]], tall=20),
    ]


def test_a_pdf_is_tagged_titled_and_in_its_language():
    made = pypdf.PdfReader(io.BytesIO(paper(document.paragraph("Zażółć")).pdf()))
    catalogue = made.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "pl"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata.title == "Formularz"
    assert "pdfuaid" in catalogue["/Metadata"].get_data().decode()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_same_content_makes_the_same_bytes(form):
    one, other = (getattr(paper(*everything("Uwaga w § 3")), form)() for _ in range(2))
    assert one == other


def test_the_foot_of_each_page_says_which_of_how_many():
    long = paper(*[document.paragraph("Słowo. " * 200)] * 8, edition="OR.525.1.2026").pdf()
    of = len(pypdf.PdfReader(io.BytesIO(long)).pages)
    assert of > 1
    assert all(f"strona {n} z {of}" in words(long) for n in range(1, of + 1))
    assert "OR.525.1.2026" in words(long)


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_any_text_compiles(text):
    paper(*everything(text)).pdf()


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_text_opens_in_word(text):
    made = paper(*everything(text)).docx()
    assert Docx(io.BytesIO(made)).paragraphs[0].text == "Formularz"


@pytest.mark.parametrize(
    "text, shown",
    [
        ("uśmiech 😀", "[U+1F600]"),
        ("汉", "[U+6C49]"),
        ("kod\u202etxet", "kod[U+202E]txet"),
        ("a\x00b\x07c", "abc"),
        ("Ґанок і їжак", "Ґанок і їжак"),
        ("#let x = 1 $a$ *b* @c", "#let x = 1 $a$ *b* @c"),
    ],
)
def test_what_the_fonts_lack_is_printed_by_its_number(text, shown):
    assert shown in words(paper(document.paragraph(text)).pdf())


def test_every_letter_that_counts_as_shown_is_in_the_fonts():
    """Fails when another edition of Typst or of the fonts shows less than we rely on."""
    letters = [chr(n) for n in range(0x20, 0x2600) if chr(n) in pdf.clean(chr(n))]
    paper(*map(document.paragraph, letters)).pdf()
    assert len(letters) > 2000


def test_a_remark_of_30000_characters_is_there_to_its_last_word():
    text = "Uwaga do zapisu. " * 1760 + "ostatnie"
    found = words(paper(document.table(["a", "b"], [["§ 1", text]])).pdf())
    assert found.count("zapisu.") == 1760
    assert "ostatnie" in found


def test_a_word_without_end_stays_on_the_page():
    made = paper(document.table(["a"], [["x" * 30_000]])).pdf()
    assert words(made).replace(" ", "").count("x" * 40) >= 700


def test_a_lying_part_turns_the_page_in_both_forms():
    parts = [
        document.part(document.paragraph("stoi")),
        document.part(document.table(["a"], [["leży"]]), landscape=True),
        document.part(document.paragraph("znów stoi")),
    ]
    turned = Document("Wykaz", "Gmina", DAY, parts)
    pages = pypdf.PdfReader(io.BytesIO(turned.pdf())).pages
    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True, False]
    sections = Docx(io.BytesIO(turned.docx())).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]


def test_the_head_of_a_table_is_repeated_in_word():
    made = Docx(io.BytesIO(paper(document.table(["Zapis", "Uwaga"], [["§ 1", ""]])).docx()))
    (table,) = made.tables
    assert "tblHeader" in table.rows[0]._tr.xml
    assert "tblHeader" not in table.rows[1]._tr.xml


def test_a_page_may_divide_a_tall_row_and_not_a_short_one():
    long, short = "Prosimy dopisać terminy i kwoty. " * 30, "Tak."
    table = document.table(["Nr", "Uwaga", "Stanowisko"], [["1", long, short], ["2", short, short]])
    (made,) = Docx(io.BytesIO(paper(table).docx())).tables
    kept = ["cantSplit" in row._tr.xml for row in made.rows]
    assert kept == [True, False, True]
