"""Lines break well on the narrowest screens."""

import pytest

from tests.kinds import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Signs after an e-mail address that stand on another line than what they follow.
LONELY = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  const box = (text, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  texts.forEach((text, place) => {
    for (const match of text.data.matchAll(/[.,;:)]/g)) {
      const before = match.index ? text : texts[place - 1];
      if (!before) continue;
      const last = (match.index || before.data.length) - 1;
      if (/\\s/.test(before.data[last])) continue;
      const [one, other] = [box(before, last), box(text, match.index)];
      if (one.width && other.top >= one.bottom - 4) found.push(text.data.slice(0, 60));
    }
  });
  return found;
}"""


@pytest.mark.parametrize("kind", ["consultation open", "consultation report", "remark form"])
def test_no_full_stop_falls_from_its_address(visit, kind):
    page = visit(width=320, height=640)
    page.goto(address(kind))
    assert page.get_by_text("@").count()
    assert page.evaluate(LONELY) == []
