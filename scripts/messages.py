"""`make messages`: collects the strings to translate into locale/; `--check` tests them instead.

The check fails where collecting would change a catalogue, where a Polish or Ukrainian entry is
empty or fuzzy, and where a string of ours without a context is one that Wagtail or Django also
has: one catalogue serves all, so ours would change the words on their screens. Where that is
meant, the words stand in locale/wagtail, which may hold nothing else.
"""

import os
import sys
from functools import cache
from pathlib import Path

import django
import polib
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ["pl", "en", "uk"]
TRANSLATED = ["pl", "uk"]
APPS = ["portal", "partnerships", "events", "resources", "home"]


def catalogue(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collect():
    """Brings the catalogues up to date with the code, in one stable form."""
    LOCALE.mkdir(exist_ok=True)
    call_command(
        "makemessages",
        locale=LANGUAGES,
        ignore_patterns=["var/*", "tests/*", "*/tests/*", "scripts/*", "benchmarks/*"],
        no_location=True,
        no_obsolete=True,
        no_wrap=True,
        verbosity=0,
    )
    for language in LANGUAGES:
        entries = polib.pofile(str(catalogue(language)), wrapwidth=0)
        # A date would make every collection a change; the other fields say nothing of use.
        entries.header = ""
        entries.metadata_is_fuzzy = 0
        entries.metadata = {
            key: value
            for key, value in entries.metadata.items()
            if key in ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
        } | {"Language": language}
        for entry in entries:
            # What the last wording was only helps while one translates.
            entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        entries.save()


def stale_catalogues():
    """The languages whose catalogue collecting would change; leaves the files as they were."""
    before = {lang: catalogue(lang).read_bytes() for lang in LANGUAGES if catalogue(lang).exists()}
    try:
        collect()
        return [lang for lang in LANGUAGES if catalogue(lang).read_bytes() != before.get(lang)]
    finally:
        for language in LANGUAGES:
            if language in before:
                catalogue(language).write_bytes(before[language])
            else:
                catalogue(language).unlink(missing_ok=True)


def unfinished():
    """Pairs (language, msgid) that are empty or only guessed."""
    for language in TRANSLATED:
        for entry in polib.pofile(str(catalogue(language))):
            if not entry.obsolete and (entry.fuzzy or not entry.translated()):
                yield language, entry.msgid


def clashing():
    """Our strings without a context that an installed package also has without one."""
    ours = {entry.msgid for entry in polib.pofile(str(catalogue("pl"))) if not entry.msgctxt}
    return sorted(ours & foreign_msgids())


def strangers():
    """Words in locale/wagtail that no installed package has, or has no longer."""
    folder = LOCALE / "wagtail" / "pl" / "LC_MESSAGES"
    return sorted(
        entry.msgid
        for path in folder.glob("*.po")
        for entry in polib.pofile(str(path))
        if entry.msgid not in foreign_msgids(path.stem)
    )


@cache
def foreign_msgids(domain="django"):
    folders = [Path(django.__file__).parent / "conf" / "locale"]
    for config in apps.get_app_configs():
        if config.name not in APPS:
            folders.append(Path(config.path) / "locale")
    found = set()
    for folder in folders:
        for file in folder.glob(f"*/LC_MESSAGES/{domain}.po"):
            if file.parent.parent.name in ("en", "pl"):
                found |= {entry.msgid for entry in polib.pofile(str(file)) if not entry.msgctxt}
    return found


def check():
    problems = [f"locale/{lang} is stale: run 'make messages'" for lang in stale_catalogues()]
    missing = [language for language in LANGUAGES if not catalogue(language).exists()]
    if not missing:
        problems += [f"locale/{lang}: no translation of {msg!r}" for lang, msg in unfinished()]
        problems += [f"{msg!r} needs a context: another package has it too" for msg in clashing()]
    problems += [f"locale/wagtail: no package has {msg!r}" for msg in strangers()]
    for problem in problems:
        print(problem)
    return problems


if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    if "--check" in sys.argv[1:]:
        sys.exit(1 if check() else 0)
    collect()
