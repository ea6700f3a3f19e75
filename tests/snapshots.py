"""Puts the whole test database back to a state that was kept, in some ten milliseconds.

Tests that commit (a live server, threads) need the database cleaned after them. Django empties
every table for that, which the append-only triggers refuse and which loses what migrations put
in: root page, locales, groups. Copying a kept database back needs neither, and makes the demo
content, which takes a while to load, free for every test after the first.
"""

import sqlite3
from contextlib import closing

from django.db import connection, connections


class Snapshots:
    """Kept states of the test database, by name."""

    def __init__(self):
        self.kept = {}

    def keep(self, name):
        self.kept[name] = keep_sqlite() if connection.vendor == "sqlite" else keep_postgres(name)

    def restore(self, name):
        if connection.vendor == "sqlite":
            restore_sqlite(self.kept[name])
        else:
            restore_postgres(self.kept[name])

    def drop(self):
        if connection.vendor == "postgresql":
            for copy in self.kept.values():
                run_beside(f'DROP DATABASE "{copy}"')


def keep_sqlite():
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def restore_sqlite(copy):
    # A connection of its own: one that a test has broken must not stand in the way.
    connections.close_all()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as target:
        copy.backup(target)


def keep_postgres(name):
    database = connection.settings_dict["NAME"]
    copy = f"{database}_{name}"
    # A template may have no other sessions; a browser's last request may still have one.
    run_beside(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
    )
    run_beside(f'CREATE DATABASE "{copy}" TEMPLATE "{database}" STRATEGY FILE_COPY')
    return copy


def restore_postgres(copy):
    database = connection.settings_dict["NAME"]
    run_beside(f'DROP DATABASE "{database}" WITH (FORCE)')
    run_beside(f'CREATE DATABASE "{database}" TEMPLATE "{copy}" STRATEGY FILE_COPY')


def run_beside(statement, parameters=None):
    """Runs a statement from the server's own database, since it copies or drops ours."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, parameters)
