"""`make demo`: prepares a living municipality, then serves it on this machine until stopped."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from portal.supervisor import Supervisor, portal_commands
from scripts.machine import stop_on_sigterm

ROOT = Path(__file__).resolve().parent.parent
ACCOUNTS = {
    "admin": "everything",
    "redakcja": "editor",
    "moderacja": "runs consultations",
    "zastepstwo": "stands in for moderacja",
    "burmistrz": "approves answers",
    "koordynacja": "organisations and events",
    "tlumaczenia": "translator",
}


def wanted_port():
    """The port to serve on; stops with what to do where it is no port or is taken."""
    value = os.environ.get("PORT", "8000")
    if not (value.isdecimal() and 1024 <= int(value) <= 65535):
        sys.exit(f"PORT must be a number from 1024 to 65535, not '{value}'.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(value)))
        except OSError:
            sys.exit(
                f"Port {value} is taken by another program. Stop that one, or choose another "
                f"port: PORT={int(value) + 123} make demo"
            )
    return int(value)


def start_over():
    """Removes what the demo has made; a database of one's own is left to its owner."""
    if "DATABASE_URL" in os.environ:
        sys.exit(
            "DATABASE_URL is set: make demo-reset only removes the demo's own SQLite file. "
            "Empty that database yourself, or unset DATABASE_URL."
        )
    shutil.rmtree(os.environ.get("VAR_DIR", ROOT / "var"), ignore_errors=True)
    print("· Removed everything that was entered", flush=True)


def greet(address, stopping):
    """Says where to go once the server answers."""
    while not stopping.wait(0.2):
        try:
            urllib.request.urlopen(address, timeout=60).close()
        except urllib.error.HTTPError:
            pass
        except OSError:
            continue
        break
    else:
        return
    print(f"\n  Portal:  {address}\n  Admin:   {address}admin/\n  Mailbox: {address}demo/poczta/")
    print("\n  Accounts (password for each: demo)")
    for name, role in ACCOUNTS.items():
        print(f"    {name:<12} {role}")
    print("\n  Ctrl-C ends it; what you enter is kept. make demo-reset starts over.\n", flush=True)


def main():
    stop_on_sigterm()
    os.chdir(ROOT)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
    port = wanted_port()
    if "--reset" in sys.argv[1:]:
        start_over()
    if subprocess.run([sys.executable, "-m", "scripts.prepare_demo"]).returncode:
        sys.exit("The demo could not be prepared; the lines above say why.")

    print("· Starting web server, task worker and clock", flush=True)
    supervisor = Supervisor(portal_commands(bind=f"127.0.0.1:{port}"))
    greeting = threading.Thread(
        target=greet, args=(f"http://127.0.0.1:{port}/", supervisor.stopping), daemon=True
    )
    greeting.start()
    supervisor.run()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
