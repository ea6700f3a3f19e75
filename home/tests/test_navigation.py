"""Header, footer, breadcrumbs and language switch, as a reader meets them."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from home.models import StandardPage
from portal.models import MunicipalitySettings

pytestmark = pytest.mark.django_db


def add(parent, slug, **fields):
    page = StandardPage(title=slug.capitalize(), slug=slug, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def translate(page, language):
    locale = Locale.objects.get_or_create(language_code=language)[0]
    translation = page.copy_for_translation(locale)
    translation.title = f"{page.title} {language}"
    translation.save_revision().publish()
    return translation


def navigation(client, address):
    response = client.get(address)
    return response.context["nav"]


def languages(client, address):
    return {link["code"]: link["url"] for link in navigation(client, address)["languages"]}


def test_sections_in_the_order_of_the_tree_and_the_current_one_marked(client, home):
    section = add(home, "dokumenty", show_in_menus=True)
    below = add(section, "wzor")
    links = navigation(client, below.url)["main"]
    assert [link["url"] for link in links] == [
        *(f"/dzial-{number}/" for number in range(4)),
        "/dokumenty/",
    ]
    assert [link["url"] for link in links if link["current"]] == ["/dokumenty/"]


def test_a_section_that_is_a_draft_or_only_for_some_is_not_named(client, home):
    section = add(home, "dokumenty", show_in_menus=True)
    section.view_restrictions.create(restriction_type="login")
    home.get_children().get(slug="dzial-1").unpublish()
    urls = [link["url"] for link in navigation(client, "/")["main"]]
    assert urls == ["/dzial-0/", "/dzial-2/", "/dzial-3/"]


def test_breadcrumbs_name_what_lies_above(client, home):
    section = add(home, "dokumenty")
    below = add(section, "wzor")
    assert [link["url"] for link in navigation(client, below.url)["breadcrumbs"]] == [
        "/",
        "/dokumenty/",
    ]
    assert navigation(client, "/")["breadcrumbs"] == []


def test_the_footer_leads_to_duty_pages_in_the_language_of_the_page(client, home):
    page = add(home, "dostepnosc")
    settings = MunicipalitySettings.load()
    settings.accessibility_page = page
    settings.save()
    translate(home, "en")
    assert [link["url"] for link in navigation(client, "/")["footer"]] == ["/dostepnosc/"]
    assert navigation(client, "/en/")["footer"] == []
    translate(page, "en")
    assert [link["url"] for link in navigation(client, "/en/")["footer"]] == ["/en/dostepnosc/"]


def test_the_switch_offers_languages_that_the_page_has(client, home):
    page = add(home, "kontakt")
    translate(home, "en")
    translate(home, "uk")
    assert languages(client, "/kontakt/") == {"pl": "/kontakt/"}
    english = translate(page, "en")
    assert languages(client, "/kontakt/") == {"pl": "/kontakt/", "en": "/en/kontakt/"}
    english.refresh_from_db()
    english.unpublish()
    assert languages(client, "/kontakt/") == {"pl": "/kontakt/"}


def test_the_switch_keeps_the_question_of_a_search(client, home):
    translate(home, "en")
    assert languages(client, "/szukaj/?q=sala") == {
        "pl": "/szukaj/?q=sala",
        "en": "/en/search/?q=sala",
    }


def test_from_what_is_not_found_the_switch_leads_to_the_front_page(client, home):
    translate(home, "en")
    response = client.get("/nie-ma/")
    assert response.status_code == 404
    assert languages(client, "/nie-ma/")["en"] == "/en/"


def test_a_site_without_the_language_still_answers(client, home):
    assert client.get("/uk/").status_code in (200, 404)
    assert client.get("/uk/poshuk/").status_code == 200


def queries(client, address):
    client.get(address)  # What a process learns once: content types, the site.
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def test_pages_ask_little_nothing_twice_and_no_more_in_a_large_tree(client, home):
    page = add(home, "kontakt")
    settings = MunicipalitySettings.load()
    settings.contact_page = page
    settings.save()
    before = queries(client, "/kontakt/")
    for number in range(40):
        add(add(home, f"dzial-{number + 10}", show_in_menus=True), "strona")
    after = queries(client, "/kontakt/")
    assert len(before) == len(after) <= 12
    assert len(set(after)) == len(after)


def test_words_that_editors_write_stay_words(client, home):
    add(home, "kontakt", show_in_menus=True, lead="<script>alert(1)</script>")
    html = client.get("/kontakt/").content.decode()
    assert "<script>alert(1)" not in html
    assert re.search("&lt;script&gt;alert", html)


# --- What is sent --------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_in_our_own_page(home):
    translate(home, "en")
    for address, language in [("/", "pl"), ("/en/", "en")]:
        response = Client(enforce_csrf_checks=True).post(address, {"x": "y"})
        assert response.status_code == 403
        assert f'<html lang="{language}">' in response.text
        assert 'class="site-header"' in response.text
        assert "style=" not in response.text


def test_a_page_can_only_be_read(client, home):
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_other_languages_of_a_page_are_named_whole_with_itself_and_polish_by_default(client, home):
    translate(home, "en")
    for address in ("/", "/en/"):
        html = client.get(address).text
        for language, target in [("pl", "/"), ("en", "/en/"), ("x-default", "/")]:
            link = f'<link rel="alternate" hreflang="{language}" href="http://localhost{target}">'
            assert html.count(link) == 1
