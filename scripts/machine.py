"""Gets a program from the system's packages, or says what to install."""

import os
import shutil
import signal
import subprocess
import sys


def install(package, needed_for, found):
    """Installs a Debian package when run as root; stops with a sentence where it cannot."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"· Installing {package} for {needed_for}", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*get, "update"], env=quiet)
        subprocess.run(
            [*get, "install", "--yes", "--no-install-recommends", package],
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
    if not found():
        sys.exit(
            f"{package} is needed for {needed_for} and could not be found. Install it with your "
            f"system's packages (on Debian or Ubuntu: apt-get install {package}), then run make "
            f"again."
        )


def stop_on_sigterm():
    """Turns SIGTERM into an exit that runs every clean-up on its way."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
