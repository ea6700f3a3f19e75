"""`make demo` from nothing to a portal that answers, twice; a signal leaves no process behind."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings


class Demo:
    """One `make demo` in a folder as cloned, with the tests' own environment for a new one."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {**os.environ, "PORT": str(self.port), "VAR_DIR": str(folder / "var")}
        # What the test run is told of its own database and settings is none of the demo's.
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.make = subprocess.Popen(
                ["make", "demo", f"RUN={sys.executable}", "PYTHON=true"],
                cwd=folder / "clone",
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_it_answers(self):
        deadline = time.monotonic() + 240
        while "Accounts" not in self.log.read_text():
            ended = self.make.poll() is not None
            assert not ended and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()

    def processes(self):
        """The ids of make and of everything below it."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # has ended since it was listed
            if fields[0] != "Z":
                parents[int(stat.parent.name)] = int(fields[1])
        found = {self.make.pid} & parents.keys()
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found


@pytest.fixture
def start(tmp_path):
    not_cloned = shutil.ignore_patterns(".*", "var", "*.mo", "__pycache__")
    shutil.copytree(settings.BASE_DIR, tmp_path / "clone", ignore=not_cloned)
    started = []

    def start_demo():
        started.append(Demo(tmp_path))
        started[-1].wait_until_it_answers()
        return started[-1]

    yield start_demo
    for demo in started:
        for pid in demo.processes():
            os.kill(pid, signal.SIGKILL)


def left_of(pids):
    """Those that still run, after a moment for the last of them to go."""
    deadline = time.monotonic() + 5
    while (
        left := [p for p in pids if Path(f"/proc/{p}").exists()]
    ) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def test_it_starts_from_nothing_ends_whole_and_keeps_what_was_entered(start, tmp_path):
    demo = start()
    status, home = demo.get("/")
    assert status == 200 and "Lipowa Dolina" in home
    assert demo.get("/demo/poczta/")[0] == 200
    with closing(sqlite3.connect(tmp_path / "var" / "portal.sqlite3")) as database:
        (report,) = database.execute("SELECT content FROM portal_resources_report").fetchone()
    assert "konsultowano od" in report
    with pytest.raises(ConnectionRefusedError):  # bound to this one address, not to all
        socket.create_connection(("127.0.0.2", demo.port), timeout=5)
    processes = demo.processes()
    assert len(processes) >= 6  # make, supervisor, server with two workers, worker, clock
    demo.make.send_signal(signal.SIGTERM)
    demo.make.wait(timeout=30)
    assert left_of(processes) == []

    with closing(sqlite3.connect(tmp_path / "var" / "portal.sqlite3")) as database, database:
        pages = database.execute("SELECT count(*) FROM wagtailcore_page").fetchone()
        database.execute("INSERT INTO taggit_tag (name, slug) VALUES ('kept', 'kept')")
    demo = start()
    with closing(sqlite3.connect(tmp_path / "var" / "portal.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM wagtailcore_page").fetchone() == pages
        assert database.execute("SELECT name FROM taggit_tag WHERE slug = 'kept'").fetchone()
    processes = demo.processes()
    os.killpg(demo.make.pid, signal.SIGINT)  # as Ctrl-C does
    demo.make.wait(timeout=30)
    assert left_of(processes) == []
