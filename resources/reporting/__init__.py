"""The report of a consultation: one structure and the forms in which it is handed out."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from resources.reporting import bip_html, csv, paper, structure, summary, xlsx

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(NamedTuple):
    """One kind of file: how its bytes are made, the ending of its name, what it is for."""

    make: Callable
    ending: str
    content_type: str
    label: str


def _json(content):
    return structure.canonical(content).encode()


#: Every form as a file, in the order in which they are offered.
FORMS = {
    "pdf": Form(paper.pdf, "pdf", "application/pdf", _("The whole report, to read and print")),
    "docx": Form(paper.docx, "docx", _DOCX, _("The whole report, with a place for signatures")),
    "summary_pdf": Form(summary.pdf, "pdf", "application/pdf", _("One page for the council")),
    "summary_docx": Form(summary.docx, "docx", _DOCX, _("One page for the council")),
    "xlsx": Form(xlsx.workbook, "xlsx", _XLSX, _("The table of remarks for a spreadsheet")),
    "csv": Form(csv.table, "csv", "text/csv; charset=utf-8", _("The table of remarks as data")),
    "html": Form(bip_html.page, "html", "text/html; charset=utf-8", _("The report for the BIP")),
    "json": Form(
        _json, "json", "application/json", _("The data of which the record holds the hash")
    ),
}


def render(form, content):
    """The bytes of one form; the same content always makes the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return FORMS[form].make(content)


def fragment(content):
    """The report as HTML to be pasted into the editor of the BIP."""
    with translation.override(settings.LANGUAGE_CODE):
        return bip_html.fragment(content)
