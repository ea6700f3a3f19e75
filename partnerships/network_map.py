"""The map of a partnership: where its partners stand and which line leads to each."""

from dataclasses import dataclass

from partnerships.choices import Sector


@dataclass(frozen=True)
class Node:
    """One partner on the map."""

    sector: str
    lines: list[str]
    line_kind: str
    x: int
    y: int
    text_x: int
    text_y: int
    anchor: str
    path: str

    @property
    def left(self):
        return self.x - 10

    @property
    def top(self):
        return self.y - 10

    @property
    def triangle(self):
        return f"{self.x},{self.y - 11} {self.x + 12},{self.y + 10} {self.x - 12},{self.y + 10}"

    @property
    def text_lines(self):
        """Each line of the name with its height; two lines stand around the sign's middle."""
        first = self.text_y - (LINE_HEIGHT // 2) * (len(self.lines) - 1)
        return [(first + number * LINE_HEIGHT, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    leaf_x: int
    leaf_y: int
    nodes: list[Node]

    @property
    def leaf_left(self):
        return self.leaf_x - 32

    @property
    def leaf_top(self):
        return self.leaf_y - 38


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


def _node(membership, x, y, text_x, text_y, anchor, path):
    organisation = membership.organisation
    return Node(
        sector=organisation.sector,
        lines=_lines(organisation.label),
        line_kind=_kind(membership),
        x=x,
        y=y,
        text_x=text_x,
        text_y=text_y,
        anchor=anchor,
        path=path,
    )


def wide(memberships):
    """For a screen: public at the left of the leaf, social at the right, private below."""
    by_sector = {sector: [] for sector in Sector.values}
    for membership in memberships:
        by_sector[membership.organisation.sector].append(membership)
    rows = max(len(by_sector[Sector.PUBLIC]), len(by_sector[Sector.SOCIAL]), 3)
    side = rows * ROW
    width, leaf_x, leaf_y = 840, 420, max(side // 2, 80)
    nodes = []
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
            nodes.append(_node(membership, x, y, x + sign * 20, y, anchor, path))
    bottom = side + 56
    private = by_sector[Sector.PRIVATE]
    per_row = 4
    for index, membership in enumerate(private):
        row, place = divmod(index, per_row)
        in_row = min(per_row, len(private) - row * per_row)
        gap = 200
        x = leaf_x - (in_row - 1) * gap // 2 + place * gap
        y = bottom + row * 96
        # Down between the columns first, then out: no line crosses a partner at the side.
        start_x = leaf_x + (x - leaf_x) // 14
        path = f"M{start_x} {leaf_y + 46}C{start_x} {y - 20} {x} {y - 70} {x} {y}"
        nodes.append(_node(membership, x, y, x, y + 32, "middle", path))
    private_rows = -(-len(private) // per_row)
    height = (bottom - 40 + private_rows * 96) if private else max(side, leaf_y + 80)
    return Drawing(width, height, leaf_x, leaf_y, nodes)


def tall(memberships):
    """For a phone: the leaf at the left, all partners in one column by sector."""
    order = {sector: rank for rank, sector in enumerate(Sector.values)}
    members = sorted(memberships, key=lambda m: order[m.organisation.sector])
    height = max(len(members) * ROW, 140)
    leaf_x, leaf_y, x = 44, height // 2, 128
    nodes = []
    for index, membership in enumerate(members):
        y = ROW // 2 + index * ROW
        start_y = leaf_y + (y - leaf_y) // 14
        path = f"M{leaf_x + 30} {start_y}C{leaf_x + 62} {start_y} {x - 46} {y} {x} {y}"
        nodes.append(_node(membership, x, y, x + 20, y, "start", path))
    return Drawing(358, height, leaf_x, leaf_y, nodes)
