"""A paper as a list of blocks, from which both its PDF and its DOCX are made."""

from dataclasses import dataclass, field
from datetime import date

from portal import docx, pdf


def heading(text, level=2):
    """A heading below the paper's title: level 2 or 3."""
    return {"kind": "heading", "text": text, "level": level}


def paragraph(text):
    return {"kind": "paragraph", "text": text}


def right(text):
    """A line at the right edge: place and date."""
    return {"kind": "right", "text": text}


def note(text):
    """A sentence that nobody may miss, beside a bar."""
    return {"kind": "note", "text": text}


def quote(text, name=""):
    """Words of a text or of a person, told apart from those of the office; `name` says whose."""
    return {"kind": "quote", "text": text, "name": name}


def bullets(items):
    return {"kind": "bullets", "items": list(items)}


def steps(items):
    """A numbered list, each time from 1."""
    return {"kind": "steps", "items": list(items)}


def ticks(items):
    """Boxes to tick by hand, or by a click in the DOCX."""
    return {"kind": "ticks", "items": list(items)}


def facts(rows):
    """Names and values: `[("Case number", "OR.525.1.2026"), …]`."""
    return {"kind": "facts", "rows": [list(row) for row in rows]}


def table(head, rows, widths=None, tall=0):
    """A table whose head row is repeated on each page.

    `widths` are shares of the page; `tall` is the least height in millimetres of a row with an
    empty cell, so that there is room for handwriting.
    """
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths or [1] * len(head)),
        "tall": tall,
    }


def part(*blocks, landscape=False):
    """Blocks that share the page's orientation; another orientation begins a page."""
    return {"landscape": landscape, "blocks": list(blocks)}


@dataclass
class Document:
    """A paper of the municipality.

    `day` dates the files themselves, so that the same content always makes the same bytes;
    `edition` stands at the foot of each page (the case number, say).
    """

    title: str
    issuer: str
    day: date
    parts: list = field(default_factory=list)
    edition: str = ""
    lang: str = "pl"

    def pdf(self):
        data = {
            "issuer": self.issuer,
            "edition": self.edition,
            "date": self.day.isoformat(),
            "parts": self.parts,
        }
        return pdf.render("document.typ", data, title=self.title, lang=self.lang)

    def docx(self):
        paper = docx.Paper(
            self.title, issuer=self.issuer, day=self.day, edition=self.edition, lang=self.lang
        )
        for place, one in enumerate(self.parts):
            if place or one["landscape"]:
                paper.turn(one["landscape"])
            for block in one["blocks"]:
                paper.add(**block)
        return paper.to_bytes()
