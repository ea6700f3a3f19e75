"""A wrong or missing setting stops the start with a sentence that says what to set."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import setting

COMPLETE = {
    "SECRET_KEY": "long-and-random",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal@db/portal",
    "EMAIL_URL": "smtp://mail.example.org",
}


def start_production(**environment):
    """Reads the production settings in a process of its own; returns (exit code, last line)."""
    path = {"PATH": os.environ["PATH"], "VAR_DIR": os.environ.get("TMPDIR", "/tmp")}
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings.production"],
        env={**path, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.strip().rpartition("\n")[2]


def test_production_starts_when_everything_is_set():
    assert start_production(**COMPLETE) == (0, "")


@pytest.mark.parametrize("missing", COMPLETE)
def test_production_names_what_is_missing(missing):
    environment = {name: value for name, value in COMPLETE.items() if name != missing}
    code, said = start_production(**environment)
    assert code == 1
    assert f"Set the environment variable {missing};" in said


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "postgres://a@host:port/x"])
def test_an_unusable_database_is_refused_by_name(url):
    code, said = start_production(**{**COMPLETE, "DATABASE_URL": url})
    assert code == 1
    assert "DATABASE_URL" in said


@pytest.mark.parametrize(
    ("cast", "value"), [("int", "soon"), ("email_url", "pigeon://x"), ("cache_url", "attic://x")]
)
def test_a_wrong_value_is_named(monkeypatch, cast, value):
    monkeypatch.setenv("PORTAL_SOME_VALUE", value)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_SOME_VALUE has a wrong value"):
        setting(cast, "PORTAL_SOME_VALUE")


def test_every_variable_is_documented_once():
    """README.md's table and .env.example name what the settings read, and nothing else."""
    # Read by what starts the portal, before any settings.
    commands = {"PORT", "BIND", "WEB_CONCURRENCY"}
    read = set(commands)
    for file in (settings.BASE_DIR / "portal" / "settings").glob("*.py"):
        read |= set(re.findall(r'setting\(\s*"\w+", "([A-Z0-9_]+)"', file.read_text()))
    table = (settings.BASE_DIR / "README.md").read_text().partition("| variable |")[2]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    documented = re.findall(r"`([A-Z0-9_]+)`", " ".join(rows))
    assert sorted(documented) == sorted(read)
    example = (settings.BASE_DIR / ".env.example").read_text()
    assert sorted(re.findall(r"^#?([A-Z0-9_]+)=", example, re.M)) == sorted(read - commands)
