"""The published report of a consultation, as a page and as files."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views import View

from portal.paging import asked_number, page_or_none
from resources import public, reporting
from resources.models import Consultation
from resources.reading import page_of
from resources.reporting import paper
from resources.reporting.structure import public_remark
from resources.services.reporting import content_of, current

#: The page tells much beside the remarks, and is to stay light.
PER_PAGE = 5


def published(consultation):
    """The public report of a consultation, or "not found"."""
    report = current(get_object_or_404(Consultation, pk=consultation))
    if report is None:
        raise Http404
    return report


class ReportView(View):
    """What the report says, its files, and the entry by which it can be checked."""

    def get(self, request, consultation):
        report = published(consultation)
        content = content_of(report)
        page = page_of(report.consultation, get_language())
        files = {file.format: file for file in report.files.all()}
        return TemplateResponse(
            request,
            "resources/report/page.html",
            {
                "report": report,
                "content": content,
                "consultation": report.consultation,
                "consultation_page": page,
                "text_url": page.get_parent().get_url(request) if page else "",
                "basis": paper.basis(content),
                "polish": [content[name] for name in ("handled_by", "resolution", "channels")],
                "numbers": paper.numbers(content),
                "council": list(paper.council(content["council"])),
                "proof": paper.proof(content),
                **_remarks(content["remarks"], request.GET),
                "files": [
                    (form, kind.label, files[form])
                    for form, kind in reporting.FORMS.items()
                    if form in files
                ],
                "earlier": report.consultation.reports.exclude(published_at=None)[1:],
            },
        )


def _remarks(remarks, asked):
    """A page of them with long texts cut, or the one that is asked for with all its words."""
    if "uwaga" in asked:
        number = asked_number(asked, "uwaga")
        found = [public_remark(remark) for remark in remarks if remark["number"] == number]
        if not found:
            raise Http404
        return {"alone": number, "page_obj": Paginator(found, 1).page(1)}
    page = page_or_none(Paginator(remarks, PER_PAGE), asked_number(asked, "strona"))
    if page is None:
        raise Http404
    page.object_list = [public.cut(public_remark(remark)) for remark in page.object_list]
    return {"page_obj": page}


class ReportFileView(View):
    """One form of the report, to be kept."""

    def get(self, request, consultation, form):
        file = get_object_or_404(published(consultation).files, format=form)
        return as_download(file)


def as_download(file):
    """A report's file with its name; the hash is its version for browsers."""
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=reporting.FORMS[file.format].content_type,
    )
    response.headers["ETag"] = f'"{file.sha256}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
