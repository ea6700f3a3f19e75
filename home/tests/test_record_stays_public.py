"""What was announced for comments cannot be closed from above, nor who sent it deleted."""

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from partnerships.tests import factories

pytestmark = pytest.mark.django_db

CLOSE = {"restriction_type": "login", "password": ""}


@pytest.fixture
def section(home, consultation):
    """The text of the consultation lies below this page."""
    return consultation.text_page.get_parent().specific


@pytest.fixture
def closed(home):
    page = home.add_child(instance=StandardPage(title="Dla zespołu", slug="dla-zespolu"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def privacy(page):
    return reverse("wagtailadmin_pages:set_privacy", args=[page.pk])


def test_pages_above_a_record_offer_no_privacy_and_take_none(admin_client, section, client):
    for page in (section, section.get_parent()):
        offered = admin_client.get(privacy(page)).json()["html"]
        assert 'name="restriction_type"' not in offered
        assert "<p>" in offered
        admin_client.post(privacy(page), CLOSE)
    assert not PageViewRestriction.objects.exists()


def test_other_pages_can_be_closed_and_a_closed_one_opened(admin_client, home, section, closed):
    open_page = home.get_children().get(slug="dzial-0")
    admin_client.post(privacy(open_page), CLOSE)
    assert open_page.view_restrictions.exists()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    admin_client.post(privacy(section), {"restriction_type": "none", "password": ""})
    assert not section.view_restrictions.exists()


def test_a_record_cannot_be_moved_into_a_closed_section(admin_client, section, closed):
    parent = section.get_parent()
    one = reverse("wagtailadmin_pages:move_confirm", args=[section.pk, closed.pk])
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    for address, data in [(one, {}), (f"{many}?id={section.pk}", {"chooser": closed.pk})]:
        answer = admin_client.post(address, data, follow=True)
        assert Page.objects.get(pk=section.pk).get_parent().pk == parent.pk
        assert [message.level_tag for message in answer.context["messages"]] == ["error"], address


def test_an_organisation_that_sent_remarks_is_not_deleted(admin_client, send):
    sender = factories.organisation("Koło Gospodyń", slug="kolo")
    send(who="organisation", organisation_id=sender.pk, authorised=True)
    one = reverse(sender.snippet_viewset.get_url_name("delete"), args=[sender.pk])
    many = reverse("wagtail_bulk_action", args=[sender._meta.app_label, "organisation", "delete"])
    for address in (one, f"{many}?id={sender.pk}"):
        answer = admin_client.post(address, follow=True)
        assert answer.status_code == 200
        [message] = answer.context["messages"]
        assert (message.level_tag, sender.name in str(message)) == ("error", True)
        assert type(sender).objects.filter(pk=sender.pk).exists()
