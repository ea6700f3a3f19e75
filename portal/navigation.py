"""The navigation that every page shows, in one query."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse, translate_url
from django.utils.translation import get_language, pgettext
from wagtail.models import Page, Site

from portal.models import MunicipalitySettings
from portal.visibility import open_to_all

#: Languages by their own names, for people who read no other.
OWN_NAMES = {"pl": "Polski", "en": "English", "uk": "Українська"}


def build_navigation(request, page=None):
    """Links of the header, footer, breadcrumbs and language switch.

    A page that has no translation is left out, not replaced by one in another language.
    """
    links = {
        "home_url": "/",
        "main": [],
        "aids": {},
        "duty": {},
        "footer": [],
        "languages": [],
        "origin": "",
        "breadcrumbs": [],
        "search_url": reverse("search"),
    }
    site = Site.find_for_request(request)
    if site is None:
        return links
    if page is not None and page.pk is None:
        page = None
    language = get_language() or settings.LANGUAGE_CODE
    municipality = MunicipalitySettings.load(request)
    duties = {name: getattr(municipality, f"{name}_id") for name in MunicipalitySettings.DUTY_PAGES}
    pages = _pages(site.root_page, [pk for pk in duties.values() if pk], page)

    homes = _translations(pages, site.root_page.translation_key)
    home = homes.get(language)
    if home is None:
        return links
    keys = {found.pk: found.translation_key for found in pages}
    duty = {}
    for name, pk in duties.items():
        found = pk in keys and _translations(pages, keys[pk]).get(language)
        if found:
            duty[name] = _link(found, request, page)
    sections = [
        found for found in pages if found.show_in_menus and _parent(found.path) == home.path
    ]
    links.update(
        origin=site.root_url,
        home_url=home.get_url(request),
        main=[_link(section, request, page) for section in sections],
        aids={"etr": duty.get("easy_read_page"), "pjm": duty.get("sign_language_page")},
        duty=duty,
        footer=list(duty.values()),
        languages=(
            _languages_of_view(request, homes, language)
            if page is None
            else _languages_of_page(request, _translations(pages, page.translation_key), language)
        ),
        breadcrumbs=_breadcrumbs(request, pages, page, home),
    )
    return links


def _pages(root, duty_ids, page):
    """Everything that the navigation may link to, in the order of the page tree."""
    wanted = (
        Q(translation_key=root.translation_key)
        | Q(depth=root.depth + 1, show_in_menus=True)
        | Q(translation_key__in=Page.objects.filter(pk__in=duty_ids).values("translation_key"))
    )
    if page is not None:
        step = Page.steplen
        above = [page.path[:end] for end in range(step, len(page.path), step)]
        wanted |= Q(translation_key=page.translation_key) | Q(path__in=above)
    return list(open_to_all(Page.objects.filter(wanted)).select_related("locale").order_by("path"))


def _translations(pages, key):
    return {page.locale.language_code: page for page in pages if page.translation_key == key}


def _parent(path):
    return path[: -Page.steplen]


def _link(page, request, current=None):
    return {
        "title": page.title,
        "url": page.get_url(request),
        "type": page.cached_content_type.model,
        "current": bool(current and current.path.startswith(page.path)),
    }


def _languages_of_page(request, translations, language):
    rest = getattr(request, "portal_subpath", "")
    return [
        _language(code, translations[code].get_url(request) + rest, language)
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
        if code in translations
    ]


def _languages_of_view(request, homes, language):
    """The same search or form in the other languages; from what is not found, the front page."""
    match = getattr(request, "resolver_match", None)
    here = request.get_full_path()
    links = []
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if code in homes:
            url = here
            if match and match.view_name != "wagtail_serve":
                url = translate_url(here, code)
            if url == here and code != language:
                url = homes[code].get_url(request)
            links.append(_language(code, url, language))
    return links


def _language(code, url, current):
    return {
        "code": code,
        "name": OWN_NAMES.get(code, code),
        "url": url,
        "current": code == current,
    }


def _breadcrumbs(request, pages, page, home):
    if page is None or page.depth <= home.depth:
        return []
    crumbs = [
        _link(found, request)
        for found in pages
        if found.depth >= home.depth and found.pk != page.pk and page.path.startswith(found.path)
    ]
    if crumbs:
        crumbs[0]["title"] = pgettext("breadcrumb", "Home")
    if getattr(request, "portal_subpath", ""):
        crumbs.append(_link(page, request))
    return crumbs


def parent_url(url):
    """The address of the page above, without asking the database for it."""
    return url.rstrip("/").rpartition("/")[0] + "/"
