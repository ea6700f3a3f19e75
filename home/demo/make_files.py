"""Make the demo's document files from `content/documents.json`.

Each document becomes a tagged PDF (PDF/UA-1) and, where people fill it in, a DOCX too. The result
is committed, so a portal needs neither typst nor python-docx to show its demo. Run again after a
change of the text:  python -m home.demo.make_files
The same text gives the same bytes.
"""

import io
import json
import re
from datetime import datetime
from pathlib import Path

import typst
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt, RGBColor

from portal.docx import with_fixed_times

HERE = Path(__file__).parent
SOURCE = HERE / "content" / "documents.json"
TARGET = HERE / "files"

AUTHOR = "Partnerstwo Lipowej Doliny"
INK = RGBColor(0x17, 0x24, 0x1E)
FONT = "Calibri"
# Row height in millimetres that leaves room for handwriting.
WRITING_ROW = 10
SIGNING_ROW = 16

NO_BREAK = "\u00a0"
BINDS_TO_NEXT = re.compile(r"(?<![\w’])([aiouwzAIOUWZ]|§|ust\.|art\.|pkt|ul\.|nr|\d+) (?=\S)")


def bind(text):
    """Keep one-letter words, § and numbers on one line with what they belong to."""
    return BINDS_TO_NEXT.sub(rf"\1{NO_BREAK}", text)


def table(head, rows, widths=None, tall=0):
    """A table block; `tall` is the least row height in millimetres, 0 lets text decide."""
    return {
        "kind": "table",
        "head": [bind(cell) for cell in head],
        "rows": [[bind(cell) for cell in row] for row in rows],
        "widths": widths or [1] * len(head),
        "tall": tall,
    }


def expand(block):
    """Turn one block of the source, `{"p": "…"}`, into the form that both writers share."""
    ((kind, value),) = block.items()
    if kind == "table":
        rows = value.get("rows", []) + [[""] * len(value["head"])] * value.get("empty", 0)
        tall = value.get("tall", WRITING_ROW if any("" in row for row in rows) else 0)
        return table(value["head"], rows, value.get("widths"), tall)
    if kind == "fields":
        rows = [[label, ""] for label in value]
        return table(["Dane", "Prosimy wpisać"], rows, [2, 3], WRITING_ROW)
    if kind == "sign":
        head = ["Strona", "Imię, nazwisko, funkcja", "Data i podpis"]
        return table(head, [[party, "", ""] for party in value], [2, 3, 3], SIGNING_ROW)
    if kind in ("ul", "ol", "check"):
        return {"kind": kind, "items": [bind(item) for item in value]}
    return {"kind": kind, "text": bind(value)}


def load_documents():
    """Yield every document with its defaults filled in and its blocks expanded."""
    for entry in json.loads(SOURCE.read_text(encoding="utf-8"))["documents"]:
        yield {
            "lang": "pl",
            "page_word": "strona",
            "author": AUTHOR,
            "landscape": False,
            "text_size": 11,
            **entry,
            "title": bind(entry["title"]),
            "blocks": [expand(block) for block in entry["blocks"]],
        }


def pdf_bytes(document):
    """Typeset the document as PDF/UA-1."""
    return typst.compile(
        HERE / "document.typ",
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
    )


class DocxWriter:
    """Write one document with Word's own styles, so that screen readers and editors follow it."""

    def __init__(self, document):
        self.source = document
        self.docx = Document()
        self._set_properties()
        self._set_styles()
        self._set_page()

    def to_bytes(self):
        self.docx.add_paragraph(self.source["title"], style="Heading 1")
        for block in self.source["blocks"]:
            getattr(self, f"_add_{block['kind']}")(block)
        raw = io.BytesIO()
        self.docx.save(raw)
        return with_fixed_times(raw.getvalue())

    def _set_properties(self):
        made = datetime.fromisoformat(self.source["date"])
        properties = self.docx.core_properties
        properties.title = self.source["title"]
        properties.author = properties.last_modified_by = AUTHOR
        properties.language = "pl-PL"
        properties.comments = ""
        properties.created = properties.modified = made
        properties.revision = 1
        # The stock template carries a thumbnail of its own empty page.
        relations = self.docx.part.package.rels
        for key in [k for k, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
            del relations[key]

    def _set_styles(self):
        styles = self.docx.styles
        sizes = {"Normal": 11, "Heading 1": 22, "Heading 2": 14}
        for name, size in sizes.items():
            style = styles[name]
            style.font.name = FONT
            style.font.size = Pt(size)
            style.font.color.rgb = INK
            fonts = style.element.rPr.rFonts
            # A theme font would win over the name set above.
            for key in list(fonts.attrib):
                if key.endswith("Theme"):
                    del fonts.attrib[key]
        styles["Normal"].paragraph_format.space_after = Pt(8)
        styles["Heading 1"].paragraph_format.space_after = Pt(12)
        styles["Heading 2"].paragraph_format.space_before = Pt(16)
        styles["Heading 2"].paragraph_format.space_after = Pt(6)
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
        language = defaults.find(qn("w:rPr")).find(qn("w:lang"))
        language.set(qn("w:val"), "pl-PL")
        self.docx.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), "pl-PL")

    def _set_page(self):
        section = self.docx.sections[0]
        width, height = Mm(210), Mm(297)
        if self.source["landscape"]:
            section.orientation = WD_ORIENT.LANDSCAPE
            width, height = height, width
        section.page_width, section.page_height = width, height
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin = section.bottom_margin = Mm(24)
        section.header.paragraphs[0].text = AUTHOR
        footer = section.footer.paragraphs[0]
        footer.add_run(f"{self.source['edition']}, strona{NO_BREAK}")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
        footer._p.append(field)

    def _add_h(self, block):
        self.docx.add_paragraph(block["text"], style="Heading 2")

    def _add_p(self, block):
        self.docx.add_paragraph(block["text"])

    def _add_right(self, block):
        self.docx.add_paragraph(block["text"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _add_note(self, block):
        paragraph = self.docx.add_paragraph(block["text"])
        border = parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            '<w:left w:val="single" w:sz="20" w:space="8" w:color="9A1254"/></w:pBdr>'
        )
        paragraph._p.get_or_add_pPr().append(border)
        paragraph.paragraph_format.left_indent = Cm(0.4)

    def _add_ul(self, block):
        for item in block["items"]:
            self.docx.add_paragraph(item, style="List Bullet")

    def _add_ol(self, block):
        number = self._new_numbering()
        for item in block["items"]:
            paragraph = self.docx.add_paragraph(item, style="List Number")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def _new_numbering(self):
        """Start counting from 1: one style shared by all lists would go on counting."""
        numbering = self.docx.part.numbering_part.numbering_definitions._numbering
        style = self.docx.styles["List Number"].element
        base = numbering.num_having_numId(style.pPr.numPr.numId.val)
        fresh = numbering.add_num(base.abstractNumId.val)
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return fresh.numId

    def _add_check(self, block):
        for item in block["items"]:
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
            paragraph.add_run(f" {item}")

    def _add_table(self, block):
        grid = self.docx.add_table(rows=0, cols=len(block["head"]), style="Table Grid")
        section = self.docx.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        shares = [int(room * width / sum(block["widths"])) for width in block["widths"]]
        for place, cells in enumerate([block["head"], *block["rows"]]):
            row = grid.add_row()
            row_properties = row._tr.get_or_add_trPr()
            row_properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                row_properties.append(OxmlElement("w:tblHeader"))
            elif block["tall"]:
                row.height = Mm(block["tall"])
            for cell, text, share in zip(row.cells, cells, shares, strict=True):
                cell.width = share
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.add_run(text).bold = place == 0
        self.docx.add_paragraph().paragraph_format.space_after = Pt(2)


def main():
    TARGET.mkdir(exist_ok=True)
    wanted = set()
    for document in load_documents():
        for form in document["formats"]:
            made = pdf_bytes(document) if form == "pdf" else DocxWriter(document).to_bytes()
            path = TARGET / f"{document['file']}.{form}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(made)
            wanted.add(path)
            print(f"{path.name}: {len(made) / 1024:.0f} KB")
    made_before = {path for path in TARGET.rglob("[!.]*") if path.is_file()}
    for stale in made_before - wanted:
        stale.unlink()


if __name__ == "__main__":
    main()
