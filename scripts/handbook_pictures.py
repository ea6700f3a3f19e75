"""Takes the handbook's pictures anew, on the walk that its test takes; look at them afterwards."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WALK = "tests/test_handbook.py::test_the_chapter_leads_from_nothing_to_the_resolution"

if __name__ == "__main__":
    sys.exit(
        subprocess.run(
            [sys.executable, "-m", "pytest", WALK],
            cwd=ROOT,
            env={**os.environ, "HANDBOOK_PICTURES": "1"},
        ).returncode
    )
