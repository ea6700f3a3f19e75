"""The portal is whole without JavaScript, and a keyboard reaches what opens and filters it."""

import pytest

from tests.keyboard import Keyboard
from tests.kinds import KINDS, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader(visit):
    """A desktop window without JavaScript."""
    return visit(java_script_enabled=False)


def test_from_the_front_page_to_the_open_draft(reader):
    reader.goto("/")
    assert reader.locator("h1").count() == 1
    reader.locator("main a[href*='/program-wspolpracy/']").first.click()
    reader.wait_for_url("**/program-wspolpracy/**")
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
    choice = reader.locator("main a[href*='sector=']").first
    choice.click()
    reader.wait_for_url("**/czlonkowie/?**")
    assert reader.locator(".chip.chosen").count() == 1
    assert reader.locator(".row-list > li").count() > 0


def test_the_directory_is_filtered_and_freed_again(reader):
    reader.goto("/czlonkowie/")
    everybody = number_in(reader)
    reader.locator("[name=sector][value=social]").check()
    reader.locator(".filters > .button").click()
    reader.wait_for_url("**sector=social**")
    social = number_in(reader)
    assert 0 < social < everybody
    assert reader.locator("[name=sector][value=social]").is_checked()
    reader.locator("[name=q]").fill("warsztat")
    reader.locator(".filters > .button").click()
    reader.wait_for_url("**q=warsztat**")
    assert 0 < number_in(reader) < social
    for _ in range(reader.locator(".chip.chosen").count()):
        reader.locator(".chip.chosen").first.click()
    assert number_in(reader) == everybody


def number_in(page):
    """How many organisations the directory says it shows."""
    return int(page.locator(".result-count b").inner_text().split()[0])


def test_remarks_are_withdrawn_in_two_steps(reader):
    reader.goto(address("receipt"))
    assert not reader.get_by_role("button", name="Tak, wycofaj").is_visible()
    reader.get_by_text("Wycofaj tę uwagę").click()
    assert reader.get_by_text("Tego nie da się cofnąć").is_visible()
    reader.get_by_role("button", name="Tak, wycofaj").click()
    assert reader.get_by_role("heading", name="Uwagi wycofane").is_visible()


def test_a_support_is_withdrawn_in_two_steps(reader):
    reader.goto(address("support to confirm"))
    reader.get_by_role("button", name="Potwierdzam poparcie").click()
    assert not reader.get_by_role("button", name="Tak, wycofaj poparcie").is_visible()
    reader.get_by_text("Wycofaj poparcie", exact=True).click()
    reader.get_by_role("button", name="Tak, wycofaj poparcie").click()
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
    assert chapter.bounding_box()["y"] < 800


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
    assert reader.locator("details:target summary").bounding_box()["y"] < 800


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
    assert menu.is_visible()
    keys.press("Escape")
    assert not menu.is_visible()
    keys.press("Space")
    assert menu.is_visible(), "after closing, the focus is on the button again"
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
