"""Where the provisions of a text went in its next version, as an editor decides it.

Only what stayed the same, word for word and at the same label, is taken for the same. Anything
else is a proposal at most: a provision with remarks goes nowhere until somebody has said where.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from resources import outline, reading
from resources.choices import Change
from resources.models import Remark
from resources.services import announcing, checking, ledger

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass
class Row:
    """A provision that changed, or has remarks and changed below: what becomes of it?

    `fate` is "" until decided, else "now" (it is where `where` says) or "removed".
    """

    old: outline.Unit
    new: outline.Unit | None
    remarks: int
    where: str = ""
    fate: str = ""
    error: str = ""

    @property
    def before(self):
        return compared(self.old, self.new)[0]

    @property
    def after(self):
        return compared(self.old, self.new)[1]


@dataclass
class Comparison:
    """The frozen version against the text that stands on the page now."""

    chapters: list
    digest: str
    changed: bool
    rows: list[Row] = field(default_factory=list)
    #: Provisions with remarks that stayed as they were.
    same: list[tuple[outline.Unit, int]] = field(default_factory=list)

    @property
    def units(self):
        return [unit for chapter in self.chapters for unit in chapter.walk()]

    @property
    def to_decide(self):
        return [row for row in self.rows if row.remarks]

    @property
    def others(self):
        return [row for row in self.rows if not row.remarks]


def compare(consultation):
    """What changed on the page since the newest version was frozen."""
    version = consultation.version
    rows = list(version.units.all())
    counts = _remarks_by_anchor(consultation, rows)
    page = consultation.text_page.specific
    chapters = page.draft_outline() or checking.consulted_outline(consultation, page)
    old = [unit for root in outline.from_rows(rows) for unit in root.walk()]
    comparison = Comparison(chapters, "", False)
    units = comparison.units
    comparison.digest = ledger.version_digest([unit.digest for unit in units])
    comparison.changed = comparison.digest != version.sha256
    new = {unit.anchor: unit for unit in units}
    moved = _found_once_elsewhere(old, units)
    for unit in old:
        there, remarks = new.get(unit.anchor), counts.get(unit.anchor, 0)
        if there and _says(unit, whole=remarks) == _says(there, whole=remarks):
            if remarks:
                comparison.same.append((unit, remarks))
            continue
        proposed = there or moved.get(unit.anchor)
        row = Row(unit, proposed, remarks, proposed.label if proposed else "")
        if proposed and not remarks:
            row.fate = "now"
        comparison.rows.append(row)
    return comparison


def _remarks_by_anchor(consultation, rows):
    """Remarks that count or still may, where earlier mappings have brought them."""
    found = dict(
        Remark.objects.filter(
            submission__consultation=consultation, submission__withdrawn_at=None, unit__isnull=False
        )
        .order_by()
        .values_list("unit")
        .annotate(Count("pk"))
    )
    standing = reading.standing(consultation, rows, found)
    return {anchor: sum(found[unit] for unit in units) for anchor, units in standing.items()}


def _says(unit, whole):
    """What must be equal: the level's own words, or with those of all levels below."""
    return [level.digest for level in unit.walk()] if whole else unit.digest


def _found_once_elsewhere(old, new):
    """New places of words that stand in each version exactly once, by their old anchor.

    Two identical sentences cannot be told apart, so nothing is proposed for them.
    """
    before, after = defaultdict(list), defaultdict(list)
    for units, found in ((old, before), (new, after)):
        for unit in units:
            if words := f"{unit.heading}\n{unit.wording}".strip():
                found[unit.kind, words].append(unit)
    return {
        units[0].anchor: after[words][0]
        for words, units in before.items()
        if len(units) == len(after[words]) == 1
    }


def compared(old, new):
    """Both wordings with what was taken out and put in marked, word by word."""
    texts = [
        f"{unit.heading}\n{unit.wording}".strip() if unit is not None else "" for unit in (old, new)
    ]
    before, after = (_WORDS.findall(text) for text in texts)
    left, right = [], []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        taken, put = "".join(before[a:b]), "".join(after[c:d])
        left.append((kind, "del", taken))
        right.append((kind, "ins", put))
    return _marked(left), _marked(right)


def _marked(parts):
    return format_html_join(
        "",
        "{}",
        (
            (text if kind == "equal" else format_html("<{0}>{1}</{0}>", tag, text),)
            for kind, tag, text in parts
            if text
        ),
    )


def decide(comparison, data):
    """The mapping for `announcing.revise` from what an editor chose, or None.

    `data` has for each row `fate-<anchor>` and `where-<anchor>`; what is missing or wrong is
    told at the row, and every choice stays.
    """
    known = {unit.anchor for unit in comparison.units}
    places = {unit.anchor: [unit.anchor] for unit, _remarks in comparison.same}
    same = set(places)
    for row in comparison.rows:
        anchor = row.old.anchor
        row.where = data.get(f"where-{anchor}", row.where)[:500]
        row.fate = data.get(f"fate-{anchor}", "")
        if row.fate == "removed":
            places[anchor] = []
        elif row.fate == "now":
            labels = [label for part in row.where.split(",") if (label := part.strip())]
            unknown = [label for label in labels if outline.make_anchor(label) not in known]
            if unknown:
                row.error = _("The new text has no provision with the label: %(labels)s.") % {
                    "labels": ", ".join(unknown)
                }
            elif not labels:
                row.error = _("Enter the label of the provision where it is now.")
            places[anchor] = list(dict.fromkeys(map(outline.make_anchor, labels)))
        elif row.remarks:
            row.error = _("This provision has remarks. Please decide where it went.")
    if any(row.error for row in comparison.rows):
        return None
    comers = Counter(target for targets in places.values() for target in targets)
    return [
        (anchor, target, _change(anchor, targets, comers, same))
        for anchor, targets in places.items()
        for target in targets or [None]
    ]


def _change(anchor, targets, comers, same):
    if anchor in same:
        return Change.SAME
    if not targets:
        return Change.REMOVED
    if len(targets) > 1:
        return Change.SPLIT
    return Change.MERGED if comers[targets[0]] > 1 else Change.CHANGED


@transaction.atomic
def revise(consultation, data, now):
    """Freezes the page's text as the next version; returns it and the comparison.

    The version is None while something is not decided. Under the lock, so that a remark that
    comes meanwhile is either among the rows or made on the new version.
    """
    ledger.lock(consultation)
    consultation.read_anew()
    comparison = compare(consultation)
    if not comparison.changed:
        raise ValidationError(
            _("This text is frozen already, as version %(number)s. Nothing was frozen again.")
            % {"number": consultation.version.number}
        )
    if data.get("digest") != comparison.digest:
        decide(comparison, data)  # what was chosen stays
        raise TextChanged(comparison)
    mapping = decide(comparison, data)
    if mapping is None:
        return None, comparison
    return announcing.revise(consultation, comparison.chapters, mapping, now), comparison


class TextChanged(ValidationError):
    """The text on the page is not the one that was on the screen."""

    def __init__(self, comparison):
        self.comparison = comparison
        super().__init__(
            _("The text of the page was changed meanwhile. Please look at the changes again.")
        )
