"""A wrong or missing setting stops the start with a sentence that says what to set."""

import os
import subprocess
import sys

import pytest
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
