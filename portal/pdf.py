"""Tagged PDF (PDF/UA-1) from a Typst template and plain data.

The same data always make the same bytes: the only date inside is the one in the data, and no font
of the machine is used. Any text that a person can send comes out whole: what the fonts cannot show
is printed by its number, e.g. [U+1F600].
"""

import json
import re
import unicodedata
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from portal.text import tie

TEMPLATES = Path(__file__).parent / "typst"

_fonts = typst.Fonts(include_system_fonts=False, font_paths=[TEMPLATES / "fonts"])

# What the fonts in the package and those within Typst show together. A PDF with a letter that
# they lack would not be accessible, and Typst refuses to write it.
_SHOWN = (
    "\n\u0020-\u007e\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff"
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u0655\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u2040"
    "\u2044-\u2052\u2070\u2071\u2074-\u208e\u20a0-\u20c0\u2100-\u211e\u2126-\u2151\u2153-\u2184"
    "\u2190-\u22ff\u2500-\u25ff"
)
_NOT_SHOWN = re.compile(f"[^{_SHOWN}]")
_UNSEEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200d\u2060\ufeff]")
# A word that no line could hold gets places to break.
_ENDLESS = re.compile(r"\S{40}(?=\S)")
_SPACE = "\u200b"


def clean(text):
    """The text as it can be printed: whole, composed, with places to break a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = _NOT_SHOWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    text = "\n".join(tie(line) for line in text.split("\n"))
    return _ENDLESS.sub(rf"\g<0>{_SPACE}", text)


def _cleaned(data):
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, dict):
        return {key: _cleaned(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_cleaned(value) for value in data]
    return data


def render(template, data, *, title, lang="pl"):
    """The bytes of a PDF/UA-1 made by a template of `portal/typst/`.

    `data` is what JSON can hold; the layout reads from it `date` (ISO, the file's own date),
    `issuer` (the municipality) and `edition` (what stands at the foot of each page).
    """
    day = datetime.combine(datetime.fromisoformat(data["date"]).date(), time(), tzinfo=UTC)
    whole = _cleaned({"issuer": "", "edition": "", **data, "title": title})
    whole |= {"lang": lang, "date": [day.year, day.month, day.day]}
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        font_paths=_fonts,
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(whole, ensure_ascii=False)},
        timestamp=day,
    )
