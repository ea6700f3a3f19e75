"""Middleware of the public site."""

import copy
import hashlib
import re

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.cache import cache
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language

from portal.cache import next_midnight
from portal.models import MunicipalitySettings

_ADMIN = re.compile(r"^/(admin|django-admin|_util)/")


class SafeInputMiddleware:
    """Answers an address or query with a NUL character by "not found".

    No address of ours holds one and PostgreSQL refuses to compare with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            request.path = request.path_info = "/-/"
            request.META["QUERY_STRING"] = ""
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """The language follows the address alone, so that one address is one page for everybody."""

    def process_response(self, request, response):
        vary = response.headers.get("Vary")
        response = super().process_response(request, response)
        if vary is None:
            response.headers.pop("Vary", None)
        else:
            response.headers["Vary"] = vary
        return response


class ContentSecurityMiddleware(CSPMiddleware):
    """A strict policy for the public site; the admin's own scripts need a wider one."""

    def process_response(self, request, response):
        if _ADMIN.match(request.path_info) or getattr(request, "is_preview", False):
            response._csp_update = {
                "script-src": [UNSAFE_INLINE, UNSAFE_EVAL],
                "style-src": [UNSAFE_INLINE],
                "img-src": ["blob:"],
            }
        elif request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            # The editors' user bar brings its own inline style.
            response._csp_update = {
                "style-src": [UNSAFE_INLINE],
                "script-src": [UNSAFE_INLINE],
                "img-src": ["blob:"],
            }
        return super().process_response(request, response)


class PageCacheMiddleware:
    """Keeps whole pages for anonymous readers under address and content generation.

    A page is kept only while it says what is true: until the next committed write that a
    reader could see, or the moment a view named with `fresh_until`, at most until midnight.
    Browsers and proxies are told to ask again each time and get 304 when nothing changed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self._cacheable_request(request):
            return self.get_response(request)
        # Read before rendering: a write that comes between makes the page stale, not wrong.
        generation = getattr(MunicipalitySettings.load(request), "generation", None) or 0
        key = self._key(request, generation)
        response = cache.get(key)
        if response is None:
            response = self.get_response(request)
            if not self._cacheable_response(request, response):
                return response
            response.headers.setdefault("Cache-Control", "no-cache")
            response.headers["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            now = timezone.now()
            until = getattr(request, "portal_fresh_until", None) or next_midnight(now)
            seconds = (min(until, next_midnight(now)) - now).total_seconds()
            if seconds >= 1:
                kept = copy.copy(response)
                kept._closable_objects = []
                kept.wsgi_request = None
                cache.set(key, kept, timeout=int(seconds))
        return self._conditional(request, response)

    @staticmethod
    def _cacheable_request(request):
        return (
            request.method in ("GET", "HEAD")
            and not request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            and not _ADMIN.match(request.path_info)
            and not request.path_info.startswith(("/static/", "/media/", "/demo/"))
        )

    @staticmethod
    def _cacheable_response(request, response):
        return (
            response.status_code == 200
            and not response.streaming
            and not response.cookies
            and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            and "Cache-Control" not in response.headers
        )

    @staticmethod
    def _key(request, generation):
        address = f"{request.method} {request.get_host()} {request.get_full_path()}"
        digest = hashlib.sha256(address.encode()).hexdigest()
        return f"page:{generation}:{get_language()}:{digest}"

    @staticmethod
    def _conditional(request, response):
        known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if response.headers.get("ETag") in known:
            response = copy.copy(response)
            response.status_code = 304
            response.content = b""
            response.headers.pop("Content-Length", None)
        patch_vary_headers(response, ["Cookie"])
        return response
