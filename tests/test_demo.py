"""`make demo` as one meets it: what it says when it cannot start, and that it ends whole."""

import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings


def start_demo(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "scripts.demo", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_taken_port_gets_a_sentence_that_names_another():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = start_demo(PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "PORT=" in done.stderr and "make demo" in done.stderr


@pytest.mark.parametrize("port", ["http", "80", "99999", "-1", ""])
def test_a_port_that_is_none_is_refused(port):
    done = start_demo(PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith("PORT must be a number from 1024 to 65535")


def test_starting_over_leaves_a_database_of_ones_own_alone(tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    done = start_demo(
        "--reset", PORT="18123", DATABASE_URL="postgres://db/ours", VAR_DIR=str(tmp_path)
    )
    assert done.returncode == 1
    assert "DATABASE_URL is set" in done.stderr
    assert kept.exists()
