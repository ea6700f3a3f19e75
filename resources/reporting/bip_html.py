"""The report as HTML to be pasted into the BIP: plain structure, no classes, styles or scripts,
so that the bulletin's own look applies and nothing of it can be refused."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import normalize_newlines

from resources.reporting import paper


def page(content):
    """A whole document, for a bulletin that takes files."""
    html = format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n{}\n</body>\n</html>\n",
        paper.frame(content)["lang"],
        paper.title(content),
        fragment(content),
    )
    return html.encode()


def fragment(content):
    """What is pasted into an editor: everything from the first heading on."""
    blocks = [*paper.opening(content)]
    if content["remarks"]:
        blocks += paper.remarks(content)
    blocks += paper.closing(content)
    head = format_html("<h1>{}</h1>", paper.title(content))
    return mark_safe("\n".join([head, *map(show, blocks)]))


def show(block):
    """One block of a paper as HTML."""
    return _SHOW[block["kind"]](block)


def _lines(text):
    return format_html_join(
        mark_safe("<br>"), "{}", ((line,) for line in normalize_newlines(text).split("\n"))
    )


def _heading(block):
    return format_html("<h{0}>{1}</h{0}>", block["level"], block["text"])


def _paragraph(block):
    return format_html("<p>{}</p>", _lines(block["text"]))


def _note(block):
    return format_html("<p><strong>{}</strong></p>", _lines(block["text"]))


def _quote(block):
    return format_html("<blockquote><p>{}</p></blockquote>", _lines(block["text"]))


def _bullets(block):
    items = format_html_join("", "<li>{}</li>", ((_lines(item),) for item in block["items"]))
    return format_html("<ul>{}</ul>", items)


def _facts(block):
    rows = format_html_join(
        "\n",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((name, _lines(value)) for name, value in block["rows"]),
    )
    return format_html("<table>\n<tbody>\n{}\n</tbody>\n</table>", rows)


def _table(block):
    heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in block["head"]))
    rows = format_html_join("\n", "<tr>{}</tr>", ((_cells(row),) for row in block["rows"]))
    return format_html(
        "<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>", heads, rows
    )


def _cells(row):
    return format_html_join("", "<td>{}</td>", ((_lines(cell),) for cell in row))


_SHOW = {
    "heading": _heading,
    "paragraph": _paragraph,
    "note": _note,
    "quote": _quote,
    "bullets": _bullets,
    "facts": _facts,
    "table": _table,
}
