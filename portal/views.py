"""Views of the kit."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404
from django.shortcuts import redirect
from django.views.static import serve


def media(request, path):
    """Pictures that editors uploaded. Documents are served by Wagtail, which checks rights."""
    if not path.startswith("images/"):
        raise Http404
    if not hasattr(default_storage, "location") or not default_storage.location:
        return redirect(default_storage.url(path))
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
