"""The only two ways to a file that came with remarks: staff's, and its sender's own."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from resources.models import Attachment
from resources.permissions import RecordAccess


def download(attachment):
    """The file, to be saved and not shown: whatever is in it, it does not run in our name."""
    try:
        file = attachment.file.open("rb")
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(
        file,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


class StaffAttachmentView(RecordAccess, View):
    """For those who read the record."""

    def get(self, request, pk):
        return download(get_object_or_404(Attachment, pk=pk, submission__isnull=False))


@method_decorator(never_cache, name="dispatch")
class OwnAttachmentView(View):
    """For who holds the receipt's secret link."""

    def get(self, request, token, pk):
        return download(get_object_or_404(Attachment, pk=pk, submission__receipt=token))
