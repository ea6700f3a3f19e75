"""Catalogues are compiled without gettext's tools, and only when they changed."""

import gettext
import os

import polib
from django.core.management import call_command
from django.utils import translation


def test_compiles_what_is_new_and_leaves_the_rest(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "pl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
        "(n%100<12 || n%100>14) ? 1 : 2);",
    }
    catalogue.append(
        polib.POEntry(
            msgid="%(count)d remark",
            msgid_plural="%(count)d remarks",
            msgstr_plural={0: "%(count)d uwaga", 1: "%(count)d uwagi", 2: "%(count)d uwag"},
        )
    )
    catalogue.append(polib.POEntry(msgid="Draft", msgctxt="programme", msgstr="Projekt"))
    catalogue.append(polib.POEntry(msgid="Home", msgstr="Zgaduję", flags=["fuzzy"]))
    catalogue.save(str(source))

    call_command("compile_messages")
    compiled = source.with_suffix(".mo")
    with compiled.open("rb") as file:
        messages = gettext.GNUTranslations(file)
    forms = [messages.ngettext("%(count)d remark", "%(count)d remarks", n) for n in (1, 3, 5)]
    assert forms == ["%(count)d uwaga", "%(count)d uwagi", "%(count)d uwag"]
    assert messages.pgettext("programme", "Draft") == "Projekt"
    assert messages.gettext("Home") == "Home"

    os.utime(compiled, (2**31, 2**31))
    call_command("compile_messages")
    assert compiled.stat().st_mtime == 2**31


def test_what_was_compiled_is_spoken_at_once(tmp_path, settings):
    """A new machine compiles in the process that then writes reports and mails."""
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "pl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="A word of this test", msgstr="Słowo tego testu"))
    catalogue.save(str(source))
    assert translation.gettext("A word of this test") == "A word of this test"
    call_command("compile_messages")
    assert translation.gettext("A word of this test") == "Słowo tego testu"
