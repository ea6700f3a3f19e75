"""When a request was here whole: that is when what it brings has reached us."""

from django.utils import timezone

KEY = "portal.arrived"


def note(environ):
    """Keeps the moment, for a request that may have to wait for its turn (see portal/wsgi.py)."""
    environ[KEY] = timezone.now()


def arrived(request):
    """The moment noted; where none is, because nothing kept the request waiting, the present."""
    return request.META.get(KEY) or timezone.now()
