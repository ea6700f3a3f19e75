"""A cached page is never behind what it shows."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.services import answering

PREFIXES = {"pl": "", "en": "/en", "uk": "/uk"}

pytestmark = pytest.mark.django_db


def asked(client, url):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    return response, len(captured)


def test_a_second_reader_costs_one_query_and_can_get_304(client, consultation, programme_page):
    client.get(programme_page.url)  # makes the row of the municipality's settings
    first, many = asked(client, programme_page.url)
    second, one = asked(client, programme_page.url)
    assert many > 1
    assert one == 1
    assert first.content == second.content
    assert second.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" not in second.headers.get("Vary", "")
    again = client.get(programme_page.url, headers={"if-none-match": second.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_publish_shows_at_once(client, consultation, programme_page):
    client.get(programme_page.url)
    programme_page.title = "Nowy tytuł programu"
    programme_page.save_revision().publish()
    assert "Nowy" in client.get(programme_page.url).content.decode()


def test_a_confirmed_remark_shows_at_once(client, send, programme_page):
    submission = send(confirm=False)
    assert "marker-1" not in client.get(programme_page.url).content.decode()
    client.post(submission.confirmation_path())
    assert "marker-1" in client.get(programme_page.url).content.decode()


def test_an_unconfirmed_one_leaves_pages_kept_and_is_in_the_list_at_once(
    client, send, consultation, programme_page
):
    entries = f"/uwagi/rejestr/{consultation.pk}/"
    before = client.get(entries).content
    client.get(programme_page.url)
    send(confirm=False)
    assert asked(client, programme_page.url)[1] == 1
    assert client.get(entries).content != before


def test_answers_published_after_the_others_show_at_once(client, send, consultation):
    late = send(body="Później.").remarks.get()
    now = consultation.results_from
    with time_machine.travel(now, tick=False):
        answering.publish_all(consultation, now, "Czekamy na opinię prawną.")
        response = answering.draft(late, "accepted", "Opinia jest: tak.", None, now)
        answering.put_forward([response], None, now)
        answering.approve([response], None, now)
        url = consultation.pages.get().url
        assert "Opinia jest" not in client.get(url).content.decode()
        answering.publish_all(consultation, now)
        assert "Opinia jest" in client.get(url).content.decode()


def test_a_passed_deadline_shows_at_once(client, consultation, programme_page):
    with time_machine.travel(consultation.closes_at - timedelta(seconds=3), tick=False) as clock:
        assert "?zapis=" in client.get(programme_page.url).content.decode()
        assert "?zapis=" in client.get(programme_page.url).content.decode()
        clock.move_to(consultation.closes_at)
        assert "?zapis=" not in client.get(programme_page.url).content.decode()


def test_signed_in_editors_and_forms_are_never_cached(admin_client, client, consultation):
    page = consultation.pages.get()
    assert asked(admin_client, page.url)[1] > 1
    assert asked(admin_client, page.url)[1] > 1
    form = f"/uwagi/nowa/{consultation.pk}/"
    first, second = client.get(form), client.get(form)
    assert first.context_data["form"]["key"].value() != second.context_data["form"]["key"].value()


def test_a_page_cached_for_one_language_is_not_served_in_another(client, consultation):
    addresses = {code: f"{prefix}/uwagi/jak-sprawdzic/" for code, prefix in PREFIXES.items()}
    for _time in range(2):
        for code, url in addresses.items():
            response, queries = asked(client, url)
            assert f'<html lang="{code}"' in response.content.decode(), url
    assert queries == 1  # the last round came from the cache
