"""An app's own sheet is linked by the pages that use it; the portal's own holds all the rest."""

import re

from django.templatetags.static import static

from tests.kinds import KINDS, address
from tests.own_files import own_static

SHEETS = {
    path.relative_to(path.parents[2]).as_posix(): path.read_text()
    for path in own_static("css/*.css")
}


def classes_of(sheet):
    words = re.sub(r'/\*.*?\*/|"[^"]*"', "", sheet, flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", words))


def test_each_page_links_the_sheets_whose_classes_it_uses(client, demo_content):
    classes = {name: classes_of(sheet) for name, sheet in SHEETS.items()}
    linked_somewhere, forgotten = set(), {}
    for kind in KINDS:
        html = client.get(address(kind)).content.decode()
        linked = {name for name in SHEETS if f'href="{static(name)}"' in html}
        used = {word for found in re.findall(r'class="([^"]*)"', html) for word in found.split()}
        unstyled = used - set().union(*(classes[name] for name in linked))
        for name in classes.keys() - linked:
            if styled_there := unstyled & classes[name]:
                forgotten[kind, name] = styled_there
        linked_somewhere |= linked
    assert not forgotten
    assert linked_somewhere == SHEETS.keys()
