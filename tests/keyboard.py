"""Walking a page by keyboard, as somebody who cannot use a mouse."""

import pytest

#: What a person who uses a keyboard can see of the focus.
FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const middle = document.elementFromPoint(
    (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
    (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2,
  );
  return {
    name: at.getAttribute("name") || at.getAttribute("href") || at.textContent.trim(),
    inside: !!at.closest("main"),
    top: box.top + scrollY,
    ringed: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    uncovered: at === middle || at.contains(middle) || !!middle && middle.contains(at),
  };
}"""


class Keyboard:
    """A visitor who has only a keyboard, and watches where the focus is."""

    def __init__(self, page):
        self.page = page

    def tab_to(self, target, most=60):
        """Goes on with Tab to the element; each stop must be seen, and lie below the last."""
        last = None
        for _ in range(most):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUS)
            assert stop["ringed"], f"no sign of the focus: {stop}"
            assert stop["shown"], f"focus outside the window: {stop}"
            assert stop["uncovered"], f"focus hidden behind something: {stop}"
            if last and last["inside"] and stop["inside"]:
                assert stop["top"] >= last["top"] - 1, f"focus goes back up: {last}, {stop}"
            last = stop
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", target):
                return
        pytest.fail(f"{target} was not reached by {most} times Tab; last: {last}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.insert_text(text)

    def skip_to_content(self):
        self.tab_to("a.skip", most=1)
        self.press("Enter")
