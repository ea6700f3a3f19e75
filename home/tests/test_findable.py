"""What the site search knows of the site's own pages."""

from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from events.tests.factories import make_event
from home.models import StandardPage
from partnerships.models import MemberDirectoryPage
from partnerships.tests.factories import directory, organisation
from portal.models import SearchEntry
from resources.models import DeclarationPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home):
    page = StandardPage(
        title="Świetlica",
        slug="swietlica",
        lead="Gdzie i kiedy.",
        body=[("paragraph", "<p>Otwarta w <b>środy</b> po południu.</p>")],
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def addresses(words):
    return [entry.url for entry in SearchEntry.find(words, "pl")]


def test_a_page_is_found_by_its_title_lead_and_body(page):
    for words in ("swietlica", "gdzie", "srody poludniu"):
        assert addresses(words) == ["/swietlica/"]


def test_markup_is_no_word(page):
    assert addresses("<b>") == addresses("<p>") == []


def test_a_draft_changes_nothing(page):
    page.title = "Kuchnia"
    page.save_revision()
    assert addresses("kuchnia") == []


def test_an_unpublished_or_deleted_page_is_not_found(page):
    page.unpublish()
    assert addresses("swietlica") == []
    page.save_revision().publish()
    assert addresses("swietlica")
    page.delete()
    assert addresses("swietlica") == []


def test_a_renamed_section_gives_its_pages_their_new_address(
    page, django_capture_on_commit_callbacks
):
    below = StandardPage(title="Kuchnia", slug="kuchnia")
    page.add_child(instance=below)
    below.save_revision().publish()
    page.refresh_from_db()
    page.slug = "klub"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert addresses("kuchnia") == ["/klub/kuchnia/"]


def test_a_private_section_is_found_only_while_it_is_open(page):
    lock = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert addresses("swietlica") == []
    page.save_revision().publish()
    assert addresses("swietlica") == []
    lock.delete()
    assert addresses("swietlica") == ["/swietlica/"]


@pytest.fixture
def closed(home):
    section = StandardPage(title="Dla członków", slug="dla-czlonkow")
    home.add_child(instance=section)
    section.save_revision().publish()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    return section


def test_a_page_moved_into_a_private_section_is_found_no_more(home, page, closed):
    page.move(closed, pos="last-child")
    assert addresses("swietlica") == []
    StandardPage.objects.get(pk=page.pk).move(home, pos="last-child")
    assert addresses("swietlica") == ["/swietlica/"]


def test_organisations_are_found_while_their_directory_is_open_and_where_it_is(home, page, closed):
    index = directory(home)
    fund = organisation("Fundacja Brzoza")
    page.refresh_from_db()
    closed.refresh_from_db()
    assert addresses("brzoza") == [f"/czlonkowie/{fund.slug}/"]
    MemberDirectoryPage.objects.get(pk=index.pk).move(closed, pos="last-child")
    assert addresses("brzoza") == []
    MemberDirectoryPage.objects.get(pk=index.pk).move(page, pos="last-child")
    assert addresses("brzoza") == [f"/swietlica/czlonkowie/{fund.slug}/"]
    lock = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert addresses("brzoza") == []
    lock.delete()
    assert addresses("brzoza") == [f"/swietlica/czlonkowie/{fund.slug}/"]
    MemberDirectoryPage.objects.get(pk=index.pk).delete()
    assert addresses("brzoza") == []


def test_an_event_or_template_published_in_a_private_section_is_not_found(closed):
    make_event(closed, "Narada")
    closed.refresh_from_db()
    template = DeclarationPage(title="Narada", kind="agreement", valid_from=date(2026, 9, 2))
    closed.add_child(instance=template)
    template.save_revision().publish()
    assert addresses("narada") == []
