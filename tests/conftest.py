"""Things that several apps are tried on together, and visitors of the demo municipality."""

import pytest
from playwright.sync_api import expect

from resources.tests.conftest import consultation, programme_page, send, site_root  # noqa: F401

#: What a busy machine may take to answer, in milliseconds; who waits longer has waited in vain.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def visit(browser, live_site):
    """Opens a window on the demo: `visit(width=320, java_script_enabled=False)`.

    The demo is loaded once in a run and put back before each test, so a test may write. Any error
    of a script on any page fails the test.
    """
    contexts, errors = [], []

    def open_window(width=1280, height=800, **options):
        context = browser.new_context(
            base_url=live_site,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            locale="pl-PL",
            timezone_id="Europe/Warsaw",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda failed: errors.append(f"{failed.page.url}: {failed.error}"))
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert not errors, f"Scripts failed: {errors}"
