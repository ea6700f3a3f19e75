"""DOCX with Word's own styles, so that screen readers and editors follow it."""

import io
import re
import zipfile
from datetime import datetime, time

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

from portal.text import tie

INK = RGBColor(0x17, 0x24, 0x1E)
# On every office computer, and with every Polish and Ukrainian letter.
FONT = "Calibri"
SIZES = {"Normal": 11, "Title": 22, "Heading 1": 22, "Heading 2": 14, "Heading 3": 12}
LANGUAGES = {"pl": "pl-PL", "uk": "uk-UA", "en": "en-GB"}
PAGE_WORDS = {"pl": ("strona", "z"), "uk": ("сторінка", "з"), "en": ("page", "of")}
SHORT, LONG = Mm(210), Mm(297)
#: A usual letter's width in twentieths of a point, and the tallest row that no page divides.
LETTER, MOST_LINES_KEPT = 110, 12

# XML 1.0 knows no control characters, halves of letters or these two; a file with one of them
# would not open.
_NOT_IN_XML = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]")


def clean(text):
    """The text without what no document may hold; lines stay lines."""
    text = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(tie(line) for line in text.split("\n"))


class Paper:
    """One paper, written block by block; `portal/document.py` says what each kind is for."""

    def __init__(self, title, *, issuer, day, edition="", lang="pl"):
        self.docx = Document()
        self.lang = lang
        self._set_properties(clean(title), clean(issuer), day)
        self._set_styles()
        self._set_page(clean(issuer), clean(edition))
        self.heading(title, level=1)

    def to_bytes(self):
        raw = io.BytesIO()
        self.docx.save(raw)
        return with_fixed_times(raw.getvalue())

    def add(self, kind, **block):
        getattr(self, kind)(**block)

    def turn(self, landscape):
        """Begins a page, standing or lying."""
        section = self.docx.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        sides = (LONG, SHORT) if landscape else (SHORT, LONG)
        section.page_width, section.page_height = sides

    def heading(self, text, level=2):
        self.docx.add_paragraph(clean(text), style=f"Heading {level}")

    def paragraph(self, text):
        return self.docx.add_paragraph(clean(text))

    def right(self, text):
        self.paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def note(self, text):
        paragraph = self._with_bar("17241E")
        paragraph.add_run(clean(text)).bold = True

    def quote(self, text, name=""):
        if name:
            above = self.docx.add_paragraph()
            above.paragraph_format.keep_with_next = True
            above.add_run(clean(name)).font.size = Pt(9.5)
        self._with_bar("6F7D74").add_run(clean(text))

    def bullets(self, items):
        for item in items:
            self.docx.add_paragraph(clean(item), style="List Bullet")

    def steps(self, items):
        number = self._new_numbering()
        for item in items:
            paragraph = self.docx.add_paragraph(clean(item), style="List Number")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def ticks(self, items):
        for item in items:
            paragraph = self.docx.add_paragraph()
            paragraph._p.append(
                parse_xml(
                    f"<w:sdt {nsdecls('w')} "
                    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
                    '<w:sdtPr><w14:checkbox><w14:checked w14:val="0"/>'
                    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
                    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
                    "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>\u2610</w:t></w:r>"
                    "</w:sdtContent></w:sdt>"
                )
            )
            paragraph.add_run(f" {clean(item)}")

    def facts(self, rows):
        self._grid(rows, [1, 2.4], names=True)

    def table(self, head, rows, widths=None, tall=0):
        self._grid([head, *rows], widths or [1] * len(head), tall=tall, head=True)

    def _grid(self, rows, widths, tall=0, head=False, names=False):
        """A table written as XML at once: cell by cell, 5,000 rows would take minutes."""
        section = self.docx.sections[-1]
        room = section.page_width - section.left_margin - section.right_margin
        shares = [int(room * width / sum(widths) / 635) for width in widths]  # twentieths of a pt
        grid = self.docx.add_table(rows=0, cols=len(widths), style="Table Grid")
        grid.autofit = False
        for column, share in zip(grid._tbl.tblGrid.gridCol_lst, shares, strict=True):
            column.set(qn("w:w"), str(share))
        for place, cells in enumerate(rows):
            is_head = head and place == 0
            row = OxmlElement("w:tr")
            properties = OxmlElement("w:trPr")
            # A short row stays whole; a taller one would leave half a page empty, or not fit.
            if is_head or max(map(_lines, cells, shares)) <= MOST_LINES_KEPT:
                properties.append(OxmlElement("w:cantSplit"))
            if tall and not is_head and "" in cells:
                height = OxmlElement("w:trHeight")
                height.set(qn("w:val"), str(int(tall * 56.7)))
                properties.append(height)
            if is_head:
                properties.append(OxmlElement("w:tblHeader"))
            row.append(properties)
            for column, (text, share) in enumerate(zip(cells, shares, strict=True)):
                row.append(_cell(clean(text), share, bold=is_head or (names and column == 0)))
            grid._tbl.append(row)
        self.docx.add_paragraph().paragraph_format.space_after = Pt(2)

    def _with_bar(self, colour):
        paragraph = self.docx.add_paragraph()
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f"<w:pBdr {nsdecls('w')}>"
                f'<w:left w:val="single" w:sz="20" w:space="8" w:color="{colour}"/></w:pBdr>'
            )
        )
        paragraph.paragraph_format.left_indent = Cm(0.4)
        return paragraph

    def _new_numbering(self):
        """Starts counting from 1: one style shared by all lists would go on counting."""
        numbering = self.docx.part.numbering_part.numbering_definitions._numbering
        style = self.docx.styles["List Number"].element
        base = numbering.num_having_numId(style.pPr.numPr.numId.val)
        fresh = numbering.add_num(base.abstractNumId.val)
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return fresh.numId

    def _set_properties(self, title, issuer, day):
        properties = self.docx.core_properties
        properties.title = title[:255]
        properties.author = properties.last_modified_by = issuer[:255]
        properties.language = LANGUAGES.get(self.lang, self.lang)
        properties.comments = ""
        properties.created = properties.modified = datetime.combine(day, time())
        properties.revision = 1
        # The stock template carries a thumbnail of its own empty page.
        relations = self.docx.part.package.rels
        for key in [k for k, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
            del relations[key]

    def _set_styles(self):
        styles = self.docx.styles
        for name, size in SIZES.items():
            style = styles[name]
            style.font.name = FONT
            style.font.size = Pt(size)
            style.font.color.rgb = INK
            fonts = style.element.rPr.rFonts
            # A theme font would win over the name set above.
            for key in [key for key in fonts.attrib if key.endswith("Theme")]:
                del fonts.attrib[key]
        styles["Normal"].paragraph_format.space_after = Pt(6)
        styles["Heading 1"].paragraph_format.space_after = Pt(12)
        for name in ("Heading 2", "Heading 3"):
            styles[name].paragraph_format.space_before = Pt(14)
            styles[name].paragraph_format.space_after = Pt(6)
        code = LANGUAGES.get(self.lang, self.lang)
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
        defaults.find(qn("w:rPr")).find(qn("w:lang")).set(qn("w:val"), code)
        self.docx.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), code)

    def _set_page(self, issuer, edition):
        section = self.docx.sections[0]
        section.page_width, section.page_height = SHORT, LONG
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(24)
        section.header.paragraphs[0].text = issuer
        footer = section.footer.paragraphs[0]
        page, of = PAGE_WORDS.get(self.lang, PAGE_WORDS["en"])
        footer.add_run(f"{edition}, {page}\u00a0" if edition else f"{page}\u00a0")
        for instruction, word in (("PAGE", f" {of}\u00a0"), ("NUMPAGES", "")):
            number = OxmlElement("w:fldSimple")
            number.set(qn("w:instr"), instruction)
            number.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
            footer._p.append(number)
            footer.add_run(word)


def _lines(text, width):
    """About how many lines a text takes in a cell of so many twentieths of a point."""
    return sum(1 + len(line) * LETTER // width for line in text.split("\n"))


def _cell(text, width, bold):
    """One cell; a long text is one paragraph with line breaks."""
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    size = OxmlElement("w:tcW")
    size.set(qn("w:w"), str(width))
    size.set(qn("w:type"), "dxa")
    properties.append(size)
    cell.append(properties)
    paragraph = OxmlElement("w:p")
    paragraph.get_or_add_pPr().get_or_add_spacing().set(qn("w:after"), "40")
    run = paragraph.add_r()
    if bold:
        run.get_or_add_rPr().append(OxmlElement("w:b"))
    run.text = text
    cell.append(paragraph)
    return cell


def with_fixed_times(archive):
    """Repacks a ZIP with one date for all members: nothing but content changes its bytes."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()
