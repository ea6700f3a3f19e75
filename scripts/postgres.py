"""A PostgreSQL server for one run: started in a temporary folder, always stopped again."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from scripts.machine import install

OLDEST = 15
SETTINGS = {"listen_addresses": "", "max_connections": "40"}
#: Where nothing outlives the run, nothing need reach the disk.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def find_binaries():
    """The folder with the newest server of a version that we support, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    versions = {version(folder): folder for folder in folders if (folder / "initdb").exists()}
    newest = max(versions, default=0)
    return versions[newest] if newest >= OLDEST else None


def version(folder):
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    return int(re.search(r"\) (\d+)", said.stdout).group(1))


def unprivileged():
    """Popen arguments that drop root, as which PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def temporary_server(durable=False):
    """Yields the environment variables under which the portal uses the server.

    A `durable` one writes to the disk as an installation's does, for proofs that nothing is lost.
    """
    if find_binaries() is None:
        install("postgresql", needed_for=f"PostgreSQL {OLDEST} or newer", found=find_binaries)
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    dropped = unprivileged()
    if dropped:
        os.chown(folder, dropped["user"], dropped["group"])
    server = None
    try:
        options = ["--username=portal", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [binaries / "initdb", "-D", folder / "data", "--no-sync", *options],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **dropped,
        )
        chosen = SETTINGS if durable else SETTINGS | FORGETFUL
        settings = [f"-c{name}={value}" for name, value in chosen.items()]
        with open(folder / "log", "w") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", folder / "data", "-k", folder, *settings],
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C stops the tests first, then we the server
                **dropped,
            )
        wait_for(server, folder)
        yield {
            "DATABASE_URL": "postgres:///postgres",
            "PGHOST": str(folder),
            "PGUSER": "portal",
        }
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": ends the sessions, then itself
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(server, folder):
    deadline = time.monotonic() + 30
    while not is_ready(folder):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def is_ready(folder):
    """Whether the server takes connections: its socket is there a moment before it does."""
    told = folder / "data" / "postmaster.pid"
    return told.exists() and "ready" in told.read_text().split()
