"""The way of an editor from an open event to its published report, in a real browser."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from events.models import EventPage
from events.tests.factories import make_calendar, make_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_INTERACTIONS = 12


class Counted:
    """A visitor whose clicks and typed texts are counted."""

    def __init__(self, page):
        self.page = page
        self.count = 0

    def click(self, target):
        self.count += 1
        target.click()

    def type(self, text):
        self.count += 1
        self.page.keyboard.type(text)


def test_a_report_with_five_photos_takes_at_most_twelve_interactions(browser, live_server):
    event = make_event(make_calendar(), starts_at=timezone.now() - timedelta(days=1))
    for number in range(5):
        get_image_model().objects.create(
            title=f"Zdjęcie {number}",
            description="Ludzie przy stole",
            file=get_test_image_file(f"{number}.png"),
        )
    user = get_user_model().objects.create_superuser("redakcja", "r@example.test", "haslo")
    session = Client()
    session.force_login(user)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_cookies(
        [{"name": "sessionid", "value": session.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(reverse("wagtailadmin_pages:edit", args=[event.pk]))
    editor = Counted(page)

    report = page.locator("[data-contentpath=body]")
    editor.click(report.locator(".c-sf-add-button").first)
    editor.click(page.locator("[role=option]", has_text="Tekst").first)
    report.locator("[contenteditable=true]").wait_for()
    editor.type("Przyszło dwadzieścia siedem osób.")
    editor.click(page.locator("#id_pictures-OPEN_MODAL"))
    photos = page.locator(".modal-body input[type=checkbox]")
    photos.nth(4).wait_for()
    for number in range(5):
        editor.click(photos.nth(number))
    editor.click(page.locator(".modal-body [data-multiple-choice-submit]").first)
    page.locator("#id_pictures-4-image-chooser").wait_for()
    editor.click(page.locator("footer [data-w-dropdown-target=toggle]").first)
    with page.expect_navigation(timeout=60_000):
        editor.click(page.locator("[name=action-publish]"))
    page.locator(".messages .success").wait_for(timeout=60_000)
    context.close()

    event = EventPage.objects.get()
    assert event.reported
    assert event.pictures.count() == 5
    assert editor.count <= MOST_INTERACTIONS
