"""Things that several apps are tried on together."""

from resources.tests.conftest import consultation, programme_page, send, site_root  # noqa: F401
