"""The labelled levels of a legal text: from the editor's blocks to units with anchors."""

import re
from dataclasses import dataclass, field
from hashlib import sha256

from bs4 import BeautifulSoup
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html

from portal.text import fold, tie, tie_html
from resources.choices import UnitKind

ASSUMPTIONS = "Założenia"
_BLOCKS = ["h2", "h3", "h4", "p", "li"]
_POINT = re.compile(r"^(\d{1,3}[a-z]?)\)\s+(.*)$")
_LETTER = re.compile(r"^([a-z]{1,2})\)\s+(.*)$")
_SUBSECTION = re.compile(r"^(§\s*\S+)\s+ust\.\s*(\S+)$")


@dataclass
class Unit:
    """One labelled level: a chapter, §, ust., pkt or lit., with its own words and children."""

    kind: str
    label: str
    anchor: str
    heading: str = ""
    html: str = ""
    text: str = ""
    element: str = ""
    children: list["Unit"] = field(default_factory=list)
    pk: int | None = None

    @property
    def sign(self):
        """The last part of the label: "3" of "§ 1 pkt 3"."""
        return self.label.rsplit(" ", 1)[-1]

    @property
    def wording(self):
        """The words of this level with all levels below, as a reader would quote them."""
        return "\n".join(self._lines())

    def _lines(self):
        if self.text:
            is_item = self.kind in (UnitKind.POINT, UnitKind.LETTER)
            yield f"{self.sign}) {self.text}" if is_item else self.text
        for child in self.children:
            yield from child._lines()

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def digest(self):
        """sha256 of what the unit says: label, heading and own words."""
        parts = "\x1f".join([self.kind, self.label, self.heading, self.html, self.text])
        return sha256(parts.encode()).hexdigest()


def make_anchor(label):
    """ "§ 9 ust. 4" → "par-9-ust-4"; "Rozdział 2" → "rozdzial-2"."""
    words = fold(label).replace("§", "par ").replace(".", " ")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def parse_provision(label, text, element="", table_html="", table_text=""):
    """Splits one provision into its own words and its points and letters.

    A line "1) …" opens a point, "a) …" a letter below it; a later line that opens nothing
    continues the level it stands in.
    """
    anchor = make_anchor(label)
    kind = UnitKind.SUBSECTION if _SUBSECTION.match(label) else UnitKind.PARAGRAPH
    unit = Unit(kind, label, anchor, element=element)
    own, point, letter = [], None, None
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if match := _POINT.match(line):
            letter = None
            point = Unit(
                UnitKind.POINT,
                f"{label} pkt {match[1]}",
                f"{anchor}-pkt-{match[1]}",
                text=match[2],
                element=element,
            )
            unit.children.append(point)
        elif point and (match := _LETTER.match(line)):
            letter = Unit(
                UnitKind.LETTER,
                f"{point.label} lit. {match[1]}",
                f"{point.anchor}-lit-{match[1]}",
                text=match[2],
                element=element,
            )
            point.children.append(letter)
        elif letter:
            letter.text += f" {line}"
        elif point:
            point.text += f" {line}"
        else:
            own.append(line)
    unit.text = "\n".join(own + ([table_text] if table_text else []))
    unit.html = mark_safe(
        format_html_join("", "<p>{}</p>", ((tie(line),) for line in own)) + table_html
    )
    for item in unit.walk():
        if item is not unit:
            item.html = format_html("{}", tie(item.text))
    return unit


def read_blocks(stream):
    """The outline of a text written in `LegalTextBlock`: a list of chapters (or of
    provisions where the text has no chapters)."""
    top, chapter, paragraphs = [], None, {}
    blocks = list(stream)
    for index, block in enumerate(blocks):
        value = block.value
        if block.block_type == "chapter":
            chapter = Unit(
                UnitKind.CHAPTER,
                value["label"],
                make_anchor(value["label"]),
                heading=value["title"],
                element=value["element"] or "",
            )
            top.append(chapter)
        elif block.block_type == "provision":
            table_html = table_text = ""
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if following is not None and following.block_type == "table":
                table_html, table_text = _table(following.value)
            siblings = chapter.children if chapter else top
            element = value["element"] or (chapter.element if chapter else "")
            unit = parse_provision(value["label"], value["text"], element, table_html, table_text)
            if match := _SUBSECTION.match(value["label"]):
                parent = paragraphs.get(match[1])
                if parent is None:
                    parent = Unit(
                        UnitKind.PARAGRAPH, match[1], make_anchor(match[1]), element=element
                    )
                    paragraphs[match[1]] = parent
                    siblings.append(parent)
                parent.children.append(unit)
            else:
                siblings.append(unit)
    return top


def read_assumptions(html):
    """What is consulted before there is a text: an editor's rich text as the one provision."""
    words = BeautifulSoup(html, "html.parser")
    lines = (" ".join(block.get_text().split()) for block in words.find_all(_BLOCKS))
    text = "\n".join(filter(None, lines))
    if not text:
        return []
    html = mark_safe(tie_html(expand_db_html(html)))
    anchor = make_anchor(ASSUMPTIONS)
    return [Unit(UnitKind.PARAGRAPH, ASSUMPTIONS, anchor, html=html, text=text)]


def is_assumptions(roots):
    """Whether these are what `read_assumptions` gives, and not a text yet."""
    return [root.label for root in roots] == [ASSUMPTIONS]


def _table(value):
    caption, columns = value["caption"], [column["heading"] for column in value["table"].columns]
    rows = [[str(cell.value) for cell in row] for row in value["table"].rows]
    head = format_html_join("", '<th scope="col">{}</th>', ((c,) for c in columns))
    body = mark_safe(
        "".join(
            format_html(
                "<tr>{}</tr>",
                format_html_join(
                    "",
                    '<td data-label="{}"{}>{}</td>',
                    (
                        (
                            columns[i],
                            mark_safe(' class="number"') if _is_number(cell) else "",
                            tie(cell),
                        )
                        for i, cell in enumerate(row)
                    ),
                ),
            )
            for row in rows
        )
    )
    html = format_html(
        '<table class="table"><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        caption,
        head,
        body,
    )
    lines = [caption, " | ".join(columns), *(" | ".join(row) for row in rows)]
    return html, "\n".join(lines)


def _is_number(cell):
    return bool(re.fullmatch(r"[\d\s.,%]+(zł)?", cell.strip())) if cell.strip() else False


def from_rows(rows):
    """The same outline from the frozen rows of a version, in their order."""
    units, roots = {}, []
    for row in rows:
        unit = Unit(
            row.kind,
            row.label,
            row.anchor,
            row.heading,
            mark_safe(row.html),
            row.text,
            row.element,
            pk=row.pk,
        )
        units[row.pk] = unit
        siblings = units[row.parent_id].children if row.parent_id in units else roots
        siblings.append(unit)
    return roots


def find(roots, anchor):
    """The unit with this anchor, or None."""
    for root in roots:
        for unit in root.walk():
            if unit.anchor == anchor:
                return unit
    return None


def repeated_labels(roots):
    """Labels that stand in the text more than once: a remark on them would have two places."""
    seen, repeated = set(), []
    for unit in (unit for root in roots for unit in root.walk()):
        if unit.anchor in seen:
            repeated.append(unit.label)
        seen.add(unit.anchor)
    return repeated
