"""The supervisor restarts what dies and leaves nothing behind, whatever its children do."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

SCRIPT = """
import signal, sys
from portal import supervisor
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever the tests themselves were started by
supervisor.STOP_SECONDS = 1
supervisor.Supervisor({"child": ["/bin/sh", "-c", sys.argv[1]]}).run()
"""


class Supervised:
    """A supervisor with one shell script under it, which writes process ids into a file."""

    def __init__(self, folder, script):
        self.pids_file, self.log = folder / "pids", folder / "log"
        with self.log.open("w") as log:  # a pipe would stay open as long as a child that is left
            self.process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT, script],
                env={**os.environ, "PIDS": str(self.pids_file)},
                stderr=log,
            )

    def pids(self, count):
        """The ids written so far, once there are as many as that."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            lines = self.pids_file.read_text().split() if self.pids_file.exists() else []
            if len(lines) >= count:
                return [int(line) for line in lines]
            time.sleep(0.05)
        raise AssertionError(f"Fewer than {count} processes were started: {lines}")

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


@pytest.fixture
def supervise(tmp_path):
    started = []

    def start(script):
        started.append(Supervised(tmp_path, script))
        return started[-1]

    yield start
    for supervised in started:
        supervised.process.kill()
        supervised.process.wait()
        for pid in supervised.pids(0):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_ended(pids, seconds=5):
    """Who was killed takes a moment to go where the machine is busy."""
    deadline = time.monotonic() + seconds
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_children_and_their_children(supervise, number):
    supervised = supervise('echo $$ >> "$PIDS"; sleep 600 & echo $! >> "$PIDS"; wait')
    pids = supervised.pids(2)
    assert supervised.stop(number) == 0
    assert all_ended(pids)


def test_a_child_that_will_not_end_is_killed(supervise):
    supervised = supervise('trap "" TERM; echo $$ >> "$PIDS"; while :; do sleep 0.1; done')
    (pid,) = supervised.pids(1)
    assert supervised.stop(signal.SIGTERM) == 0
    assert not is_running(pid)


def test_a_child_that_dies_is_started_again_and_takes_its_own_with_it(supervise):
    supervised = supervise('sleep 600 & echo $! >> "$PIDS"; echo $$ >> "$PIDS"; exit 3')
    first_grandchild, first, *_ = supervised.pids(4)
    assert all_ended([first, first_grandchild])
    supervised.stop(signal.SIGTERM)
    assert "The child ended with code 3; it starts again in 1 s." in supervised.log.read_text()
    assert all_ended(supervised.pids(4))
