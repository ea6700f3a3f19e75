"""Pages stay light, keep to this server and set no cookie; see "Speed" in the design."""

import gzip

import pytest

from resources.models import Report
from resources.services import reporting
from tests.kinds import KINDS, MISSING, address
from tests.own_files import own_static

KB = 1024
HTML, GZIPPED_HTML = 20 * KB, 6 * KB
GZIPPED_UKRAINIAN = 6.5 * KB  # a letter of it takes two bytes
STYLES, SCRIPTS = 15 * KB, 15 * KB  # gzipped
REQUESTS, FIRST_VIEW = 8, 150 * KB
#: Pages that are longer by nature, with what each may weigh, as it is and gzipped.
LONGER = {
    # A whole official document, with every remark and answer beside it.
    "programme open": (250 * KB, 60 * KB),
    "programme with answers": (250 * KB, 60 * KB),
    # A network of sixteen: few words of it repeat.
    "partnership": (HTML, 7 * KB),
}


def test_html_of_every_kind_of_page(client, demo_content):
    heavy = {}
    for kind in KINDS:
        html = client.get(address(kind)).content
        packed = len(gzip.compress(html))
        most, most_packed = LONGER.get(kind, (HTML, GZIPPED_HTML))
        if len(html) > most or packed > most_packed:
            heavy[kind] = f"{len(html) / KB:.1f} KB, gzipped {packed / KB:.1f} KB"
    assert not heavy


@pytest.mark.parametrize("kind", ["record", "consultation report", "remark form", "draft remark"])
def test_html_in_ukrainian(client, demo_content, kind):
    """Of long lists and forms, the report with all its files."""
    there = f"/uk{address(kind)}"
    for report in Report.objects.all():
        reporting.make_files(report)
    html = client.get(there).content
    assert len(html) <= HTML
    assert len(gzip.compress(html)) <= GZIPPED_UKRAINIAN


@pytest.mark.parametrize(("folder", "most"), [("css", STYLES), ("js", SCRIPTS)])
def test_styles_and_scripts(folder, most):
    paths = own_static(f"{folder}/*")
    assert paths
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) <= most


def test_no_reader_gets_a_cookie(client, demo_content):
    given = {kind for kind in KINDS if client.get(address(kind)).cookies}
    assert not given


@pytest.mark.browser
def test_the_first_view_of_the_front_page(visit):
    page = visit()
    # What the browser asks for by itself, and what a page finished by then has shown.
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/", wait_until="networkidle")
    weights = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert len(weights) <= REQUESTS, weights
    assert sum(weights.values()) <= FIRST_VIEW, weights


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_keep_to_this_server_and_to_their_own_policy(visit, live_site, width):
    page = visit(width=width)
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    for kind in KINDS:
        if kind not in MISSING:  # Chromium's console notes each 404
            page.goto(address(kind))
    assert not complaints
    assert not {url for url in requests if not url.startswith((f"{live_site}/", "data:"))}
    assert page.context.cookies() == []
