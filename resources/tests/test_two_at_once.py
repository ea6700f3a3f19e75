"""Two people at work on one consultation: what the first one did is not undone by the second."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resources.services import ledger
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(user_with("change_consultation", "answer_remarks"))
    return client


def posts(client, url, data):
    """Starts a request that is on its way while an act of somebody else is not committed yet."""

    waiting = threading.Event()

    def note(execute, sql, *rest):
        # What the other transaction holds up: on SQLite any that may write, else the row's lock.
        if sql.startswith("BEGIN") or "FOR UPDATE" in sql:
            waiting.set()
        return execute(sql, *rest)

    def post():
        try:
            with connection.execute_wrapper(note):
                client.post(url, data)
        finally:
            connection.close()

    thread = threading.Thread(target=post, daemon=True)
    thread.start()
    assert waiting.wait(30)
    return thread


def publish_while(consultation, client, url, data):
    with transaction.atomic():
        ledger.lock(consultation)
        consultation.results_at = timezone.now()
        consultation.save(update_fields=["results_at"])
        thread = posts(client, url, data)
    thread.join()
    at = consultation.results_at
    consultation.refresh_from_db()
    return at


def test_facts_of_the_council_do_not_undo_what_was_published_meanwhile(clerk, consultation):
    url = reverse("desk-council", args=[consultation.pk])
    at = publish_while(consultation, clerk, url, {"session_on": "2030-11-20"})
    assert consultation.results_at == at
    assert consultation.session_on == date(2030, 11, 20)


def test_a_corrected_set_up_does_not_undo_what_was_published_meanwhile(
    clerk,
    consultation,
    filled,
):
    url = reverse("consultations:edit", args=[consultation.pk])
    at = publish_while(consultation, clerk, url, {**filled, "case_no": "OPS.525.4"})
    assert consultation.case_no == "OPS.525.4"
    assert consultation.results_at == at
