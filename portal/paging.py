"""Pages of a list, asked for by number in the address, one way in every list.

What is no number gets the first page and a sentence. A number that the list does not reach is
"not found", with the way back (`portal/no_such_list_page.html`).
"""

from django.core.paginator import EmptyPage

#: Stands for every number that no list reaches; Python refuses to read thousands of digits.
_BEYOND = 10**9


def asked_number(params, name="page"):
    """The number that a query names: 1 where it names none, None where that is no number."""
    typed = params.get(name) or "1"
    if not (typed.isascii() and typed.isdigit()):
        return None
    return (int(typed) if len(typed) < 10 else _BEYOND) or None


def page_or_none(paginator, number):
    """The page of this number (the first for none); None where the list ends earlier."""
    try:
        return paginator.page(number or 1)
    except EmptyPage:
        return None
