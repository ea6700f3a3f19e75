"""Reading the demo's content files and turning their texts into rich text and blocks."""

import json
import re
import uuid
from pathlib import Path

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

DEMO = Path(__file__).resolve().parents[1]
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


def read(name):
    """The content file `name`.json."""
    return json.loads((DEMO / "content" / f"{name}.json").read_text(encoding="utf-8"))


def rich(text, pages=None):
    """Text with links in the notation [words](page:key) or [words](address) as rich text."""

    def link(match):
        words, target = match[1], match[2]
        if target.startswith("page:"):
            return f'<a linktype="page" id="{(pages or {})[target[5:]]}">{words}</a>'
        return f'<a href="{target}">{words}</a>'

    return mark_safe(_LINK.sub(link, str(escape(text))))


def paragraphs(lines, pages=None):
    """Lines as paragraphs of rich text."""
    if isinstance(lines, str):
        lines = lines.split("\n")
    return format_html_join("", "<p>{}</p>", ((rich(line, pages),) for line in lines if line))


def bullets(items, pages=None, tag="ul"):
    inner = format_html_join("", "<li>{}</li>", ((rich(item, pages),) for item in items))
    return format_html("<{0}>{1}</{0}>", mark_safe(tag), inner)


def block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(value):
    """Values for a ListBlock."""
    return [{"type": "item", "value": one, "id": str(uuid.uuid4())} for one in value]


def body(parts, pages=None):
    """The parts of a text as `portal.blocks.BodyBlock` data."""
    stream = []
    for part in parts:
        if isinstance(part, str):
            stream.append(block("paragraph", str(paragraphs([part], pages))))
        elif "h" in part:
            stream.append(block("heading", part["h"]))
        elif part["type"] == "heading":
            stream.append(block("heading", part["text"]))
        elif part["type"] == "paragraph":
            stream.append(block("paragraph", str(paragraphs([part["text"]], pages))))
        elif part["type"] in ("list", "ordered_list"):
            tag = "ol" if part["type"] == "ordered_list" else "ul"
            stream.append(block("paragraph", str(bullets(part["items"], pages, tag))))
        elif part["type"] == "notice":
            value = {"title": part["title"], "text": str(paragraphs([part["text"]], pages))}
            stream.append(block("notice", value))
        elif part["type"] == "facts":
            stream.append(block("facts", items(part["items"])))
        else:
            raise ValueError(f"Unknown part of a text: {part}")
    return stream


def translate(page, locale, slug=None, **fields):
    """The page in another language, published, with these fields changed."""
    translation = page.copy_for_translation(locale)
    if slug:
        translation.slug = slug
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    return translation


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
