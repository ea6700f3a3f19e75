"""Makes .venv and installs a locked requirements file into it; does nothing when both are there.

Runs on the system's Python before anything of ours is installed, so it needs nothing but the
standard library:  python3 scripts/environment.py requirements.txt
"""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
#: requirements-dev.txt holds all of requirements.txt with the same versions.
INCLUDES = {"requirements-dev.txt": ["requirements.txt"], "requirements.txt": []}


def check_machine():
    """Stops with what to install where the machine's Python cannot make an environment."""
    if sys.version_info < (3, 11):  # noqa: UP036 - here an older Python is what we look for
        sys.exit(
            "This portal needs Python 3.11 or newer; {} is {}.{}. If a newer one is installed, "
            "name it, for example: make PYTHON=python3.12 demo".format(
                sys.executable, *sys.version_info[:2]
            )
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "This Python cannot make a virtual environment. On Debian or Ubuntu run "
            "'apt-get install python3-venv', then the same make command again."
        )


def digest(requirements):
    """What the environment was installed from: the file and the Python it was installed for."""
    content = (ROOT / requirements).read_bytes() + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


def stamp(requirements):
    return VENV / f"installed-{requirements}"


def is_installed(requirements):
    path = stamp(requirements)
    return PYTHON.exists() and path.exists() and path.read_text() == digest(requirements)


def main(requirements):
    if is_installed(requirements):
        return
    check_machine()
    if not PYTHON.exists():
        print("· Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    print(f"· Installing {requirements} (the first time takes a minute or two)", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    done = subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / requirements)])
    if done.returncode:
        sys.exit("The packages could not be installed; pip says above why. Then run make again.")
    for installed in [requirements, *INCLUDES[requirements]]:
        stamp(installed).write_text(digest(installed))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(error.cmd)} failed; the lines above say why.")
