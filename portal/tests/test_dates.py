"""Dates in the words of the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.dates import since, until_day


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "poniedziałku 30\u00a0listopada 2026\u00a0r."),
        ("en", "Monday, 30\u00a0November 2026"),
        ("uk", "понеділка, 30\u00a0листопада 2026\u00a0р."),
    ],
)
def test_the_last_day_stands_in_the_form_that_follows_until(language, words):
    with translation.override(language):
        assert until_day(date(2026, 11, 30)) == words


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "28\u00a0września 2025\u00a0r."), (9, "28\u00a0września 2025\u00a0r., godz.\u00a09.00")],
)
def test_midnight_is_not_told(hour, words):
    with translation.override("pl"):
        assert since(datetime(2025, 9, 28, hour, tzinfo=ZoneInfo("Europe/Warsaw"))) == words
