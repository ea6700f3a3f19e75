"""The check of translations finds what is unfinished and what would change Wagtail's words."""

import polib
import pytest
from django.urls import reverse

from scripts import messages


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    """Writes one entry into the catalogues of all languages."""
    monkeypatch.setattr(messages, "LOCALE", tmp_path)

    def write(**entry):
        for language in messages.LANGUAGES:
            path = messages.catalogue(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue = polib.POFile()
            catalogue.append(polib.POEntry(**entry))
            catalogue.save(str(path))

    return write


@pytest.mark.parametrize(
    "entry",
    [
        {"msgid": "Remark"},
        {"msgid": "Remark", "msgstr": "Uwaga", "flags": ["fuzzy"]},
        {"msgid": "a remark", "msgid_plural": "remarks", "msgstr_plural": {0: "uwaga", 1: ""}},
    ],
)
def test_empty_and_guessed_entries_are_unfinished(catalogues, entry):
    catalogues(**entry)
    assert list(messages.unfinished()) == [("pl", entry["msgid"]), ("uk", entry["msgid"])]


def test_a_translated_entry_is_finished(catalogues):
    catalogues(msgid="Remark", msgstr="Uwaga")
    assert not list(messages.unfinished())


@pytest.mark.parametrize("word", ["Draft", "Monday"])
def test_a_word_of_wagtails_or_djangos_needs_a_context(catalogues, word):
    catalogues(msgid=word, msgstr="Projekt")
    assert messages.clashing() == [word]
    catalogues(msgid=word, msgctxt="programme", msgstr="Projekt")
    assert messages.clashing() == []


def test_words_of_our_own_need_none(catalogues):
    catalogues(msgid="Remark on a provision", msgstr="Uwaga do zapisu")
    assert messages.clashing() == []


def test_the_words_for_wagtails_screens_are_wagtails():
    assert messages.strangers() == []


def test_a_word_that_wagtail_no_longer_has_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    path = tmp_path / "wagtail" / "pl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue += [polib.POEntry(msgid=word, msgstr="x") for word in ("Draft", "Draught")]
    catalogue.save(str(path))
    assert messages.strangers() == ["Draught"]


@pytest.mark.django_db
def test_the_admin_speaks_the_mended_polish(admin_client):
    scripts = admin_client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert '"A server error occurred.": "Wyst\\u0105pi\\u0142 b\\u0142\\u0105d serwera."' in scripts
    front = admin_client.get("/admin/").content.decode()
    assert "0 obrazów" in front
    assert "wszytkich" not in front
    admin_client.logout()
    assert "Hasło" in admin_client.get("/admin/login/").content.decode()
