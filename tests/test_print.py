"""What comes out on paper: the text with its answers, and nothing that only a screen can use."""

import pytest

from tests.kinds import answered_programme

pytestmark = pytest.mark.browser


def test_a_printed_programme_has_its_text_and_its_answers(visit):
    page = visit()
    page.goto(answered_programme())
    answers = page.locator("details.answers .answer")
    assert answers.count() > 0
    page.emulate_media(media="print")
    for hidden in (".menu", ".breadcrumbs", ".search-text", ".toc-fold", ".site-footer nav"):
        found = page.locator(hidden)
        assert found.count() > 0, hidden
        assert not any(one.is_visible() for one in found.all()), hidden
    assert page.locator(".chapter h2").first.is_visible()
    assert all(answer.is_visible() for answer in answers.all())
