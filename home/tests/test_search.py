"""The site search, as a reader meets it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from portal.models import SearchEntry

pytestmark = pytest.mark.django_db


def put(home, number, title, kind="event", language="pl", text=""):
    """A findable entry; what it belongs to does not matter to the search."""
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                content_type_id=home.content_type_id,
                object_id=100_000 + number,
                language=language,
                kind=kind,
                title=title,
                url=f"/wynik-{number}/",
                title_folded=title.lower(),
                text_folded=f"{title} {text}".lower(),
            )
        ]
    )


@pytest.fixture
def entries(home):
    for number in range(25):
        put(home, number, f"spotkanie {number:02}", text="wspolpraca lodz")
    put(home, 30, "fundacja lodz", kind="organisation")
    put(home, 31, "meeting", language="en")


def text(response):
    return response.content.decode()


def test_each_language_has_its_address():
    for language, address in [("pl", "/szukaj/"), ("en", "/en/search/"), ("uk", "/uk/poshuk/")]:
        with translation.override(language):
            assert reverse("search") == address


def test_without_a_question_it_shows_only_the_form(client, entries):
    response = client.get("/szukaj/")
    assert response.status_code == 200
    assert 'name="q"' in text(response)
    assert "row-list" not in text(response)


def test_accents_and_case_do_not_count(client, entries):
    for words in ("Łódź", "LODZ", "łodz spotkanie"):
        assert "spotkanie 00" in text(client.get("/szukaj/", {"q": words}))


def test_a_language_finds_its_own(client, entries):
    assert "/wynik-31/" not in text(client.get("/szukaj/", {"q": "meeting"}))
    assert "/wynik-31/" in text(client.get("/en/search/", {"q": "meeting"}))


def test_kinds_are_counted_and_filter(client, entries):
    found = client.get("/szukaj/", {"q": "lodz"})
    kinds = {str(kind["label"]): kind["count"] for kind in found.context["search"].kinds}
    assert sorted(kinds.values()) == [1, 25, 26]
    only = text(client.get("/szukaj/", {"q": "lodz", "kind": "organisation"}))
    assert "fundacja lodz" in only
    assert "spotkanie 00" not in only


def test_results_come_in_pages(client, entries):
    first = client.get("/szukaj/", {"q": "spotkanie"})
    second = client.get("/szukaj/", {"q": "spotkanie", "page": "2"})
    assert "spotkanie 24" not in text(first)
    assert "spotkanie 24" in text(second)
    assert "q=spotkanie&amp;page=2" in text(first)


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "1.5", " "])
def test_a_page_that_does_not_exist_says_so_and_shows_the_first(client, entries, page):
    response = client.get("/szukaj/", {"q": "spotkanie", "page": page})
    assert response.status_code == 200
    assert response.context["search"].unknown_page
    assert "spotkanie 00" in text(response)


@pytest.mark.parametrize("page", ["3", "99999", "9" * 400])
def test_a_page_beyond_the_list_is_not_found_and_leads_back(client, entries, page):
    response = client.get("/szukaj/", {"q": "spotkanie", "page": page})
    assert response.status_code == 404
    assert 'href="/szukaj/?q=spotkanie"' in response.text


def test_an_unknown_kind_says_so_and_shows_all(client, entries):
    response = client.get("/szukaj/", {"q": "spotkanie", "kind": "<script>"})
    assert response.context["search"].unknown_kind
    assert "spotkanie 00" in text(response)


def test_nothing_found_names_the_question_and_offers_words_that_find(client, entries):
    response = client.get("/szukaj/", {"q": "spotkanie <b>żyrafy"})
    assert response.status_code == 200
    assert "&lt;b&gt;żyrafy" in text(response)
    offers = [(offer["word"], offer["count"]) for offer in response.context["search"].offers]
    assert offers == [("spotkanie", 25)]


def test_signs_of_the_database_are_just_signs(client, entries):
    for words in ("%", "_", "'; --", "100%"):
        assert client.get("/szukaj/", {"q": words}).context["search"].total == 0


def test_a_very_long_question_is_cut_and_says_so(client, entries):
    response = client.get("/szukaj/", {"q": "spotkanie " * 200_000})
    assert response.status_code == 200
    assert response.context["search"].cut
    assert len(response.context["search"].words) <= 200
    assert "spotkanie 00" in text(response)


def test_nul_is_not_found(client, entries):
    assert client.get("/szukaj/?q=a%00b").status_code == 404


def test_it_cannot_be_posted_to(client):
    assert client.post("/szukaj/", {"q": "x"}).status_code == 405


def queries(client, **params):
    client.get("/szukaj/")  # What a process learns once: content types, the site.
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get("/szukaj/", params).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("words", ["spotkanie", "zyrafa spotkanie"])
def test_queries_are_few_none_twice_and_as_many_at_ten_times_the_data(client, entries, home, words):
    before = queries(client, q=words)
    for number in range(1000, 1250):
        put(home, number, f"spotkanie {number}")
    after = queries(client, q=words)
    assert len(before) == len(after) <= 14
    assert len(set(after)) == len(after)
