"""Locks requirements*.txt from requirements*.in: every version and hash, no index address.

`--check` leaves the files alone and fails where they are not what the .in files ask for.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["requirements", "requirements-dev"]


def lock(folder):
    """Compiles in a folder; versions already in a .txt there are kept where they still fit."""
    for name in NAMES:
        subprocess.run(
            [
                *[sys.executable, "-m", "uv", "pip", "compile", f"{name}.in", "-o", f"{name}.txt"],
                *["--universal", "--generate-hashes", "--python-version", "3.11", "--quiet"],
                *["--no-emit-index-url", "--no-emit-find-links", "--no-annotate"],
                *["--custom-compile-command", "make requirements"],
            ],
            cwd=folder,
            check=True,
        )


def stale_files():
    """The locked files that a fresh lock would change."""
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            for suffix in (".in", ".txt"):
                shutil.copy(ROOT / f"{name}{suffix}", folder)
        lock(folder)
        return [
            f"{name}.txt"
            for name in NAMES
            if (Path(folder) / f"{name}.txt").read_bytes() != (ROOT / f"{name}.txt").read_bytes()
        ]


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if stale := stale_files():
            sys.exit(f"{', '.join(stale)} not current: run 'make requirements' and commit.")
    else:
        lock(ROOT)
