"""Writers to one SQLite file: each gets its turn soon after the one before, or is told in time."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.db import OperationalError, connections, transaction

from portal.sqlite3.base import ASK_AGAIN_SECONDS


@pytest.fixture
def beside(tmp_path, django_db_blocker):
    """The name of a database in a file of its own, and another line to that file."""
    path = tmp_path / "beside.sqlite3"
    connections.databases["beside"] = {
        **connections.databases["default"],
        "ENGINE": "portal.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE"},
    }
    try:
        with (
            django_db_blocker.unblock(),
            closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
        ):
            other.execute("CREATE TABLE page (id)")
            yield "beside", other
            connections["beside"].close()
    finally:
        del connections["beside"], connections.databases["beside"]


def write(using):
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("INSERT INTO page VALUES (1)")


def test_a_writer_asks_often_and_goes_on_once_the_other_is_done(beside, monkeypatch):
    using, other = beside
    asked = []

    def sleep(seconds):
        asked.append(seconds)
        if len(asked) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr("portal.sqlite3.base.time.sleep", sleep)
    other.execute("BEGIN IMMEDIATE")
    write(using)
    assert asked == [ASK_AGAIN_SECONDS] * 3
    assert other.execute("SELECT count(*) FROM page").fetchone() == (1,)


def test_a_writer_that_waits_too_long_is_told_and_may_try_again(beside):
    using, other = beside
    connections[using].settings_dict["OPTIONS"]["timeout"] = 0.4
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        write(using)
    assert time.monotonic() - started >= 0.4
    other.execute("COMMIT")
    write(using)
    assert other.execute("SELECT count(*) FROM page").fetchone() == (1,)


def test_another_fault_is_told_at_once(beside, monkeypatch):
    using, _other = beside
    monkeypatch.setattr("portal.sqlite3.base.time.sleep", lambda _seconds: pytest.fail("waited"))
    connections[using].ensure_connection()
    connections[using].transaction_mode = "NONSENSE"
    with pytest.raises(OperationalError, match="syntax"):
        write(using)


def test_readers_still_wait_for_a_commit_in_progress(beside):
    using, other = beside
    write(using)
    other.execute("BEGIN EXCLUSIVE")
    done = threading.Timer(0.1, lambda: other.execute("COMMIT"))
    done.start()
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM page")
        assert cursor.fetchone() == (1,)
    done.join()
