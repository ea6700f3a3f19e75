"""What search engines are told."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from partnerships.models import MemberDirectoryPage, Organisation, OrganisationText

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client):
    """The sitemap as {address: {language: address}}."""
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    return {
        url.find(f"{SITEMAP}loc").text: {
            link.get("hreflang"): link.get("href") for link in url.iter(LINK)
        }
        for url in ElementTree.fromstring(response.content)
    }


def organisation(number, member_state="listed"):
    return Organisation.objects.create(
        name=f"Fundacja {number}",
        slug=f"fundacja-{number}",
        sector="social",
        institution_type="ngo",
        stakeholder_type="c",
        member_state=member_state,
    )


@pytest.fixture
def directory(home):
    """The directory in Polish and English."""
    directory = home.add_child(instance=MemberDirectoryPage(title="Członkowie", slug="czlonkowie"))
    english = Locale.objects.get_or_create(language_code="en")[0]
    home.copy_for_translation(english).save_revision().publish()
    directory.copy_for_translation(english).save_revision().publish()
    return directory


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/czlonkowie/", "/czlonkowie/"),
        ("/en/czlonkowie/", "/en/czlonkowie/"),
        ("/czlonkowie/?utm_source=list&sector=kosmiczny", "/czlonkowie/"),
        ("/czlonkowie/fundacja-1/", "/czlonkowie/fundacja-1/"),
        # A later page of the list is an address of its own, and of one language.
        ("/czlonkowie/?page=2", "/czlonkowie/?page=2"),
        # Not to be kept: one of many selections, a search, what does not exist.
        ("/czlonkowie/?sector=social", None),
        ("/czlonkowie/?scope=all", None),
        ("/czlonkowie/?page=99999", None),
        ("/szukaj/?q=fundacja", None),
        ("/szukaj/?q=fundacja&page=99999", None),
        ("/nie-ma-takiej-strony/", None),
        ("/en/nie-ma-takiej-strony/", None),
    ],
)
def test_only_addresses_to_keep_name_themselves_and_their_languages(
    client, directory, address, canonical
):
    for number in range(21):
        organisation(number, "active")
    html = client.get(address).text
    links = dict(re.findall(r'<link rel="(canonical|alternate)" [^>]*?href="([^"]+)">', html))
    if canonical is None:
        assert not links
    else:
        assert links["canonical"] == f"http://localhost{canonical}"
        assert ("alternate" in links) == ("?" not in canonical)


def test_pages_name_their_other_languages(client, home, directory):
    found = read(client)
    languages = {
        "pl": "http://localhost/czlonkowie/",
        "en": "http://localhost/en/czlonkowie/",
    }
    assert found["http://localhost/czlonkowie/"] == languages
    assert found["http://localhost/en/czlonkowie/"] == languages
    assert found["http://localhost/dzial-0/"] == {}


def test_drafts_and_private_sections_are_left_out(client, home):
    section = home.get_children().first()
    section.add_child(instance=Page(title="W środku", slug="w-srodku"))
    home.add_child(instance=Page(title="Szkic", slug="szkic", live=False))
    assert "http://localhost/dzial-0/w-srodku/" in read(client)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    found = read(client)
    assert "http://localhost/dzial-0/w-srodku/" not in found
    assert "http://localhost/dzial-0/" not in found
    assert "http://localhost/szkic/" not in found


def test_profiles_stand_in_polish_and_where_they_have_a_text(client, directory):
    both, _ = organisation(1), organisation(2)
    organisation(3, "applied")
    OrganisationText.objects.create(
        organisation=both, locale=Locale.objects.get(language_code="en"), helps_with="Work."
    )
    found = read(client)
    assert set(found["http://localhost/czlonkowie/fundacja-1/"]) == {"pl", "en"}
    assert found["http://localhost/czlonkowie/fundacja-2/"] == {}
    assert "http://localhost/en/czlonkowie/fundacja-2/" not in found
    assert not [address for address in found if "fundacja-3" in address]


def test_every_address_opens(client, directory):
    organisation(1)
    Site.objects.update(hostname="testserver")
    for address in read(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200, address


def queries(client):
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        read(client)
    return [query["sql"] for query in captured]


def test_queries_are_few_and_as_many_for_many_pages(client, home, directory):
    organisation(1)
    read(client)
    before = queries(client)
    for number in range(40):
        organisation(100 + number)
        home.add_child(instance=Page(title=f"Strona {number}", slug=f"strona-{number}"))
    after = queries(client)
    assert len(before) == len(after) <= 8
    assert len(set(after)) == len(after)


def test_a_published_page_is_there_at_once(client, home):
    assert "http://localhost/nowa/" not in read(client)
    page = home.add_child(instance=Page(title="Nowa", slug="nowa", live=False))
    page.last_published_at = timezone.now() - timedelta(days=1)
    page.save_revision().publish()
    assert "http://localhost/nowa/" in read(client)


def test_robots_lead_to_the_sitemap_and_name_no_secret(client, home):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow: /admin/"]
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_these_addresses_have_no_language(client, home):
    assert client.get("/en/robots.txt").status_code == 404


def test_a_request_that_is_too_large_gets_a_sentence(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = client.post("/admin/login/", {"username": "x" * 2000})
    assert response.status_code == 400
    assert "za duża" in response.content.decode()
