"""Setting up on a machine that lacks something says what to do about it."""

import importlib.util
import sys

import psycopg
import pytest

from scripts import environment, machine, postgres


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* is 3\.9"):
        environment.check_machine()


def test_a_python_without_venv_says_which_package_to_install(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name)
    )
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        environment.check_machine()


def test_a_changed_lock_is_installed_again(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    for name in ("python", "requirements.txt"):
        (tmp_path / name).write_text("")
    assert not environment.is_installed("requirements.txt")
    environment.stamp("requirements.txt").write_text(environment.digest("requirements.txt"))
    assert environment.is_installed("requirements.txt")
    (tmp_path / "requirements.txt").write_text("django==5.2 --hash=sha256:0")
    assert not environment.is_installed("requirements.txt")


def test_a_program_that_cannot_be_installed_is_asked_for(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="chromium is needed for the browser tests"):
        machine.install("chromium", needed_for="the browser tests", found=lambda: None)


@pytest.mark.skipif(
    postgres.find_binaries() is None, reason="make test-postgres installs PostgreSQL"
)
def test_the_temporary_server_is_gone_afterwards_even_after_a_failure():
    with pytest.raises(ZeroDivisionError), postgres.temporary_server() as server:
        where = {"host": server["PGHOST"], "user": server["PGUSER"], "dbname": "postgres"}
        with psycopg.connect(**where) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        1 / 0  # noqa: B018
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**where)
