"""Links that open something to whoever knows them stay out of the logs."""

import io
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

RECEIPT = "kYXapynJBmMNuXX7ULCIruSqLGp4lxFe"
DRAFT = "8f014968976f439485b49687cf26fc18"
RESET = f"dcq1l2-{DRAFT}"
SUPPORT = "12:fZuj5tFbzE-CnbaXBSHYgP2E0PbmNLVYZ0nkDQJTXVM"


@pytest.fixture
def logged():
    """What the portal's own handler writes."""
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(import_string(settings.LOGGING["filters"]["secrets"]["()"])())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield stream.getvalue
    logger.removeHandler(handler)


@pytest.mark.parametrize("secret", [RECEIPT, DRAFT, RESET, SUPPORT])
def test_a_refused_request_is_logged_without_its_secret(client, db, logged, secret):
    client.get(f"/uwagi/pokwitowanie/{secret}/")
    assert "Not Found: /uwagi/pokwitowanie/…/" in logged()
    client.get(f"/uwagi/pokwitowanie/{secret}")
    assert secret not in logged()


def test_other_addresses_stay_whole(client, db, logged):
    path = "/wydarzenia/sniadanie-partnerskie-organizacji-i-firm-2026/"
    client.get(path)
    assert f"Not Found: {path}" in logged()
