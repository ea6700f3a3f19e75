"""The front page, standard pages, the accessibility declaration and the sections."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from events.models import EventIndexPage
from home.demo.loader.content import block, body, bullets, paragraphs, rich, translate
from home.models import AccessibilityDeclarationPage, HomePage, StandardPage
from partnerships.models import MemberDirectoryPage, PartnershipIndexPage
from resources.models import ProgrammeIndexPage, ResourceIndexPage

SECTIONS = {
    "partnerstwo": PartnershipIndexPage,
    "czlonkowie": MemberDirectoryPage,
    "wydarzenia": EventIndexPage,
    "dokumenty": ResourceIndexPage,
    "program-wspolpracy": ProgrammeIndexPage,
}

LANGUAGES = ["pl", "en", "uk"]

#: The kinds of templates on the front page.
MOST_NEEDED = ["membership", "agreement", "remark_form"]


def load_tree(content, locales):
    """Makes home, sections and standard pages in all languages, still without their bodies.

    Returns `{language: {key: page}}`; the front page has the key "home".
    """
    root = Page.get_first_root_node()
    texts = content["home"]["pl"]
    home = HomePage(
        title=texts["title"],
        slug="lipowa-dolina",
        headline=texts["hero_title"],
        lead=texts["lead"],
        locale=locales["pl"],
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.get(is_default_site=True)
    welcome = site.root_page
    site.root_page, site.site_name = home, content["municipality"]["name"]
    site.save()
    welcome.delete()
    home.refresh_from_db()

    pages = {language: {} for language in LANGUAGES}
    pages["pl"]["home"] = home
    for language in LANGUAGES[1:]:
        texts = content["home"][language]
        pages[language]["home"] = translate(
            home,
            locales[language],
            slug=f"lipowa-dolina-{language}",
            title=texts["title"],
            headline=texts["hero_title"],
            lead=texts["lead"],
        )
    entries = [
        *((e, SECTIONS[e["key"]], True) for e in content["index_pages"]),
        *((e, StandardPage, False) for e in content["standard_pages"]),
        (content["accessibility_declaration"], AccessibilityDeclarationPage, False),
    ]
    for entry, cls, in_menu in entries:
        _load_entry(entry, cls, in_menu, pages, locales, content)
    return pages


def set_address():
    """Gives the site the address that it runs at, for the links that name it whole."""
    site = Site.objects.get(is_default_site=True)
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname = address.hostname
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.save()


def _load_entry(entry, cls, in_menu, pages, locales, content):
    key, fields = entry["key"], {}
    if cls is StandardPage:
        fields["easy_read"] = key == "tekst-latwy"
    for language in LANGUAGES:
        texts = entry["texts"].get(language)
        if texts is None:
            continue
        if cls is AccessibilityDeclarationPage:
            fields = _declaration(entry, texts)
        fields |= {
            "title": texts["title"],
            "seo_title": texts.get("seo_title", ""),
            "lead": texts["lead"],
        }
        if language == "pl":
            page = cls(slug=texts["slug"], show_in_menus=in_menu, locale=locales["pl"], **fields)
            pages["pl"]["home"].add_child(instance=page)
            page.save_revision().publish()
        else:
            page = translate(pages["pl"][key], locales[language], slug=texts["slug"], **fields)
        pages[language][key] = page


def _declaration(entry, texts):
    dates = {name: date.fromisoformat(value) for name, value in entry["dates"].items()}
    buildings = "".join(
        f"<h3>{rich(place['place'])}</h3><p>{rich(place['text'])}</p>"
        for place in texts["a11y-architektura"]
    )
    return {
        "intro": texts["a11y-wstep"],
        "body_name": texts["a11y-podmiot"],
        "site_url": entry["a11y-url"],
        "published_on": dates["a11y-data-publikacja"],
        "updated_on": dates["a11y-data-aktualizacja"],
        "status": entry["status"],
        "status_text": texts["status_sentence"],
        "not_accessible": str(bullets(texts["not_accessible"])),
        "prepared_on": dates["a11y-data-sporzadzenie"],
        "reviewed_on": dates["a11y-data-przeglad"],
        "preparation": texts["preparation"],
        "shortcuts": texts["shortcuts"],
        "contact_person": texts["a11y-osoba"],
        "contact_email": entry["a11y-email"],
        "contact_phone": entry["a11y-telefon"],
        "procedure": str(paragraphs(texts["a11y-procedura"])),
        "architecture": buildings,
        "apps": texts["a11y-aplikacje"],
    }


def load_bodies(content, pages):
    """Fills standard pages, whose texts link to each other."""
    for entry in content["standard_pages"]:
        for language, texts in entry["texts"].items():
            links = {key: page.pk for key, page in pages["pl"].items()}
            links |= {key: page.pk for key, page in pages[language].items()}
            page = pages[language][entry["key"]]
            page.body = body(texts["body"], links)
            page.save_revision().publish()


def load_home(content, pages):
    """Arranges the blocks of the front page."""
    for language in LANGUAGES:
        section = content["home"][language]["sections"]
        page = pages[language]["home"]
        # Pages were added below meanwhile; saving the old count would hide them all.
        page.refresh_from_db()
        page.body = [
            block("open_consultation", {"text": section["open_now"]["text"]}),
            block("upcoming_events", {"heading": section["next_meetings"]["heading"], "count": 3}),
            block("latest_reports", {"heading": section["latest_reports"]["heading"], "count": 3}),
            block(
                "find_partner",
                {
                    "heading": section["find_partner"]["heading"],
                    "text": section["find_partner"]["text"],
                },
            ),
            block(
                "documents",
                {"heading": section["documents"]["heading"], "kinds": MOST_NEEDED},
            ),
            block(
                "about",
                {
                    "heading": section["about"]["heading"],
                    "text": str(paragraphs([section["about"]["text"]])),
                },
            ),
            block(
                "contact",
                {"heading": section["contact"]["heading"], "text": section["contact"]["text"]},
            ),
        ]
        page.save_revision().publish()
