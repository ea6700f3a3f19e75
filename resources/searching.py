"""Search within one text: what is found is marked in place, accents and case do not matter."""

import html
import re
from dataclasses import dataclass, field

from django.utils.safestring import mark_safe

from portal.text import fold

MAX_LENGTH = 100

_TAG = re.compile(r"(<[^>]*>)")


@dataclass
class Search:
    """What somebody looks for in a text, and the provisions that have all of it."""

    typed: str
    provisions: list = field(default_factory=list)

    def __post_init__(self):
        self.phrase = fold(self.typed)
        # One letter begins every second word; it may only help to name a label ("§ 3").
        self.words = [word for word in self.phrase.split() if len(word) > 1]

    def look_in(self, chapters):
        """Finds provisions and marks the words in them; a word is found by how it begins."""
        beginnings = [re.compile(rf"(?<!\w){re.escape(word)}") for word in self.words]
        any_word = re.compile("|".join(f"(?:{one.pattern})" for one in beginnings) or r"(?!)")
        for chapter in chapters:
            for provision in chapter.provisions:
                unit = provision.unit
                said = fold(f"{chapter.unit.heading} {unit.wording}")
                if beginnings and all(one.search(said) for one in beginnings):
                    for level in unit.walk():
                        level.html = mark(level.html, any_word)
                elif not f"{fold(unit.label)} ".startswith(f"{self.phrase} "):
                    continue
                self.provisions.append(provision)


def typed_in(params):
    """The search that the address asks for, or None."""
    typed = " ".join(params.get("szukaj", "")[:MAX_LENGTH].split())
    return Search(typed) if typed else None


def mark(markup, pattern):
    """The markup with all that the pattern finds in its folded text inside `mark`."""
    parts = _TAG.split(markup)
    # Every second part is a tag; entities are resolved before looking and escaped again after.
    parts[::2] = (_mark_text(html.unescape(part), pattern) for part in parts[::2])
    return mark_safe("".join(parts))


def _mark_text(text, pattern):
    folded, places = [], []
    for place, char in enumerate(text):
        plain = " " if char.isspace() else fold(char)
        folded.append(plain)
        places += [place] * len(plain)
    out, done = [], 0
    for found in pattern.finditer("".join(folded)):
        start, end = places[found.start()], places[found.end() - 1] + 1
        if start < done:
            continue
        out += [html.escape(text[done:start]), f"<mark>{html.escape(text[start:end])}</mark>"]
        done = end
    out.append(html.escape(text[done:]))
    return "".join(out)
