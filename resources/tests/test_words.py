"""Counts in the words of the reader's language."""

import pytest
from django.utils import translation

from resources.templatetags.resources_tags import remarks_count


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 uwag"),
        (1, "1 uwaga"),
        (2, "2 uwagi"),
        (4, "4 uwagi"),
        (5, "5 uwag"),
        (12, "12 uwag"),
        (14, "14 uwag"),
        (21, "21 uwag"),
        (22, "22 uwagi"),
        (25, "25 uwag"),
        (112, "112 uwag"),
        (122, "122 uwagi"),
    ],
)
def test_polish_counts_remarks_in_its_own_plurals(count, words):
    with translation.override("pl"):
        assert remarks_count(count) == words
