"""Dates and typography in templates."""

from datetime import date

import pytest
from django.utils import translation

from portal.templatetags.portal_tags import full_day


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", "piątek, 4\u00a0grudnia 2026\u00a0r."),
        ("en", "Friday, 4 December 2026"),
        ("uk", "п'ятниця, 4 грудня 2026 р."),
    ],
)
def test_a_deadline_is_named_with_its_weekday(language, words):
    with translation.override(language):
        assert full_day(date(2026, 12, 4)) == words
