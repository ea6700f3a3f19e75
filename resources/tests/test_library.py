"""The library of templates as readers get it."""

from collections import Counter
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, Site

from portal.models import CacheGeneration, SearchEntry
from resources.blocks import DocumentsBlock
from resources.models import DeclarationFile, DeclarationPage, EarlierVersion, ResourceIndexPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    locale = Locale.objects.get_or_create(language_code="pl")[0]
    home = Page.objects.filter(depth=2).first()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home.add_child(instance=ResourceIndexPage(title="Wzory", slug="wzory", locale=locale))


def make_file(name, size=2048, **fields):
    return get_document_model().objects.create(
        title=name, file=ContentFile(b"x" * size, name=name), file_size=size, **fields
    )


def make_template(library, title, kind="agreement", **fields):
    page = DeclarationPage(title=title, kind=kind, valid_from=date(2026, 9, 2), live=False)
    for name, value in fields.items():
        setattr(page, name, value)
    page.files = [DeclarationFile(document=make_file(f"{kind}.{end}")) for end in ("docx", "pdf")]
    library.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def plain(response):
    return response.text.replace("\xa0", " ")


def test_templates_stand_in_their_sections_with_types_and_sizes(client, library):
    make_template(library, "Formularz", kind="remark_form")
    make_template(library, "Porozumienie")
    make_template(library, "Deklaracja", kind="membership")
    text = plain(client.get(library.url))
    assert text.index("Deklaracja<") < text.index("Porozumienie<") < text.index("Formularz<")
    assert text.count("DOCX, 2,0 KB") == 3


def test_an_empty_library_says_so(client, library):
    assert 'class="empty"' in client.get(library.url).text


def test_a_template_tells_current_from_earlier_versions(client, library):
    page = make_template(library, "Porozumienie", version="3")
    page.earlier_versions = [
        EarlierVersion(
            version="2",
            valid_from=date(2025, 2, 11),
            changes="miejsce na podpis",
            document=make_file("stare.pdf", 4096, accessible=False),
        )
    ]
    page.save_revision().publish()
    text = plain(client.get(page.url))
    assert "2026" in text and "11 lutego 2025" in text
    assert "miejsce na podpis" in text and "PDF, 4,0 KB" in text


def test_a_file_that_is_downloaded_is_the_file(client, library):
    page = make_template(library, "Porozumienie")
    response = client.get(page.files.first().document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"x" * 2048


def test_drafts_are_not_shown(client, library):
    page = make_template(library, "Szkic")
    page.unpublish()
    assert "Szkic" not in client.get(library.url).text
    assert client.get(f"{library.url}szkic/").status_code == 404
    assert not SearchEntry.objects.exists()


def test_queries_are_bounded_and_none_is_repeated(client, library):
    def queries(address):
        client.get(address)
        CacheGeneration.bump()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in captured]

    page = make_template(library, "Porozumienie")
    few = queries(library.url), queries(page.url)
    for number in range(10):
        make_template(library, f"Wzór {number}")
    many = queries(library.url), queries(page.url)
    assert [len(found) for found in many] == [len(found) for found in few]
    assert len(many[0]) <= 14 and len(many[1]) <= 12
    for found in many:
        assert [sql for sql, times in Counter(found).items() if times > 1] == []


def test_the_block_shows_templates_of_the_chosen_kinds_with_their_files(library, rf):
    make_template(library, "Porozumienie ą")
    make_template(library, "Zaproszenie", kind="invitation")
    make_template(library, "Nieopublikowane").unpublish()
    block = DocumentsBlock()
    value = block.to_python({"heading": "Dokumenty", "kinds": ["agreement"]})
    shown = block.render(value, {"page": library, "request": rf.get("/")}).replace("\xa0", " ")
    assert "Porozumienie ą<" in shown
    assert "DOCX" in shown
    assert "Zaproszenie" not in shown
    assert "Nieopublikowane" not in shown
    assert 'href="/wzory/"' in shown
