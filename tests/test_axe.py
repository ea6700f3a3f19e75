"""axe finds nothing on any kind of page: light and dark, on a desktop and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.kinds import KINDS, MISSING, address
from tests.test_remark_path import press

pytestmark = [pytest.mark.axe, pytest.mark.browser]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
WIDTHS = [1280, 320]
SCHEMES = ["light", "dark"]


@pytest.fixture
def sweep(visit):
    """Opens an address and checks it in every state; axe is put into the page once."""

    def sweep(where, status=200, reach=lambda page: None):
        page = visit()
        assert page.goto(where).status == status
        reach(page)
        page.evaluate(Axe().axe_script)
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                f"{where} scrolls sideways at {width} px"
            )
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found += [f"{width} px, {scheme}: {line}" for line in violations(page)]
                # The next rounds also read what a reader has to unfold first.
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert not found, f"{where}\n" + "\n".join(found)

    return sweep


def violations(page):
    result = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{rule['id']} ({rule['help']}): {node['target']} {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind(sweep, db, kind):
    sweep(address(kind), status=404 if kind in MISSING else 200)


def test_a_form_with_errors(sweep, db):
    def send_nothing(page):
        press(page.locator("#uwaga .button.primary"))
        assert page.locator(".error-summary").is_visible()

    sweep(address("remark form"), reach=send_nothing)


def test_the_open_menu_of_a_phone(visit):
    page = visit(width=320)
    page.goto("/")
    page.locator("[popovertarget=menu]").first.click()
    page.evaluate(Axe().axe_script)
    assert not violations(page)


def test_the_sweep_sees_a_fault(visit):
    page = visit()
    page.goto("/o-portalu/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(Axe().axe_script)
    assert any(line.startswith("image-alt") for line in violations(page))
