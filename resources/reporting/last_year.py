"""How a programme differs from last year's: what the council asks first."""

import re

from resources import outline
from resources.choices import Element, UnitKind
from resources.models import ProgrammePage
from resources.reading import consultation_of

_YEAR = re.compile(r"\b20\d\d\b")
_MONEY = "zł"


def compare(consultation):
    """Provisions by label that changed, are new and are gone, and both sentences about the money.

    None where there is no programme of the year before, or no text yet. A provision that only
    moved to another label has not changed, nor has one in which only the years moved on.
    """
    page = consultation.text_page.specific
    if not isinstance(page, ProgrammePage):
        return None
    roots = consultation.version.outline
    earlier = ProgrammePage.objects.live().filter(locale=page.locale, year=page.year - 1).first()
    if earlier is None or outline.is_assumptions(roots):
        return None
    consulted, _page = consultation_of(earlier)
    roots_then = consulted.version.outline if consulted else earlier.draft_outline()
    now, then = _provisions(roots, page.year), _provisions(roots_then, earlier.year)
    here = [label for label, words in now.items() if words not in then.values()]
    lost = [label for label, words in then.items() if words not in now.values()]
    return {
        "year": earlier.year,
        "changed": [label for label in here if label in lost],
        "new": [label for label in here if label not in lost],
        "gone": [label for label in lost if label not in here],
        "funds_now": _funds(roots),
        "funds_then": _funds(roots_then),
    }


def _provisions(roots, year):
    """By label what each provision says, with years counted from the programme's own."""
    return {
        unit.label: _YEAR.sub(lambda found: f"{int(found[0]) - year:+}", " ".join(words))
        for unit in _walk(roots)
        if unit.kind in (UnitKind.PARAGRAPH, UnitKind.SUBSECTION)
        and UnitKind.SUBSECTION not in {child.kind for child in unit.children}
        and (words := unit.wording.split())
    }


def _funds(roots):
    """The sentence that names the sum, as it stands in the text."""
    lines = (
        line
        for unit in _walk(roots)
        if unit.element == Element.FUNDS
        for line in unit.wording.splitlines()
    )
    return next((line for line in lines if _MONEY in line), "")


def _walk(roots):
    return (unit for root in roots for unit in root.walk())
