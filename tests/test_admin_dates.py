"""Dates typed in the admin."""

import pytest
from django.urls import reverse

from resources.models import Consultation
from tests.test_remark_path import log_in, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_date_typed_as_in_poland_is_that_date_and_no_other(visit):
    prepared = Consultation.objects.get(announced_at=None)
    page = visit()
    log_in(page, "moderacja")
    page.goto(reverse("consultations:edit", args=[prepared.pk]))
    field = page.locator("[name=order_date]")
    for typed in ["jutro", "3.11.2026"]:
        field.fill(typed)
        field.press("Tab")
        assert field.input_value() == typed
        press(page.get_by_role("button", name="Zapisz"))
        assert page.locator(".messages li").is_visible()
    prepared.refresh_from_db()
    assert f"{prepared.order_date}" == "2026-11-03"


def test_no_calendar_comes_up_behind_one_who_has_gone_on(visit):
    prepared = Consultation.objects.get(announced_at=None)
    page = visit()
    log_in(page, "moderacja")
    page.goto(reverse("consultations:edit", args=[prepared.pk]))
    field, calendar = page.locator("[name=order_date]"), page.locator(".xdsoft_datetimepicker")
    field.focus()
    calendar.locator("visible=true").wait_for()
    field.blur()
    field.focus()
    field.blur()
    page.wait_for_timeout(500)  # it opens up to 200 ms after its field was entered
    assert not calendar.locator("visible=true").count()
