"""`make check`: everything about the code that needs no run of it. Runs all, names what failed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.machine import install

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "layers": [BIN / "lint-imports", "--no-cache"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "system": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "messages": [sys.executable, "-m", "scripts.messages", "--check"],
    "requirements": [sys.executable, "-m", "scripts.lock_requirements", "--check"],
}


def gettext_tools():
    return shutil.which("xgettext") and shutil.which("msgmerge")


def main():
    if not gettext_tools():
        install("gettext", needed_for="the check of translations", found=gettext_tools)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    failed = []
    for name, command in CHECKS.items():
        print(f"· {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
