"""Files that a page offers say what they are before somebody fetches them."""

import re

from django.core.cache import cache
from wagtail.documents import get_document_model

from tests.kinds import KINDS, address


def test_each_link_to_a_file_names_type_and_size(client, demo_content):
    offered, unnamed = 0, []
    for kind in KINDS:
        # A file that did not come through the admin has no size stored with it.
        get_document_model().objects.update(file_size=None)
        cache.clear()
        html = client.get(address(kind)).content.decode().replace("\xa0", " ")
        # Title and size stand in the link or right behind it, in the same entry.
        for link in re.findall(r'<a href="/documents/.*?(?=</li>|</dd>|</td>|<a |$)', html, re.S):
            offered += 1
            if not re.search(r"\b(PDF|DOCX), [1-9][\d,.]* (KB|MB|КБ|МБ)\b", link):
                unnamed.append(f"{kind}: {link}")
    assert offered
    assert not unnamed, "\n".join(unnamed)


def test_the_sizes_are_known_before_the_first_reader_asks(demo_content):
    assert not get_document_model().objects.filter(file_size=None).exists()
