"""Walks with the handbook in hand: a step does what the chapter says, and sees what it names.

The chapter is the script. A step can press, fill and choose only what the chapter names in it;
each of its labels has to come up on the screen before the step ends, and each of its pictures is
taken on the way.
"""

import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import TimeoutError

HANDBOOK = Path(__file__).resolve().parent.parent / "docs" / "podrecznik"
CHAPTER = HANDBOOK / "konsultacje.md"
PICTURES = HANDBOOK / "obrazy"

STEP = re.compile(r"^### (\d+\.\d+)\. .+\n((?:(?!^#).*\n)*)", re.MULTILINE)
LABEL = re.compile(r"\*\*„(.+?)”\*\*", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]+)\]\(obrazy/([\w-]+\.png)\)")

#: Where the admin says how an act went, and what was wrong with a form.
SAID = ".messages, .error-message, .w-field__errors"
#: Whether the page shows all these; an ellipsis in a label stands for any words.
SHOWS = """labels => {
    const fold = text => text.replace(/[\\u00ad\\u200b]/g, "").replace(/\\s+/g, " ").toLowerCase();
    const fields = [...document.querySelectorAll("input, textarea")].map(field => field.value);
    const shown = fold([document.body.innerText, ...fields].join(" "));
    const escaped = part => part.trim().replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&");
    return labels.filter(label => !new RegExp(
        label.startsWith("[") ? escaped(label) : fold(label).split("…").map(escaped).join(".*?")
    ).test(shown));
}"""


def steps(chapter=None):
    """The chapter's steps in their order: number and text."""
    return dict(STEP.findall(chapter or CHAPTER.read_text()))


def labels(text):
    """What a step names as it stands on the screen."""
    return [" ".join(label.split()) for label in LABEL.findall(text)]


def pictures(text):
    return [name for _alt, name in PICTURE.findall(text)]


def named(label):
    """Matches a control by its whole name; a count or a sign for "required" may stand behind it."""
    words = r"\s+".join(map(re.escape, label.split()))
    return re.compile(rf"^\s*{words.replace('…', '.+')}\s*(\*|\(.+\))?\s*$")


@dataclass
class Walk:
    """Somebody at a browser window, `page`, with the chapter beside it.

    `folder` is where pictures are put; without one they are only framed.
    """

    page: object
    folder: Path | None = None
    text: str = ""

    def __post_init__(self):
        self.left = list(steps().items())

    @contextmanager
    def step(self, number):
        """The chapter's next step; it must be the one with this number."""
        told, self.text = self.left.pop(0)
        assert number == told, f"The chapter goes on with step {told}, the walk with {number}."
        self.unseen, self.untaken = labels(self.text), pictures(self.text)
        yield
        self.look(wait=True)
        assert not self.unseen, (
            f"Step {number} names what does not come up: {self.unseen}. "
            f"{self.page.url} says: {self.page.locator(SAID).all_inner_texts()}"
        )
        assert not self.untaken, f"Step {number} shows what was not taken: {self.untaken}"

    def look(self, wait=False):
        """Strikes off the labels that are on the screen, waiting for the last ones."""
        if wait:
            self.page.wait_for_load_state()
            with suppress(TimeoutError):  # the caller says which are missing
                self.page.wait_for_function(f"l => !({SHOWS})(l).length", arg=self.unseen)
        self.unseen = self.page.evaluate(SHOWS, self.unseen)

    def told(self, label):
        assert label in labels(self.text), f"The chapter does not name „{label}” here."
        return named(label)

    # --- What a hand does ----------------------------------------------------------------

    def control(self, label, within=None):
        name, place = self.told(label), within or self.page
        found = place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name))
        found = found.or_(place.get_by_role("tab", name=name))
        found = found.or_(place.locator("summary", has_text=name))
        return found.locator("visible=true").first

    def open(self, label):
        """Presses what unfolds something on the same page."""
        control = self.control(label)
        control.wait_for()
        self.look()
        control.click()

    def press(self, label, within=None):
        """Presses what leads to another page."""
        control = self.control(label, within)
        control.wait_for()
        self.look()
        with self.page.expect_navigation():
            control.click()
        self.look()

    def download(self, label):
        control = self.control(label)
        control.wait_for()
        self.look()
        with self.page.expect_download() as caught:
            control.click()
        return Path(caught.value.path())

    def field(self, label, which=0):
        fields = self.page.get_by_label(self.told(label))  # a part of the form may be called alike
        fields = fields.and_(self.page.locator("input, select, textarea"))
        field = fields.locator("visible=true").nth(which)
        field.wait_for()
        self.look()
        return field

    def fill(self, label, words, which=0):
        field = self.field(label, which)
        field.fill(words)
        field.blur()

    def choose(self, label, option):
        """Takes the option that the chapter names, or one that begins like it."""
        field, name = self.field(label), self.told(option)
        options = field.locator("option").all_inner_texts()
        field.select_option(index=[bool(name.match(" ".join(o.split()))) for o in options].index(1))

    def tick(self, label):
        self.field(label).check()

    def menu(self):
        """Opens the list of consultations from the menu at the side."""
        self.open("Konsultacje")
        self.press("Rozpatrywanie uwag")

    # --- Pictures ------------------------------------------------------------------------

    def picture(self, name, *targets, room=16, below=None):
        """Takes the step's picture of all these parts of the page together."""
        self.untaken.remove(f"{name}.png")
        for target in targets:
            self.page.locator(target).first.wait_for()
        if self.folder:
            self.take(name, targets, room, below)

    def take(self, name, targets, room, below):
        page, usual = self.page, self.page.viewport_size
        # The admin scrolls inside its page: a window as high as it needs shows all of it.
        page.set_viewport_size({"width": usual["width"], "height": 5000})
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.locator(targets[0]).first.scroll_into_view_if_needed()  # once nothing moves any more
        page.evaluate("for (const e of document.querySelectorAll('*')) e.scrollLeft = 0")
        boxes = [page.locator(target).first.bounding_box() for target in targets]
        left = max(0, min(box["x"] for box in boxes) - room)
        top = max(0, min(box["y"] for box in boxes) - room)
        right = min(usual["width"], max(box["x"] + box["width"] for box in boxes) + room)
        bottom = max(box["y"] + box["height"] for box in boxes) + room
        height = min(bottom - top, below or bottom)
        shot = page.screenshot(
            clip={"x": left, "y": top, "width": right - left, "height": height},
            animations="disabled",
        )
        colours = Image.open(BytesIO(shot)).convert("RGB").quantize(128, dither=Image.Dither.NONE)
        colours.save(self.folder / f"{name}.png", optimize=True)
        page.set_viewport_size(usual)
