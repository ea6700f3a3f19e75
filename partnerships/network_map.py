"""The map of a partnership: where its partners stand and which line leads to each."""

from dataclasses import dataclass, field

from partnerships.choices import Sector


@dataclass(frozen=True)
class Label:
    """A partner's name, in one line or two around the middle of its sign."""

    x: int
    y: int
    first: str
    second: str = ""


@dataclass
class Drawing:
    """Lines, signs and names, each kind together, so that the page stays light."""

    width: int
    height: int
    leaf_x: int
    leaf_y: int
    #: What leads to partners, by kind of line, and what they stand under, by sector: path data.
    lines: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    #: Names by the place of their point: at their end, in their middle, at their start.
    labels: dict[str, list[Label]] = field(default_factory=dict)

    @property
    def leaf_left(self):
        return self.leaf_x - 32

    @property
    def leaf_top(self):
        return self.leaf_y - 38

    def add(self, membership, path, x, y, text_x, text_y, anchor):
        """Draws one partner at (x, y), at the end of its line."""
        sector, kind = membership.organisation.sector, _kind(membership)
        self.lines[kind] = self.lines.get(kind, "") + path
        self.signs[sector] = self.signs.get(sector, "") + _sign(sector, x, y)
        lines = _lines(membership.organisation.label)
        first_y = text_y - (LINE_HEIGHT // 2) * (len(lines) - 1)
        self.labels.setdefault(anchor, []).append(Label(text_x, first_y, *lines))


#: A name longer than this goes on a second line, and no further.
LINE_LENGTH = 26
LINE_HEIGHT = 20
ROW = 56


def _lines(text):
    """The name in at most two lines that stay inside the drawing."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(f"{lines[-1]} {word}") > LINE_LENGTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], lines[1] + "…"]
    return [
        line if len(line) <= LINE_LENGTH + 4 else f"{line[: LINE_LENGTH + 2]}…" for line in lines
    ]


def _kind(membership):
    if membership.is_leader:
        return "leader"
    return "formal" if membership.formal else "informal"


def _sign(sector, x, y):
    """A triangle for a firm; else a point that the style draws as a square or as a disc."""
    if sector == Sector.PRIVATE:
        return f"M{x} {y - 11}l12 21h-24z"
    return f"M{x} {y}h0"


def wide(memberships):
    """For a screen: public at the left of the leaf, social at the right, private below."""
    by_sector = {sector: [] for sector in Sector.values}
    for membership in memberships:
        by_sector[membership.organisation.sector].append(membership)
    rows = max(len(by_sector[Sector.PUBLIC]), len(by_sector[Sector.SOCIAL]), 3)
    side = rows * ROW
    width, leaf_x, leaf_y = 840, 420, max(side // 2, 80)
    bottom = side + 56
    private = by_sector[Sector.PRIVATE]
    per_row = 4
    private_rows = -(-len(private) // per_row)
    height = (bottom - 40 + private_rows * 96) if private else max(side, leaf_y + 80)
    drawing = Drawing(width, height, leaf_x, leaf_y)
    for sector, x, sign in [(Sector.PUBLIC, 250, -1), (Sector.SOCIAL, 590, 1)]:
        members = by_sector[sector]
        top = leaf_y - (len(members) - 1) * ROW // 2
        for index, membership in enumerate(members):
            y = top + index * ROW
            start_x, start_y = leaf_x + sign * 38, leaf_y + (y - leaf_y) // 12
            path = (
                f"M{start_x} {start_y}C{leaf_x + sign * 100} {start_y} {x - sign * 90} {y} {x} {y}"
            )
            anchor = "end" if sign < 0 else "start"
            drawing.add(membership, path, x, y, x + sign * 20, y, anchor)
    for index, membership in enumerate(private):
        row, place = divmod(index, per_row)
        in_row = min(per_row, len(private) - row * per_row)
        gap = 200
        x = leaf_x - (in_row - 1) * gap // 2 + place * gap
        y = bottom + row * 96
        # Down between the columns first, then out: no line crosses a partner at the side.
        start_x = leaf_x + (x - leaf_x) // 14
        path = f"M{start_x} {leaf_y + 46}C{start_x} {y - 20} {x} {y - 70} {x} {y}"
        drawing.add(membership, path, x, y, x, y + 32, "middle")
    return drawing


def tall(memberships):
    """For a phone: the leaf at the left, all partners in one column by sector."""
    order = {sector: rank for rank, sector in enumerate(Sector.values)}
    members = sorted(memberships, key=lambda m: order[m.organisation.sector])
    height = max(len(members) * ROW, 140)
    leaf_x, leaf_y, x = 44, height // 2, 128
    drawing = Drawing(358, height, leaf_x, leaf_y)
    for index, membership in enumerate(members):
        y = ROW // 2 + index * ROW
        start_y = leaf_y + (y - leaf_y) // 14
        path = f"M{leaf_x + 30} {start_y}C{leaf_x + 62} {start_y} {x - 46} {y} {x} {y}"
        drawing.add(membership, path, x, y, x + 20, y, "start")
    return drawing
