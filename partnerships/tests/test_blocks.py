"""What the front page shows of the register."""

import pytest
from django.test import RequestFactory

from partnerships.blocks import FindPartnerBlock
from portal.navigation import build_navigation

from . import factories

pytestmark = pytest.mark.django_db


def render():
    block = FindPartnerBlock()
    value = block.to_python({"heading": "Kto w czym pomoże", "text": ""})
    request = RequestFactory().get("/")
    return block.render(value, context={"request": request, "nav": build_navigation(request)})


def test_the_block_counts_members_and_leads_into_the_directory(client):
    factories.directory()
    factories.organisation(sector="private", tags=["seniorzy"])
    factories.organisation(sector="private", member_state="listed", tags=["sekret"])
    html = render()
    assert 'action="/czlonkowie/"' in html
    assert '/czlonkowie/?tag=seniorzy"' in html
    assert "sekret" not in html
    found = client.get("/czlonkowie/?sector=private").context["directory"].total
    assert found == 1
    assert "1 organi" in html


def test_without_a_directory_there_is_no_block():
    factories.home()
    factories.organisation()
    assert "inline-form" not in render()
