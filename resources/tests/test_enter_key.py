"""Enter in a field of the desk presses the first button of its form: none that decides anything."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.models import ErasureRequest, Response, Submission
from resources.services import answering, erasing
from resources.tests.people import user_with
from resources.tests.test_entering import letter

pytestmark = pytest.mark.django_db


def press_enter(client, url, field, data, page=None):
    """Sends `data` by the first button of the form that has this field; returns the response."""
    html = (page or client.get(url)).content.decode()
    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    form = next(form for form in forms if f'name="{field}"' in form)
    button = re.search(r"<button[^>]*>", form)[0]
    name, value = (re.search(rf' {a}="([^"]*)"', button)[1] for a in ("name", "value"))
    return client.post(url, data | {name: value})


def test_enter_on_a_request_erases_and_refuses_nothing(client, consultation, send):
    now = timezone.now()
    request = erasing.ask(send(), "Listem.", now, None, now)
    client.force_login(user_with("approve_answers"))
    data = {"request": request.pk, "scope": "content", "reason": "Dawno minęło."}
    url = reverse("desk-erasure", args=[consultation.pk])
    page = press_enter(client, url, "request", data)
    assert ErasureRequest.objects.get().decision == "pending"
    assert page.status_code == 200
    html = page.content.decode()
    assert "Dawno minęło." in html
    assert re.search(rf'value="{request.pk}"[^>]* checked', html)
    assert re.search(r'value="content"[^>]* checked', html)


def test_enter_on_an_answer_approves_nothing(client, consultation, send):
    response = answering.draft(send().remarks.get(), "accepted", "Tak.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    client.force_login(user_with("approve_answers"))
    data = {"answer": response.digest, "shown": response.digest, "note": "Proszę o podst"}
    url = reverse("desk-approval", args=[consultation.pk])
    page = press_enter(client, url, "answer", data)
    assert Response.objects.get().approval == "submitted"
    assert page.status_code == 200
    assert "Proszę o podst" in page.content.decode()
    assert "checked" in page.content.decode()


def test_enter_in_a_letter_records_nothing(clerk, consultation):
    url = reverse("desk-enter", args=[consultation.pk])
    page = press_enter(clerk, url, "organisation_name", letter())
    assert page.status_code == 200
    assert "Wydłużyć termin." in page.content.decode()
    assert not Submission.objects.exists()
    type(consultation).objects.update(accepted_channels=["online"])
    warned = clerk.post(url, letter())
    press_enter(clerk, url, "organisation_name", letter(), page=warned)
    assert not Submission.objects.exists()
