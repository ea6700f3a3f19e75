"""The OPS editor turns a past meeting of the demo into a report with five photos."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import EventPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_INTERACTIONS = 12
WORDS = "Przyszło dwadzieścia siedem osób."


class Counted:
    """An editor whose clicks and typed texts are counted."""

    def __init__(self, page):
        self.page = page
        self.interactions = 0

    def click(self, target):
        self.interactions += 1
        target.click()

    def type(self, text):
        self.interactions += 1
        self.page.keyboard.insert_text(text)


def test_an_editor_publishes_a_report_with_five_photos(visit, live_site, at):
    meetings = EventPage.objects.live().filter(
        locale__language_code="pl", meeting__starts_at__gt=timezone.now()
    )
    event = meetings.order_by("meeting__starts_at").first()
    before = event.pictures.count()
    at(f"{timezone.localtime(event.starts_at) + timedelta(days=1):%Y-%m-%d %H:%M}")
    session = Client()
    session.force_login(get_user_model().objects.get(username="redakcja"))
    page = visit()
    page.context.add_cookies(
        [{"name": "sessionid", "value": session.cookies["sessionid"].value, "url": live_site}]
    )
    page.goto(reverse("wagtailadmin_pages:edit", args=[event.pk]))

    editor = Counted(page)
    report = page.locator("[data-contentpath=body]")
    editor.click(report.locator(".c-sf-add-button").first)
    editor.click(page.get_by_role("option", name="Tekst"))
    report.locator("[contenteditable=true]").wait_for()
    # The new block takes the focus by itself, a moment after it appears.
    page.wait_for_function("document.activeElement.isContentEditable")
    editor.type(WORDS)
    report.get_by_text(WORDS).wait_for()
    editor.click(page.locator("#id_pictures-OPEN_MODAL"))
    photos = page.locator(".modal-body input[type=checkbox]")
    photos.nth(4).wait_for()
    for number in range(5):
        editor.click(photos.nth(number))
    editor.click(page.locator(".modal-body [data-multiple-choice-submit]").first)
    page.locator(f"#id_pictures-{before + 4}-image-chooser").wait_for()
    editor.click(page.locator("footer [data-w-dropdown-target=toggle]").first)
    editor.click(page.locator("[name=action-publish]"))
    page.locator(".messages .success").wait_for()
    assert editor.interactions <= MOST_INTERACTIONS

    reader = visit()
    reader.goto(event.url)
    main = reader.locator("main")
    assert WORDS in main.inner_text().replace("\xa0", " ")
    assert main.locator(".gallery img").count() == before + 5
