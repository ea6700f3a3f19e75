"""Fixtures for every test: a browser, a live site, a mail server, a clock.

A test that needs something of the machine (Chromium) fails with what to install; none is skipped.
"""

import os
import shutil
import socket
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation

from portal.management.commands.compile_messages import compile_catalogues
from tests.snapshots import Snapshots

# Playwright's synchronous interface runs an event loop in the tests' thread, which makes Django
# take every query there for one made from asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"]


def find_chromium():
    """The system's browser, or the one that CHROMIUM names; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else CHROMIUM_NAMES)), None)


def pytest_configure(config):
    compile_catalogues()


# --- Database ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def snapshots():
    """States of the test database: `pristine` (as migrated) and, once asked for, `demo`."""
    return Snapshots()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, snapshots):
    """After a test that commits, the database is as migrated again; see tests/snapshots.py."""
    with django_db_blocker.unblock():
        snapshots.keep("pristine")
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: snapshots.restore("pristine")
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        snapshots.drop()


@pytest.fixture(autouse=True)
def first_language():
    """No test starts in the language of an earlier one's last request."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees a page or a site that an earlier one left in the cache."""
    cache.clear()


@pytest.fixture(scope="session")
def first_day():
    """The day on which the run began; midnight may pass while it lasts."""
    return timezone.localdate()


@pytest.fixture
def demo_content(transactional_db, snapshots, first_day, at):
    """The demo's municipality, loaded once in a run and put back for each test.

    It counts days from its loading, so each test begins at noon of that day.
    """
    if "demo" in snapshots.kept:
        snapshots.restore("demo")
    else:
        at(f"{first_day} 11:00")
        with override_settings(DEMO=True):  # the command refuses anywhere else
            call_command("load_demo", verbosity=0)
        snapshots.keep("demo")
    at(f"{first_day} 12:00")


# --- Browser -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the run; a test opens a context of its own, as a person would."""
    from playwright.sync_api import sync_playwright

    executable = find_chromium()
    if executable is None:
        pytest.fail("Browser tests need Chromium: install it, or name it by CHROMIUM=/path.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def live_site(live_server, demo_content, settings):
    """The address of a server that shows the demo content."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    return live_server.url


# --- Mail ----------------------------------------------------------------------------------


class MailServer:
    """A real SMTP server that can be told to refuse; keeps what it has accepted."""

    def __init__(self):
        self.accepted = []
        self.refuse_with = None
        self.before_reply = None

    async def handle_DATA(self, server, session, envelope):
        if self.refuse_with:
            return self.refuse_with
        self.accepted.append(envelope)
        if self.before_reply:
            await self.before_reply()
        return "250 accepted"


@pytest.fixture
def smtp(settings):
    """A mail server on loopback that the portal sends through."""
    handler = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


# --- Clock ---------------------------------------------------------------------------------


@pytest.fixture
def at(time_machine):
    """Moves the clock to a moment in Warsaw: `at("2026-11-30 23:59")`; it goes on from there."""

    def move(moment):
        local = datetime.fromisoformat(moment)
        time_machine.move_to(local.replace(tzinfo=ZoneInfo(django_settings.TIME_ZONE)), tick=True)

    return move
