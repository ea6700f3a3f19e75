"""One page for the council: the numbers, what differs from last year with the money, what was not
accepted and why, the opinion of the council of public benefit, and what changed in the text."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal import document
from portal.document import Document, facts, heading, paragraph, part
from portal.text import tie
from resources.choices import Change, Outcome
from resources.reporting import paper, words

#: So much fits one page; the rest is in the report, and the page says so.
REJECTED, CHANGED, LETTERS, OPINION_LETTERS, LABELS, FUNDS_LETTERS = 3, 2, 500, 220, 5, 110


def pdf(content):
    return build(content).pdf()


def docx(content):
    return build(content).docx()


def build(content):
    rejected = [r for r in content["remarks"] if r["outcome"] == Outcome.REJECTED]
    changed = [change for version in content["versions"] for change in version["changes"]]
    # What reads differently comes first; of a removed provision, or a split one, its place tells.
    changed.sort(key=lambda change: change["change"] != Change.CHANGED)
    rows = len(rejected[:REJECTED]) + len(changed[:CHANGED])
    letters = LETTERS // max(rows, 2)  # the fewer rows share the page, the more each says
    blocks = [
        paragraph(content["title"]),
        facts(_numbers(content)),
        *_last_year(content.get("last_year")),
        *_rejected(rejected, letters),
        *_council(content["council"]),
        *_changed(changed, letters),
    ]
    return Document(
        _("The consultation on one page"), parts=[part(*blocks)], **paper.frame(content)
    )


def _numbers(content):
    counts, window = content["counts"], content["window"]
    period = f"{words.day(window['opens_at'])} – {words.day(window['last_day'])}"
    rows = [
        (_("Consultation period"), period),
        (pgettext("report", "Submissions and remarks"), _came(counts)),
        (_("Outcome"), paper.outcomes(counts)),
    ]
    return [row for row in rows if row[1]]


def _came(counts):
    if not counts["remarks"]:
        return _("No remarks were submitted within the time set.")
    return ", ".join(
        [
            ngettext("%(n)s submission", "%(n)s submissions", counts["submissions"])
            % {"n": counts["submissions"]},
            ngettext("%(n)s remark", "%(n)s remarks", counts["remarks"]) % {"n": counts["remarks"]},
        ]
    )


def _last_year(found):
    if not found:
        return
    labels = [
        (_("Changed provisions"), found["changed"]),
        (_("New provisions"), found["new"]),
        (_("Provisions that are gone"), found["gone"]),
    ]
    rows = [
        (_("Funds for %(year)s") % {"year": found["year"]}, found["funds_then"]),
        (_("Funds for %(year)s") % {"year": found["year"] + 1}, found["funds_now"]),
    ]
    rows = [(name, _short(said, FUNDS_LETTERS)) for name, said in rows]
    rows += [(name, _listed(places)) for name, places in labels]
    yield heading(_("Against the programme for %(year)s") % {"year": found["year"]})
    yield facts([row for row in rows if row[1]])


def _listed(labels):
    """ "12: § 1, § 2 ust. 1 …"; "" for none."""
    if not labels:
        return ""
    more = " …" if len(labels) > LABELS else ""
    return f"{len(labels)}: {', '.join(map(tie, labels[:LABELS]))}{more}"


def _rejected(rejected, letters):
    if not rejected:
        return
    yield heading(_("Remarks that were not accepted"))
    yield document.table(
        [_("No."), _("Provision"), pgettext("said", "Remark"), pgettext("outcome", "Reason")],
        [
            [
                str(remark["number"]),
                words.provision(remark),
                _short(words.body(remark), letters),
                _short(remark["answer"], letters),
            ]
            for remark in rejected[:REJECTED]
        ],
        [0.5, 1.2, 3, 3],
    )
    yield from _more(len(rejected) - REJECTED)


def _council(opinion):
    if not opinion:
        return
    yield heading(_("Opinion of the Public Benefit Council"))
    if not opinion["opinion_on"]:
        yield paragraph(paper.silence(opinion))
        return
    given = words.day(opinion["opinion_on"])
    short = _short(opinion["opinion"], OPINION_LETTERS)
    yield paragraph(f"{given}: {short}" if short else given)


def _changed(changed, letters):
    if not changed:
        return
    yield heading(_("What changed in the text"))
    yield document.table(
        [_("Provision"), pgettext("text", "Before"), pgettext("text", "Now")],
        [
            [
                paper.change(change),
                *(_short(change[name], letters) or "–" for name in ("old_text", "new_text")),
            ]
            for change in changed[:CHANGED]
        ],
        [1, 2.6, 2.6],
    )
    yield from _more(len(changed) - CHANGED)


def _more(count):
    if count > 0:
        yield paragraph(
            ngettext("%(n)s more is in the report.", "%(n)s more are in the report.", count)
            % {"n": count}
        )


def _short(text, letters):
    """The beginning of a text that has more letters, to the end of a word."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    return text[:letters].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"
