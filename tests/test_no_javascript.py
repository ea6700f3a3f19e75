"""The portal is whole without JavaScript, and a keyboard reaches what opens and filters it."""

import pytest
from playwright.sync_api import expect

from tests.keyboard import Keyboard
from tests.kinds import KINDS, address
from tests.test_remark_path import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader(visit):
    """A desktop window without JavaScript."""
    return visit(java_script_enabled=False)


def test_from_the_front_page_to_the_open_draft(reader):
    reader.goto("/")
    assert reader.locator("h1").count() == 1
    press(reader.locator("main a[href*='/program-wspolpracy/']").first)
    assert "/program-wspolpracy/" in reader.url
    assert reader.locator("main h1").is_visible()


def test_nothing_hidden_is_seen(reader):
    """What only a script can show or work stays away where there is none."""
    seen = {}
    for kind in KINDS:
        reader.goto(address(kind))
        hidden = reader.locator("[hidden]").all()
        if found := [e.inner_text() for e in hidden if e.is_visible()]:
            seen[kind] = found
    assert not seen


def test_the_front_page_finds_partners_of_a_sector(reader):
    reader.goto("/")
    press(reader.locator("main a[href*='sector=']").first)
    assert "/czlonkowie/?" in reader.url
    assert reader.locator(".chip.chosen").count() == 1
    assert reader.locator(".row-list > li").count() > 0


def test_the_directory_is_filtered_and_freed_again(reader):
    reader.goto("/czlonkowie/")
    everybody = number_in(reader)
    reader.locator("[name=sector][value=social]").check()
    press(reader.locator(".filters > .button"))
    assert "sector=social" in reader.url
    social = number_in(reader)
    assert 0 < social < everybody
    assert reader.locator("[name=sector][value=social]").is_checked()
    reader.locator("[name=q]").fill("warsztat")
    press(reader.locator(".filters > .button"))
    assert "q=warsztat" in reader.url
    assert 0 < number_in(reader) < social
    for _ in range(reader.locator(".chip.chosen").count()):
        press(reader.locator(".chip.chosen").first)
    assert number_in(reader) == everybody


def number_in(page):
    """How many organisations the directory says it shows."""
    return int(page.locator(".result-count b").inner_text().split()[0])


def test_remarks_are_withdrawn_in_two_steps(reader):
    reader.goto(address("receipt"))
    assert not reader.get_by_role("button", name="Tak, wycofaj").is_visible()
    reader.get_by_text("Wycofaj tę uwagę").click()
    assert reader.get_by_text("Tego nie da się cofnąć").is_visible()
    press(reader.get_by_role("button", name="Tak, wycofaj"))
    assert reader.get_by_role("heading", name="Uwagi wycofane").is_visible()


def test_a_support_is_withdrawn_in_two_steps(reader):
    reader.goto(address("support to confirm"))
    press(reader.get_by_role("button", name="Potwierdzam poparcie"))
    assert not reader.get_by_role("button", name="Tak, wycofaj poparcie").is_visible()
    reader.get_by_text("Wycofaj poparcie", exact=True).click()
    press(reader.get_by_role("button", name="Tak, wycofaj poparcie"))
    assert reader.get_by_role("heading", name="Poparcie zostało wycofane").is_visible()


def test_a_report_shows_its_pictures_and_gives_its_files(reader):
    reader.goto(address("report"))
    pictures = reader.locator("main figure img, main .gallery img")
    assert pictures.count() >= 2
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.get_attribute("alt")
        picture.evaluate("image => image.decode()")
    link = reader.locator("main a[href*='/documents/']").first
    answer = reader.request.get(link.get_attribute("href"))
    assert answer.status == 200
    assert answer.body().startswith((b"%PDF", b"PK"))


def test_the_programme_has_contents_that_lead_to_chapters(reader):
    reader.goto(address("programme open"))
    entry = reader.locator(".toc a").last
    entry.click()
    chapter = reader.locator(":target")
    assert chapter.get_attribute("id") == entry.get_attribute("href").lstrip("#")
    expect(chapter).to_be_in_viewport()


def test_answers_unfold_beside_the_provision(reader):
    reader.goto(address("programme with answers"))
    fold = reader.locator("details.answers").first
    assert not fold.locator("blockquote").first.is_visible()
    fold.locator("summary").click()
    assert fold.locator("blockquote").first.is_visible()
    assert fold.locator(".outcome").first.is_visible()


def test_the_number_of_remarks_leads_to_their_answers(reader):
    reader.goto(address("programme with answers"))
    reader.locator(".marker a[href^='#odpowiedzi-']").last.click()
    expect(reader.locator("details:target summary")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [False, True])
def test_a_keyboard_skips_to_the_content(visit, javascript):
    page = visit(java_script_enabled=javascript)
    page.goto("/")
    keys = Keyboard(page)
    keys.tab_to("a.skip", most=1)
    keys.press("Enter")
    keys.tab_to("main a, main button, main input", most=1)


@pytest.mark.parametrize("javascript", [False, True])
def test_a_keyboard_opens_the_menu_of_a_phone_and_closes_it(visit, javascript):
    page = visit(width=320, height=640, java_script_enabled=javascript)
    page.goto("/")
    menu = page.locator("#menu")
    assert not menu.is_visible()
    keys = Keyboard(page)
    keys.tab_to("[popovertarget=menu]")
    keys.press("Enter")
    expect(menu).to_be_visible()
    keys.press("Escape")
    expect(menu).to_be_hidden()
    keys.press("Space")
    expect(menu, "after closing, the focus is on the button again").to_be_visible()
    keys.tab_to("#menu .site-nav li:nth-child(2) a")
    keys.press("Enter")
    page.wait_for_url("**/czlonkowie/")


def test_a_keyboard_filters_the_directory_on_a_phone(visit):
    page = visit(width=320, height=640, java_script_enabled=False)
    page.goto("/czlonkowie/")
    keys = Keyboard(page)
    keys.skip_to_content()
    keys.tab_to(".filters-fold > summary")
    keys.press("Enter")
    keys.tab_to("[name=sector][value=social]")
    keys.press("Space")
    keys.tab_to(".filters > .button")
    keys.press("Enter")
    page.wait_for_url("**sector=social**")
    assert page.locator(".chip.chosen").count() == 1
