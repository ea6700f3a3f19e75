"""The report of a consultation: one structure and the forms in which it is handed out."""

from django.conf import settings
from django.utils import translation

from resources.reporting import bip_html, csv, paper, structure, summary, xlsx


def _json(content):
    return structure.canonical(content).encode()


#: Every form as a file, in the order in which they are offered: how its bytes are made, the
#: ending of its name and its content type.
FORMS = {
    "pdf": (paper.pdf, "pdf", "application/pdf"),
    "docx": (
        paper.docx,
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "summary_pdf": (summary.pdf, "pdf", "application/pdf"),
    "summary_docx": (
        summary.docx,
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "html": (bip_html.page, "html", "text/html; charset=utf-8"),
    "xlsx": (
        xlsx.workbook,
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": (csv.table, "csv", "text/csv; charset=utf-8"),
    "json": (_json, "json", "application/json"),
}


def render(form, content):
    """The bytes of one form; the same content always makes the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return FORMS[form][0](content)
