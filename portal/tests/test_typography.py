"""What the eye meets in every list and line: page numbers, and where a line may end."""

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from portal.templatetags.portal_tags import tie_filter


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 2, ["1", "2"]),
        (1, 3, ["1", "2", "3"]),
        (1, 4, ["1", "2", "…", "4"]),
        (3, 3, ["1", "2", "3"]),
        (4, 7, ["1", "…", "3", "4", "5", "…", "7"]),
    ],
)
def test_dots_stand_only_for_pages_that_are_left_out(page, pages, shown):
    page_obj = Paginator(range(pages), 1).page(page)
    html = render_to_string("portal/includes/pagination.html", {"page_obj": page_obj})
    texts = [part.split("<")[0].strip() for part in html.split(">")]
    assert [text for text in texts if text.isdigit() or text == "…"] == shown


def test_no_line_ends_within_e_mail():
    tied = tie_filter("e-mailem albo przez e-Doręczenia, a nie-mało")
    assert tied == "e-\u2060mailem albo przez e-\u2060Doręczenia, a\xa0nie-mało"


def test_links_stay_links():
    linked = mark_safe('<p>Mowa o tym w <a href="/e-mail/" title="a i o">e-mailu</a>.</p>')
    tied = '<p>Mowa o\xa0tym w\xa0<a href="/e-mail/" title="a i o">e-\u2060mailu</a>.</p>'
    assert tie_filter(linked) == tied
