"""The report as a workbook: the remarks, and the facts and numbers."""

import io
import re
import zipfile
from datetime import datetime

from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from resources.reporting import cells, paper

#: What one cell holds, in halves of letters as UTF-16 counts them.
CELL_LIMIT = 32_767
#: The highest row, in points, that a workbook allows.
HIGHEST = 409
_WIDTHS = [5, 9, 14, 30, 36, 30, 28, 18, 14, 11, 11, 9, 14, 36]
# A workbook writes a letter by its number as "_x0041_"; who typed that means the signs.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SIGNS = re.compile(r"_x005F_|.", re.DOTALL)
_TOP = Alignment(wrap_text=True, vertical="top")


def workbook(content):
    book = Workbook()
    book.remove(book.active)
    made_at = datetime.fromisoformat(content["made_at"])
    book.properties.title = paper.title(content)[:255]
    book.properties.creator = book.properties.lastModifiedBy = content["issuer"]
    book.properties.created = made_at.replace(tzinfo=None)
    _remarks(book, content)
    _facts(book, content)
    raw = io.BytesIO()
    book.save(raw)
    return _fixed(raw.getvalue())


def _remarks(book, content):
    sheet = book.create_sheet(pgettext("report", "Remarks"))
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.append([_cell(sheet, head, bold=True) for head in cells.heads()])
    sheet.row_dimensions[1].height = 32
    rows = [line for remark in content["remarks"] for line in lines(cells.row(remark))]
    for place, line in enumerate(rows, start=2):
        sheet.append([_cell(sheet, value) for value in line])
        sheet.row_dimensions[place].height = _height(line)
    sheet.auto_filter.ref = sheet.dimensions


def _height(line):
    """About as high as the row's text; not every spreadsheet finds that by itself."""
    rows = (
        sum(1 + len(paragraph) // width for paragraph in str(value).split("\n"))
        for value, width in zip(line, _WIDTHS, strict=True)
    )
    return min(15 * max(rows), HIGHEST)


def _facts(book, content):
    sheet = book.create_sheet(pgettext("report", "Facts and numbers"))
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 90
    for name, value in [*paper.basis(content), *paper.numbers(content), *paper.proof(content)]:
        for line in lines([name, value]):
            sheet.append([_cell(sheet, line[0], bold=True), _cell(sheet, line[1])])


def lines(values):
    """The row, and below it rows that go on where a text is longer than one cell holds."""
    pieces = [_pieces(value) if isinstance(value, str) else [value] for value in values]
    for place in range(max(map(len, pieces))):
        yield [
            piece[place] if place < len(piece) else "" if isinstance(value, str) else value
            for piece, value in zip(pieces, values, strict=True)
        ]


def _pieces(text):
    text = _LOOKS_ESCAPED.sub("_x005F_", cells.visible(text))
    if _length(text) <= CELL_LIMIT:
        return [text]
    pieces, piece, room = [], [], CELL_LIMIT
    for sign in _SIGNS.findall(text):
        if _length(sign) > room:
            pieces.append("".join(piece))
            piece, room = [], CELL_LIMIT
        piece.append(sign)
        room -= _length(sign)
    return [*pieces, "".join(piece)]


def _length(text):
    return len(text.encode("utf-16-le")) // 2


def _cell(sheet, value, bold=False):
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # "=1+1" would become a formula
        cell.quotePrefix = value.startswith(cells.FORMULA_STARTS)  # also once it is edited
    cell.alignment = _TOP
    if bold:
        cell.font = Font(bold=True)
    return cell


def _fixed(archive):
    """Repacks the workbook without the moment of its making: nothing but content is in it."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", part)
            member = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, part)
    return packed.getvalue()
