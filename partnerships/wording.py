"""Short texts of records, kept in a column per language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language


@dataclass(frozen=True)
class Wording:
    """A text and the language it is written in, which may not be the reader's."""

    text: str
    language: str

    def __str__(self):
        return self.text


def languages_to_try():
    """The reader's language first, then the portal's own."""
    return list(dict.fromkeys([get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE]))


def wording(obj, field):
    """`field` of `obj` in the reader's language, else in Polish: columns `field_pl`, …"""
    for language in languages_to_try():
        text = getattr(obj, f"{field}_{language}", "")
        if text:
            return Wording(text, language)
    return Wording("", settings.LANGUAGE_CODE)
