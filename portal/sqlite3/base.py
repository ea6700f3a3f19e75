"""Django's SQLite, with a queue of writers that moves on at once.

SQLite lets a writer that finds the lock taken sleep longer each time, up to a tenth of a second,
while the lock lies free. In a rush that is most of the time; here a writer asks again at once.
"""

import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

ASK_AGAIN_SECONDS = 0.0003


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self):
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        deadline = time.monotonic() + patience
        self.connection.execute("PRAGMA busy_timeout = 0")
        begin = super()._start_transaction_under_autocommit
        try:
            while not _done(begin, deadline):
                time.sleep(ASK_AGAIN_SECONDS)
                # On the bare connection: through Django's cursor asking costs ten times as much.
                begin = self._begin_bare
        finally:
            # Readers meet only a commit in progress, for which SQLite's own waiting will do.
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _begin_bare(self):
        with self.wrap_database_errors:
            self.connection.execute(f"BEGIN {self.transaction_mode}")


def _done(begin, deadline):
    try:
        begin()
    except OperationalError as error:
        if "locked" not in str(error) or time.monotonic() > deadline:
            raise
        return False
    return True
