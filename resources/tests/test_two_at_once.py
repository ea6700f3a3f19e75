"""Two people at work on one consultation: what the first one did is not undone by the second."""

import threading
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resources.models import CaseArchive, Report, ReportFile
from resources.services import answering, archiving, ledger
from resources.services import reporting as service
from resources.tests.people import answer_all, user_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(user_with("change_consultation", "answer_remarks"))
    return client


def started(act):
    """Somebody else's act in a thread, and the event of its asking for what others may hold."""

    held_up = threading.Event()

    def note(execute, sql, *rest):
        # What the other transaction holds up: on SQLite any that may write, else the row's lock.
        if sql.startswith("BEGIN") or "FOR UPDATE" in sql:
            held_up.set()
        return execute(sql, *rest)

    def do():
        try:
            with connection.execute_wrapper(note):
                act()
        finally:
            connection.close()

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    return thread, held_up


def waiting(act):
    """Starts an act that is on its way while somebody else's transaction is not committed yet."""
    thread, held_up = started(act)
    assert held_up.wait(30)
    return thread


def publish_while(consultation, client, url, data):
    with transaction.atomic():
        ledger.lock(consultation)
        consultation.results_at = timezone.now()
        consultation.save(update_fields=["results_at"])
        thread = waiting(partial(client.post, url, data))
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


# --- Reports and archives, made while their words go ------------------------------------------


@pytest.fixture
def report(consultation):
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    return service.make(consultation, None, timezone.now())


@pytest.fixture
def archive(consultation):
    return archiving.ask(consultation, None, timezone.now())


def stored():
    """Names of all files of reports and archives."""
    root = storages["private"].path("")
    return {path for kind in ("reports", "cases") for path in Path(root, kind).rglob("*.*")}


def test_two_that_make_a_report_leave_one(consultation, report):
    with transaction.atomic():
        ledger.lock(consultation)
        other = waiting(partial(service.make, consultation, None, timezone.now()))
        mine = service.make(consultation, None, timezone.now())
    other.join()
    left = Report.objects.get()
    assert left.number == 1
    assert left.pk not in (report.pk, mine.pk)


def makers(report, archive):
    """Each kind of work: who makes its files, who drops it, and the row that names a file."""
    consultation = report.consultation
    return {
        "report": (
            partial(service.make_files, report),
            partial(service.drop_drafts, consultation),
            ReportFile,
        ),
        "archive": (
            partial(archiving.pack, archive),
            partial(archiving.forget, consultation.archives.all()),
            CaseArchive,
        ),
    }


@pytest.mark.parametrize("kind", ["report", "archive"])
def test_files_go_that_were_about_to_be_named_when_their_work_was_dropped(
    report, archive, monkeypatch, kind
):
    """The act that drops them waits for the row, and then finds the file."""
    make, drop, row = makers(report, archive)[kind]
    before, save, dropping = stored(), row.save, []

    def save_then_drop(self, **options):
        save(self, **options)
        if not dropping:
            dropping.append(waiting(drop))
            assert stored() > before

    monkeypatch.setattr(row, "save", save_then_drop)
    make()
    dropping[0].join()
    assert not row.objects.exists()
    assert stored() == before


@pytest.mark.parametrize("kind", ["report", "archive"])
def test_files_of_work_that_is_being_dropped_are_not_kept(report, archive, monkeypatch, kind):
    """Who makes them waits for the act that drops the work, and then names none."""
    make, drop, row = makers(report, archive)[kind]
    before, store = stored(), FieldFile.save
    written, dropped = threading.Event(), threading.Event()

    def store_and_wait(self, *args, **options):
        store(self, *args, **options)
        written.set()
        assert dropped.wait(30)

    monkeypatch.setattr(FieldFile, "save", store_and_wait)
    making, held_up = started(make)
    assert written.wait(30)
    with transaction.atomic():
        drop()
        dropped.set()
        assert held_up.wait(30)
    making.join()
    assert not row.objects.exists()
    assert stored() == before
