"""The report on the desk: looking at it, making it, publishing it; and the case as a ZIP."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from resources import permissions, reporting
from resources.desk.base import InConsultation
from resources.models import CaseArchive, ReportFile
from resources.reporting import paper
from resources.services import archiving
from resources.services import reporting as service
from resources.views.report import as_download

#: A longer report is pasted from its file: a field with more would stop the browser.
LONGEST_TO_COPY = 300_000


class ReportView(InConsultation):
    """One consultation's report, before and after it is published."""

    template_name = "resources/admin/report.html"
    page_title = gettext_lazy("Report on the consultation")

    def post(self, request, *args, **kwargs):
        self.demand(permissions.may_run)
        try:
            self.act(request.POST.get("act", ""), timezone.now())
        except ValidationError as error:
            self.tell(error)
        return redirect("desk-report", self.consultation.pk)

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        works = [response.context_data["report"], response.context_data["archive"]]
        if any(work and not work.is_done and not work.error for work in works):
            response.headers["Refresh"] = "3"
        return response

    def act(self, act, now):
        report, archive = self.consultation.reports.first(), self.consultation.archives.first()
        if act == "make":
            service.make(self.consultation, self.request.user, now)
        elif act == "publish" and report:
            if self.request.POST.get("report") != report.sha256:
                raise ValidationError(service.MADE_ANEW)
            service.publish(report, now)
            messages.success(self.request, _("The report is published."))
        elif act == "again" and report:
            service.again(report)
        elif act == "pack":
            archiving.ask(self.consultation, self.request.user, now)
        elif act == "pack_again" and archive:
            archiving.again(archive)
        else:
            raise Http404

    def get_context_data(self, **kwargs):
        report, archive = self.consultation.reports.first(), self.consultation.archives.first()
        if report:
            content = service.content_of(report)
        else:
            content = service.preview(self.consultation, timezone.now())
        html = reporting.fragment(content)
        files = {file.format: file for file in report.files.all()} if report else {}
        return super().get_context_data(
            report=report,
            content=content,
            numbers=paper.numbers(content),
            html=html if len(html) <= LONGEST_TO_COPY else "",
            files=[
                (kind.label, files[form]) for form, kind in reporting.FORMS.items() if form in files
            ],
            is_programme=self.is_programme,
            archive=archive,
            kept_until=archive.made_at + archive.KEPT if archive else None,
            **kwargs,
        )


class ReportFileView(permissions.RecordAccess, View):
    """A file of a report, published or not."""

    def get(self, request, pk):
        return as_download(get_object_or_404(ReportFile, pk=pk))


class CaseArchiveView(permissions.RecordAccess, View):
    """The ZIP of a case, with senders."""

    access = staticmethod(permissions.may_run)

    def get(self, request, pk):
        archive = get_object_or_404(CaseArchive.objects.exclude(file=""), pk=pk)
        case = archive.consultation.case_no or str(archive.consultation_id)
        name = "".join(c if c.isalnum() else "-" for c in case)
        return FileResponse(archive.file.open("rb"), as_attachment=True, filename=f"{name}.zip")
