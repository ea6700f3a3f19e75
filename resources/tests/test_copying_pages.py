"""Last year's programme as a start for the next one, and records that stay below their text."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale, Page

from resources.models import Consultation, ConsultationPage, ConsultedTextPage, ProgrammePage

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["Redakcja", "Moderacja"])
def clerk(request, client):
    """Either role that works on programmes, with the rights that its group has."""
    user = get_user_model().objects.create_user(request.param, password="x")
    user.groups.add(Group.objects.get(name=request.param))
    client.force_login(user)
    return client


@pytest.fixture
def adopted(consultation, programme_page):
    """Last year's programme, consulted and adopted, with a history of its own."""
    programme_page.refresh_from_db()  # the consultation's page lies below it now
    programme_page.state = "adopted"
    programme_page.resolution_no, programme_page.resolution_date = "XX/1/2026", "2026-11-26"
    programme_page.lead = "Jak gmina współpracuje z organizacjami."
    for _time in range(2):
        programme_page.save_revision().publish()
    return ProgrammePage.objects.get(pk=programme_page.pk)


@pytest.fixture
def other_text(consultation):
    index = consultation.text_page.get_parent()
    return index.add_child(
        instance=ConsultedTextPage(title="Strategia", slug="strategia", kind="strategy")
    )


@pytest.fixture
def stray(consultation, other_text):
    """A copy of a consultation's page below another text, as it could once be made."""
    return consultation.pages.get().copy(to=other_text, update_attrs={"slug": "kopia"})


def act(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def bulk(name, page):
    return f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', name])}?id={page.pk}"


def copy(clerk, page, **more):
    """Copies as the screen offers it, with every box ticked that Wagtail knows."""
    initial = {
        name: field.initial
        for name, field in clerk.get(act("copy", page.pk)).context["form"].fields.items()
    }
    boxes = {"copy_subpages": "on", "publish_copies": "on"}
    initial["new_parent_page"] = initial["new_parent_page"].pk
    return clerk.post(act("copy", page.pk), {**initial, **boxes, **more}, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_last_years_programme_is_the_start_of_a_fresh_draft(clerk, adopted):
    answer = copy(clerk, adopted)
    draft = ProgrammePage.objects.get(year=2028)
    assert (draft.title, draft.slug) == ("Program na 2028 rok", "2028")
    assert answer.redirect_chain[-1][0] == act("edit", draft.pk)
    [sentence] = said(answer)
    assert "szkic" in sentence
    for version in (draft, draft.get_latest_revision_as_object()):
        assert (version.year, version.programme.year, version.state) == (2028, 2028, "draft")
        assert (version.resolution_no, version.resolution_date) == ("", None)
        assert version.text == adopted.text
        assert version.lead == adopted.lead
    assert (draft.live, draft.first_published_at, draft.get_children().count()) == (False, None, 0)
    assert draft.revisions.count() == 1
    assert not draft.consultation
    adopted.refresh_from_db()
    assert (adopted.year, adopted.state, adopted.resolution_no) == (2027, "adopted", "XX/1/2026")


def test_the_draft_can_be_published_consulted_anew_and_removed(clerk, adopted):
    copy(clerk, adopted)
    draft = ProgrammePage.objects.get(year=2028)
    draft.get_latest_revision().publish()
    assert clerk.get(draft.url).status_code == 200
    clerk.post(act("unpublish", draft.pk))
    draft.refresh_from_db()
    assert not draft.live
    clerk.post(act("delete", draft.pk))
    assert not ProgrammePage.objects.filter(year=2028).exists()
    assert adopted.get_children().count() == 1


def test_the_next_copy_is_for_the_year_after_the_newest(clerk, adopted):
    copy(clerk, adopted)
    answer = copy(clerk, adopted)
    assert said(answer)
    assert sorted(ProgrammePage.objects.values_list("year", flat=True)) == [2027, 2028, 2029]


def test_another_text_is_copied_without_its_consultation_too(clerk, stray, other_text):
    other_text.resolution_no = "XX/2/2026"
    other_text.save_revision().publish()
    copy(clerk, other_text)
    made = ConsultedTextPage.objects.exclude(pk=other_text.pk).get()
    assert made.slug != other_text.slug
    assert (made.live, made.resolution_no, made.get_children().count()) == (False, "", 0)


def test_a_page_above_is_copied_without_what_was_announced(admin_client, consultation):
    index = consultation.text_page.get_parent()
    fields = admin_client.get(act("copy", index.pk)).context["form"].fields
    assert "copy_subpages" not in fields
    assert "publish_copies" in fields


def test_a_consultation_exists_once(clerk, consultation):
    page = consultation.pages.get()
    for send in (clerk.get, clerk.post):
        answer = send(act("copy", page.pk), follow=True)
        [sentence] = said(answer)
        assert "nie można jej skopiować" in sentence
    assert consultation.pages.count() == 1


def test_a_consultation_is_not_moved_below_another_text(clerk, consultation, other_text):
    page = consultation.pages.get()
    for address, data in [
        (act("move_confirm", page.pk, other_text.pk), {}),
        (bulk("move", page), {"chooser": other_text.pk}),
    ]:
        answer = clerk.post(address, data, follow=True)
        [sentence] = said(answer)
        assert "zostaje pod tekstem" in sentence, address
        page = ConsultationPage.objects.get(pk=page.pk)
        assert page.get_parent().pk == consultation.text_page_id


def test_a_consultation_that_was_moved_can_be_moved_back(clerk, consultation, other_text):
    page = consultation.pages.get()
    page.move(other_text, pos="last-child")
    clerk.post(act("move_confirm", page.pk, consultation.text_page_id))
    page = ConsultationPage.objects.get(pk=page.pk)
    assert page.get_parent().pk == consultation.text_page_id


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_a_stray_copy_can_go_and_the_record_stays(clerk, consultation, stray, name):
    own = consultation.pages.exclude(pk=stray.pk).get()
    for page in (own, stray, consultation.text_page):
        clerk.post(act(name, page.pk))
    live = consultation.pages.live()
    assert [page.pk for page in live] == [own.pk]
    assert Page.objects.get(pk=consultation.text_page_id).live


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_a_text_with_a_stray_copy_below_can_go(admin_client, stray, other_text, name):
    admin_client.post(bulk(name, other_text))
    assert not Page.objects.filter(pk=other_text.pk, live=True).exists()


def test_the_page_in_another_language_is_the_records_own(clerk, translated, consultation):
    page = consultation.pages.get(locale__language_code="uk")
    clerk.post(act("delete", page.pk))
    assert consultation.pages.count() == 2


def test_translating_keeps_what_a_copy_leaves_behind(clerk, consultation, adopted):
    """It goes through Wagtail's copying too."""
    ukrainian = Locale.objects.get_or_create(language_code="uk")[0]
    translation = adopted.copy_for_translation(ukrainian, copy_parents=True)
    assert (translation.year, translation.state) == (2027, "adopted")
    below = consultation.pages.get().copy_for_translation(ukrainian)
    assert (below.consultation, below.get_parent().pk) == (consultation, translation.pk)
    copy(clerk, adopted)
    draft = ProgrammePage.objects.get(year=2028)
    assert draft.copy_for_translation(ukrainian).year == 2028


@pytest.mark.parametrize("name", ["delete", "unpublish", "move", "copy"])
def test_no_other_door_leads_past_these_rules(admin_client, consultation, other_text, name):
    page = consultation.pages.get()
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, name])
    answer = admin_client.post(address, {"destination_page_id": other_text.pk})
    assert answer.status_code == 404
    page = ConsultationPage.objects.get()
    assert (page.live, page.get_parent().pk) == (True, consultation.text_page_id)
    assert Consultation.objects.count() == 1
