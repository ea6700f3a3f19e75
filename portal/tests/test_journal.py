"""SQLite's journal: write-ahead only where it cannot corrupt the file."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connections

from portal.journal import choose_after_migrate, wanted_mode


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "delete"), ((3, 51, 2), "delete"), ((3, 51, 3), "wal")]
)
def test_the_mode_follows_the_version(version, mode):
    assert wanted_mode(version) == mode


def test_a_file_of_another_mode_is_changed_for_good(tmp_path, django_db_blocker):
    other = "delete" if wanted_mode() == "wal" else "wal"
    path = tmp_path / "portal.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA journal_mode={other}")
        file.execute("CREATE TABLE page (id)")
    connections.databases["elsewhere"] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {},
    }
    try:
        with django_db_blocker.unblock():
            choose_after_migrate(using="elsewhere")
            connections["elsewhere"].close()
    finally:
        del connections["elsewhere"], connections.databases["elsewhere"]
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == (wanted_mode(),)
