"""`make test` and `make test-postgres`: gets what the suite needs from the machine, then runs it.

Further arguments go to pytest.
"""

import os
import subprocess
import sys
from pathlib import Path

from conftest import find_chromium
from scripts.machine import install, stop_on_sigterm
from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parent.parent
#: A process that is done takes tests over from one that is not.
ON_ALL_CORES = ["--numprocesses", "auto", "--dist", "worksteal"]


def run(arguments, environment=None):
    command = [sys.executable, "-m", "pytest", *ON_ALL_CORES, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}).returncode


def main(arguments):
    stop_on_sigterm()
    if find_chromium() is None:
        install("chromium", needed_for="the browser tests", found=find_chromium)
    if "--postgres" not in arguments:
        return run(arguments)
    arguments.remove("--postgres")
    with temporary_server() as environment:
        return run(["-m", "not axe", *arguments], environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
