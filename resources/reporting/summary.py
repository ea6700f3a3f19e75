"""One page for the council: the numbers, what was not accepted and why, the opinion of the
council of public benefit, and what changed in the text."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal import document
from portal.document import Document, facts, heading, paragraph, part
from resources.choices import Change, Outcome
from resources.reporting import paper, words

#: So much fits one page; the rest is in the report, and the page says so.
REJECTED, CHANGED, LETTERS, OPINION_LETTERS = 3, 2, 110, 300


def pdf(content):
    return build(content).pdf()


def docx(content):
    return build(content).docx()


def build(content):
    blocks = [
        paragraph(content["title"]),
        facts(_numbers(content)),
        *_rejected(content["remarks"]),
        *_council(content["council"]),
        *_changed(content["versions"]),
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


def _rejected(remarks):
    rejected = [r for r in remarks if r["outcome"] == Outcome.REJECTED]
    if not rejected:
        return
    yield heading(_("Remarks that were not accepted"))
    yield document.table(
        [_("No."), _("Provision"), pgettext("said", "Remark"), pgettext("outcome", "Reason")],
        [
            [
                str(remark["number"]),
                words.provision(remark),
                _short(words.body(remark)),
                _short(remark["answer"]),
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
    short = Truncator(opinion["opinion"]).chars(OPINION_LETTERS)
    yield paragraph(f"{given}: {short}" if short else given)


def _changed(versions):
    changed = [
        change
        for version in versions
        for change in version["changes"]
        if change["change"] == Change.CHANGED
    ]
    if not changed:
        return
    yield heading(_("What changed in the text"))
    yield document.table(
        [_("Provision"), pgettext("text", "Before"), pgettext("text", "Now")],
        [
            [change["new"], _short(change["old_text"]) or "–", _short(change["new_text"]) or "–"]
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


def _short(text):
    return Truncator(" ".join(text.split())).chars(LETTERS)
