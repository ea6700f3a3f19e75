"""What helps to take part: the paper form, the dates, the feed, the receipt on paper."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from resources import papers
from resources.calendars import as_ics
from resources.feeds import ConsultationFeed
from resources.models import Consultation
from resources.reading import page_of
from resources.views.base import OneSubmission
from resources.views.drafts import OnDraft

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def announced(pk):
    """An announced consultation, or "not found": nobody is told of one that is being prepared."""
    return get_object_or_404(Consultation.objects.exclude(announced_at=None), pk=pk)


def with_page(pk):
    """The same with its page in the reader's language."""
    consultation = announced(pk)
    page = page_of(consultation, get_language())
    if page is None:
        raise Http404
    return consultation, page


def file_response(name, content):
    """A file to keep."""
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def paper_form(request, consultation, form):
    """The remark form of this consultation, to print or to fill in."""
    return file_response(*papers.remark_form(announced(consultation), form, request))


@require_safe
def calendar(request, consultation):
    """The dates of this consultation."""
    consultation, page = with_page(consultation)
    content = as_ics(consultation, page, page.get_full_url(request))
    return file_response(f"konsultacje-{consultation.pk}.ics", content)


@require_safe
def feed(request, consultation):
    """What has happened in this consultation."""
    return ConsultationFeed(*with_page(consultation), request)(request)


class ReceiptPaper(OneSubmission):
    """The sender's receipt as a file."""

    http_method_names = ["get", "head"]

    def get(self, request, token):
        submission = self.found(receipt=token)
        return file_response(*papers.receipt_paper(submission, self.now))


class DraftPaper(OnDraft):
    """The draft as a file with room for a board's decision, also after the close."""

    http_method_names = ["get", "head"]

    def refusal(self):
        return self.gone() if self.draft is None else None

    def get(self, request, token):
        form = self.sender_form()
        form.is_valid()
        sender = form.cleaned_data
        organisation = sender.get("organisation") or sender.get("organisation_name") or ""
        return file_response(
            *papers.draft_paper(
                {
                    "title": self.consultation.title_in(get_language()),
                    "case_no": self.consultation.case_no,
                    "day": timezone.localtime(self.draft.changed_at).date(),
                    "last_day": self.consultation.last_day,
                    "sender": [
                        (gettext("On behalf of"), str(organisation)),
                        (gettext("Name of the person submitting"), sender.get("person") or ""),
                    ],
                    "remarks": [
                        {name: getattr(remark, name) for name in papers.REMARK_PARTS}
                        for remark in self.remarks()
                    ],
                    "files": [file.name for file in self.draft.attachments.all()],
                }
            )
        )
