"""How SQLite keeps a half-written transaction apart: chosen once, when the tables are made."""

import sqlite3

from django.db import DEFAULT_DB_ALIAS, connections

#: Write-ahead logging lets readers go on beside a writer, but before this release of SQLite two
#: connections that checkpoint at the same moment could corrupt the file.
SAFE_FOR_WAL = (3, 51, 3)


def wanted_mode(version=sqlite3.sqlite_version_info):
    return "wal" if version >= SAFE_FOR_WAL else "delete"


def choose_after_migrate(sender=None, using=DEFAULT_DB_ALIAS, **kwargs):
    """Sets the mode in the file; it stays there, so no connection need ask for it again."""
    connection = connections[using]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] != wanted_mode():
            cursor.execute(f"PRAGMA journal_mode={wanted_mode()}")
