"""What makes cached pages stale."""

from django.apps import apps

from portal.cache import UNSEEN


def test_what_no_reader_sees_is_named_by_models_that_exist():
    """A wrong name would make every page stale with each write of that model."""
    for label in UNSEEN - {"migrations.migration"}:
        assert apps.get_model(label), label
