"""The editor's own saving and a quick hand: what is published is there once, and is published."""

import pytest
from django.urls import reverse

from resources.models import ConsultedTextPage, ProgrammeIndexPage
from tests.test_remark_path import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Regulamin wypożyczalni sprzętu"


def test_a_new_page_published_while_it_saves_by_itself_is_there_once(visit):
    index = ProgrammeIndexPage.objects.get(locale__language_code="pl")
    page = visit()
    log_in(page, "moderacja")
    saving = []
    kind = ["portal_resources", "consultedtextpage"]
    new = reverse("wagtailadmin_pages:add", args=[*kind, index.pk])
    page.route(f"**{new}*", lambda route: saving.append(route) if own(route) else route.continue_())
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits', () => document.body.classList.add('watched'))"
    )
    page.goto(new)
    page.locator("body.watched").wait_for()  # until then the editor takes no change for one
    page.locator("[name=kind]").select_option("rules")
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("[name=title]").fill(TITLE)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Więcej akcji").click()
    # The server has it; the browser hears of that only after the button was pressed.
    saved = saving.pop()
    answer = saved.fetch()
    page.locator("[name=action-publish]").click(no_wait_after=True)
    saved.fulfill(response=answer)
    page.locator(".messages li").first.wait_for()
    assert page.locator(".messages .success").is_visible()
    assert ConsultedTextPage.objects.get(title=TITLE).live


def own(route):
    """Whether the editor saves by itself, not because a button was pressed."""
    return route.request.headers.get("accept") == "application/json"
