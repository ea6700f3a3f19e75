"""Keeps the portal's processes running and ends every one of them with itself.

Embedded installations (the demo, one machine, the container) start the web server, the task
worker and the clock through this one process. It stands on the standard library alone, so that
it stays small and nothing of the portal's can bring it down.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

#: How often a child is looked after, and how long it has to finish what it does when asked to.
POLL_SECONDS = 0.3
STOP_SECONDS = 10
#: A child that lived this long had started well; its next failure counts as the first one.
SETTLED_SECONDS = 60
LONGEST_WAIT = 30


class Child:
    """One process that is meant to run for as long as the supervisor does.

    It leads a process group of its own, so that what it starts can be ended with it.
    """

    def __init__(self, name, command):
        self.name = name
        self.command = command
        self.process = None
        self.failures = 0
        self.started_at = self.due_at = 0.0

    def start(self):
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True)

    def look_after(self):
        """Starts the process, again if it has died, later each time it dies early."""
        if self.process is None:
            if time.monotonic() >= self.due_at:
                self.start()
        elif self.process.poll() is not None:
            self.send(signal.SIGKILL)
            lived = time.monotonic() - self.started_at
            self.failures = 1 if lived >= SETTLED_SECONDS else self.failures + 1
            wait = min(2 ** (self.failures - 1), LONGEST_WAIT)
            self.due_at = time.monotonic() + wait
            print(
                f"The {self.name} ended with code {self.process.returncode}; "
                f"it starts again in {wait} s.",
                file=sys.stderr,
                flush=True,
            )
            self.process = None

    def send(self, number):
        if self.process is not None:
            # Where the whole group has gone already, there is nobody left to tell.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs commands, given as {name: argv}, until it is told to stop."""

    def __init__(self, commands):
        self.children = [Child(name, command) for name, command in commands.items()]
        self.stopping = threading.Event()

    def run(self):
        """Returns once SIGTERM, SIGINT or a closed terminal has ended all children."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
            signal.signal(signal.SIGHUP, lambda *_: self.stopping.set())
        try:
            while not self.stopping.wait(POLL_SECONDS):
                for child in self.children:
                    child.look_after()
        finally:
            self.stop()

    def stop(self):
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                try:
                    child.process.wait(max(0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    print(f"The {child.name} does not end by itself.", file=sys.stderr)
        for child in self.children:
            child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def portal_commands(bind):
    """The processes of one installation: web server, task worker, clock."""
    manage = [sys.executable, "manage.py"]
    return {
        "web server": [
            *[sys.executable, "-m", "gunicorn", "-c", "python:portal.server"],
            *["--bind", bind, "portal.wsgi"],
        ],
        "task worker": [*manage, "db_worker", "--verbosity", "0"],
        "clock": [*manage, "tick", "--every", "60"],
    }


if __name__ == "__main__":
    Supervisor(portal_commands(os.environ.get("BIND", "127.0.0.1:8000"))).run()
