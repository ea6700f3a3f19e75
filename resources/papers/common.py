"""What the papers of the record share."""

from hashlib import sha256

from bs4 import BeautifulSoup
from django.core.cache import cache

from portal import document
from portal.models import MunicipalitySettings

#: How long a file that nothing has changed is kept ready.
READY_FOR = 24 * 60 * 60


def issuer(request=None):
    """The municipality whose name stands on the paper, with its addresses."""
    return MunicipalitySettings.load(request)


def made(paper, form):
    """The bytes of a paper as "pdf" or "docx"; made anew only when its content has changed.

    The same content makes the same bytes, so they can be kept under its digest.
    """
    key = f"paper:{form}:{sha256(repr(paper).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = getattr(paper, form)()
        cache.set(key, found, READY_FOR)
    return found


def blocks_of(html):
    """Blocks of a paper from an editor's rich text."""
    blocks = []
    for element in BeautifulSoup(html, "html.parser").find_all(["h2", "h3", "h4", "p", "ul", "ol"]):
        words = " ".join(element.get_text(" ", strip=True).split())
        if not words:
            continue
        if element.name in ("ul", "ol"):
            items = [item.get_text(" ", strip=True) for item in element.find_all("li")]
            blocks.append((document.steps if element.name == "ol" else document.bullets)(items))
        elif element.name == "p":
            blocks.append(document.paragraph(words))
        else:
            blocks.append(document.heading(words, level=3))
    return blocks
