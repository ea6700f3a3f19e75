"""What search engines ask for: the list of all public pages, and what not to read."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from partnerships.models import MemberDirectoryPage, Organisation
from portal.visibility import open_to_all


def _site(request):
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _groups(request):
    """Everything public as lists of (address, language, day of the last change)."""
    pages = open_to_all(Page.objects.filter(depth__gt=1)).select_related("locale").order_by("path")
    site_id = _site(request).pk
    versions, addresses = {}, {}
    for page in pages:
        parts = page.get_url_parts(request)
        if parts and parts[0] == site_id:
            address = addresses[page.pk] = f"{parts[1]}{parts[2]}"
            versions.setdefault(page.translation_key, []).append(
                (address, page.locale.language_code, page.last_published_at)
            )
    yield from versions.values()
    yield from _profiles(addresses)


def _profiles(addresses):
    """Profiles of organisations: in Polish, and where they have a text of their own."""
    directories = [
        (addresses[directory.pk], directory.locale)
        for directory in MemberDirectoryPage.objects.select_related("locale")
        if directory.pk in addresses
    ]
    languages = {}
    texts = Organisation.objects.public().order_by("sort_key", "pk")
    for slug, locale in texts.values_list("slug", "texts__locale"):
        languages.setdefault(slug, set()).add(locale)
    for slug, own in languages.items():
        found = [
            (f"{address}{slug}/", locale.language_code, None)
            for address, locale in directories
            if locale.language_code == settings.LANGUAGE_CODE or locale.pk in own
        ]
        if found:
            yield found


@require_safe
def sitemap(request):
    """Every public page and profile, each with its other languages."""
    return render(
        request, "home/sitemap.xml", {"groups": _groups(request)}, content_type="application/xml"
    )


@require_safe
def robots(request):
    """Only addresses that anybody can guess stand here; the others need no mention."""
    address = f"{_site(request).root_url}/sitemap.xml"
    return render(
        request, "robots.txt", {"sitemap": address}, content_type="text/plain; charset=utf-8"
    )
