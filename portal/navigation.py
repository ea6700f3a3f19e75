"""The navigation that every page shows, in few queries."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override, pgettext
from wagtail.models import Page, Site

from portal.models import MunicipalitySettings


def _link(page, request, current=None):
    return {
        "title": page.title,
        "url": page.get_url(request),
        "current": bool(current and current.path.startswith(page.path)),
    }


def build_navigation(request, page=None):
    """Links of the header, footer, breadcrumbs and language switch.

    One query brings the sections of the site and the duty pages in the reader's language; a
    page that has no translation is left out, not replaced by one in another language.
    """
    site = Site.find_for_request(request)
    language = get_language() or settings.LANGUAGE_CODE
    empty = {
        "home_url": "/",
        "main": [],
        "aids": {},
        "footer": [],
        "languages": [],
        "breadcrumbs": [],
        "search_url": reverse("search"),
    }
    if site is None:
        return empty
    municipality = MunicipalitySettings.load(request)
    duties = {name: getattr(municipality, f"{name}_id") for name in MunicipalitySettings.DUTY_PAGES}
    keys = dict(
        Page.objects.filter(pk__in=[pk for pk in duties.values() if pk]).values_list(
            "pk", "translation_key"
        )
    )
    home_key = site.root_page.translation_key
    homes = {
        home.locale.language_code: home
        for home in Page.objects.filter(translation_key=home_key, live=True).select_related(
            "locale"
        )
    }
    home = homes.get(language)
    if home is None:
        return empty
    sections = list(
        Page.objects.live()
        .public()
        .descendant_of(home)
        .filter(depth__lte=home.depth + 2)
        .filter(
            translation_key__in=list(keys.values()),
        )
        .select_related("locale")
        | Page.objects.live()
        .public()
        .child_of(home)
        .filter(show_in_menus=True)
        .select_related("locale")
    )
    by_key = {section.translation_key: section for section in sections}
    duty = {
        name: _link(by_key[keys[pk]], request, page)
        for name, pk in duties.items()
        if pk in keys and keys[pk] in by_key
    }
    main = sorted((section for section in sections if section.show_in_menus), key=lambda p: p.path)
    return {
        "home_url": home.get_url(request),
        "main": [_link(section, request, page) for section in main],
        "aids": {
            "etr": duty.get("easy_read_page"),
            "pjm": duty.get("sign_language_page"),
        },
        "duty": duty,
        "footer": [duty[name] for name in MunicipalitySettings.DUTY_PAGES if name in duty],
        "languages": _languages(request, page, homes, language),
        "breadcrumbs": _breadcrumbs(request, page, home),
        "search_url": reverse("search"),
    }


def _languages(request, page, homes, language):
    if page is None or page.pk is None:
        translations = homes
    else:
        translations = {
            p.locale.language_code: p
            for p in Page.objects.filter(
                translation_key=page.translation_key, live=True
            ).select_related("locale")
        }
        translations[page.locale.language_code] = page
    rest = getattr(request, "portal_subpath", "")
    links = []
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if code in translations:
            with override(code):
                name = {"pl": "Polski", "en": "English", "uk": "Українська"}.get(code, code)
                links.append(
                    {
                        "code": code,
                        "name": name,
                        "url": translations[code].get_url(request) + rest,
                        "current": code == language,
                    }
                )
    return links


def _breadcrumbs(request, page, home):
    if page is None or page.pk is None or page.depth <= home.depth:
        return []
    ancestors = page.get_ancestors().filter(depth__gte=home.depth).select_related("locale")
    crumbs = [_link(ancestor, request) for ancestor in ancestors]
    crumbs[0]["title"] = pgettext("breadcrumb", "Home")
    if getattr(request, "portal_subpath", ""):
        crumbs.append(_link(page, request))
    return crumbs
