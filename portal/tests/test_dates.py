"""Dates in the words of the reader's language."""

from datetime import date

import pytest
from django.utils import translation

from portal.dates import until_day


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "poniedziałku 30\u00a0listopada 2026\u00a0r."),
        ("en", "Monday, 30 November 2026"),
        ("uk", "понеділка, 30 листопада 2026 р."),
    ],
)
def test_the_last_day_stands_in_the_form_that_follows_until(language, words):
    with translation.override(language):
        assert until_day(date(2026, 11, 30)) == words
