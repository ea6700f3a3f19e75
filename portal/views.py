"""Views of the kit."""

import errno
import sys

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views import defaults
from django.views.static import serve

#: The disk, or the part of it that is ours, is full.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: From this length on, a text that was sent is shown again: somebody wrote it.
WRITTEN = 40


def media(request, path):
    """Pictures that editors uploaded. Documents are served by Wagtail, which checks rights."""
    if not path.startswith("images/"):
        raise Http404
    if not hasattr(default_storage, "location") or not default_storage.location:
        return redirect(default_storage.url(path))
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def server_error(request):
    """Tells apart what is broken from what is only away: a full disk, a database that is down.

    Then nothing was stored, and the answer says so, with what was sent ready to be sent again.
    """
    if not _is_away(sys.exc_info()[1]):
        return defaults.server_error(request)
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except Exception:  # what could not be read when it came cannot be read now
        sent, files = [], False
    if request.path.startswith("/admin/"):  # a password may be among it
        sent = []
    context = {
        "path": request.get_full_path(),
        "sent": sent,
        "files": files,
        "written": [value for _name, value in sent if len(value) >= WRITTEN and " " in value],
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = "120"
    response["Cache-Control"] = "no-store"
    return response


def _is_away(error):
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
