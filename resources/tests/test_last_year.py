"""What the council asks first of a programme: what is different from last year's."""

import io

import pypdf
import pytest

from resources import reporting
from resources.models import ProgrammePage
from resources.reporting import last_year
from resources.services import reporting as service
from resources.tests.conftest import make_consultation

pytestmark = pytest.mark.django_db


def provision(label, text, element=""):
    return ("provision", {"label": label, "text": text, "element": element})


@pytest.fixture
def consultation(programme_page):
    earlier = ProgrammePage(title="Program na 2026 rok", slug="2026", year=2026)
    earlier.text = [
        provision("§ 1", "Program obowiązuje w 2026 r."),
        provision("§ 2", "Organizacja ma 7 dni."),
        provision("§ 3", "Oferty ocenia komisja."),
        provision("§ 4 ust. 1", "Planuje się\n1) konkursy."),
        provision("§ 5", "Na program przeznacza się 1 550 000 zł.", "funds"),
        provision("§ 6", "Sprawozdanie powstaje do 31 maja 2027 r."),
    ]
    programme_page.get_parent().add_child(instance=earlier)
    programme_page.text = [
        provision("§ 1", "Program obowiązuje w 2027 r."),
        provision("§ 2", "Oferty ocenia komisja."),
        provision("§ 3", "Organizacja ma 14 dni."),
        provision("§ 4 ust. 1", "Planuje się\n1) konkursy,\n2) małe dotacje."),
        provision("§ 4 ust. 2", "Małe dotacje przyznaje Burmistrz."),
        provision("§ 5", "Środki:\nrazem 1 620 000 zł.", "funds"),
    ]
    programme_page.save()
    return make_consultation(programme_page)


def test_only_what_says_something_else_is_different(consultation):
    found = last_year.compare(consultation)
    assert found["year"] == 2026
    # § 1 differs by its year alone, and the words of § 3 stand in § 2 now.
    assert found["changed"] == ["§ 4 ust. 1", "§ 5"]
    assert found["new"] == ["§ 3", "§ 4 ust. 2"]
    assert found["gone"] == ["§ 2", "§ 6"]
    assert found["funds_then"] == "Na program przeznacza się 1 550 000 zł."
    assert found["funds_now"] == "razem 1 620 000 zł."


def test_the_council_reads_it_on_its_page(consultation, results):
    content = service.content_of(service.make(consultation, None, results()))
    page = pypdf.PdfReader(io.BytesIO(reporting.render("summary_pdf", content))).pages[0]
    said = " ".join(page.extract_text().split())
    for words in ("1 550 000 zł", "1 620 000 zł", "2: § 3, § 4 ust. 2", "2: § 2, § 6"):
        assert words in said


def test_last_year_s_text_is_the_one_that_was_announced(consultation):
    earlier = ProgrammePage.objects.get(year=2026)
    announced = make_consultation(earlier)
    assert announced.version
    earlier.text = []
    earlier.save()
    assert "§ 6" in last_year.compare(consultation)["gone"]


def test_without_a_programme_of_the_year_before_nothing_is_said(consultation, results):
    ProgrammePage.objects.get(year=2026).delete()
    content = service.content_of(service.make(consultation, None, results()))
    assert content["last_year"] is None
    assert reporting.render("summary_pdf", content)
