"""Partnership pages, their records, translation, the search and the admin."""

import re
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from partnerships.models import (
    Membership,
    Organisation,
    OrganisationText,
    Partnership,
    PartnershipPage,
    WorkPlanTask,
)
from portal.models import SearchEntry

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    return Locale.objects.get_or_create(language_code="en")[0]


def translate(page, locale):
    """Sends a page through wagtail-localize, as a translator would, and publishes it."""
    parent = page.get_parent()
    if parent.depth > 1 and not parent.has_translation(locale):
        translate(parent.specific, locale)
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target()
    return factories.publish(page.get_translation(locale).specific)


# --- Pages and their records ---------------------------------------------------------------


def test_a_page_makes_its_record_and_its_translation_shares_it(english):
    page = factories.partnership_page(vision="Każdy ma pracę.")
    assert page.partnership.name == "Zielony Warsztat"
    translated = translate(page, english)
    assert translated.partnership_id == page.partnership_id
    assert Partnership.objects.count() == 1


def test_a_copied_page_gets_a_record_of_its_own():
    page = factories.partnership_page()
    copy = page.copy(update_attrs={"slug": "kopia", "title": "Kopia"}, copy_revisions=True)
    factories.publish(copy.specific)
    draft = copy.get_latest_revision_as_object()
    draft.save_revision().publish()
    copy.refresh_from_db()
    assert copy.specific.partnership_id != page.partnership_id
    assert Partnership.objects.count() == 2


def test_saving_again_keeps_the_record():
    page = factories.partnership_page()
    record = page.partnership_id
    factories.publish(page)
    assert page.partnership_id == record
    assert Partnership.objects.count() == 1


@pytest.mark.parametrize("kind", ["directory", "index", "partnership"])
def test_every_page_type_survives_translation(client, english, kind):
    if kind == "directory":
        page = factories.directory(lead="Kto w czym pomaga.")
    else:
        page = factories.partnership_page(
            lead="Razem.",
            diagnosis="<p>Mało pracy.</p>",
            vision="Praca",
            principles="<p>Zaufanie</p>",
            goals=[("goal", "Dwadzieścia osób na stażach")],
            body=[("heading", "Nagłówek"), ("paragraph", "<p>Tekst</p>")],
        )
        page = page.get_parent().specific if kind == "index" else page
    translated = translate(page, english)
    response = client.get(translated.url)
    assert response.status_code == 200
    assert f'hreflang="pl" href="{page.full_url}"' in response.content.decode()


def test_the_partnership_page_says_who_brings_what_and_when(client, at):
    at("2026-11-15 12:00")
    page = factories.partnership_page(main_goal="Praca blisko domu")
    record = page.partnership
    factories.directory(page.get_parent().get_parent())
    lead = factories.organisation("OPS Lipowa Dolina", sector="public")
    baker = factories.organisation("Piekarnia „Kłos”", sector="private")
    gone = factories.organisation("Dawny Partner")
    hidden = factories.organisation("Odmowa", member_state="refused")
    Membership.objects.create(
        partnership=record, organisation=lead, role="leader", formal=True, contribution_pl="sala"
    )
    Membership.objects.create(partnership=record, organisation=baker)
    Membership.objects.create(partnership=record, organisation=gone, left_on=date(2026, 1, 1))
    Membership.objects.create(partnership=record, organisation=hidden)
    WorkPlanTask.objects.create(
        partnership=record,
        title_pl="Staże",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 10, 31),
        responsible=baker,
    )
    content = client.get(page.url).content.decode().replace("\xa0", " ")
    assert f'<a href="/czlonkowie/{lead.slug}/">OPS Lipowa Dolina</a>' in content
    assert "sala" in content
    assert "wrzesień–październik 2026" in content
    assert "Dawny Partner" not in content
    assert "Odmowa" not in content
    # The map draws what the list says: a leader's line and a dashed one.
    assert content.count('<path class="leader"') == 2
    assert content.count('<path class="informal"') == 2
    [task] = WorkPlanTask.objects.all()
    assert task.is_overdue


def test_a_task_is_not_overdue_on_its_last_day(at):
    task = WorkPlanTask(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31), state="planned")
    at("2026-10-31 23:59")
    assert not task.is_overdue
    at("2026-11-01 00:01")
    assert task.is_overdue
    task.state = "done"
    assert not task.is_overdue


def test_restricted_partnerships_are_not_listed(client):
    page = factories.partnership_page()
    index = page.get_parent()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "Zielony" not in client.get(index.url).content.decode()


def test_a_network_lists_its_partnerships_and_a_partnership_its_network(client):
    page = factories.partnership_page()
    other = PartnershipPage(title="Lokalna Sieć")
    network = factories.publish(page.get_parent().add_child(instance=other))
    page.partnership.network = network.partnership
    page.partnership.save()
    assert f'<a href="{network.url}">Lokalna Sieć</a>' in client.get(page.url).content.decode()
    assert f'<a href="{page.url}">Zielony Warsztat</a>' in client.get(network.url).content.decode()
    PageViewRestriction.objects.create(page=network, restriction_type="login")
    cache.clear()
    assert "Lokalna" not in client.get(page.url).content.decode()


@pytest.mark.parametrize("partners", [0, 1, 40])
def test_the_page_of_a_small_and_a_huge_partnership(client, partners):
    page = factories.partnership_page()
    for number in range(partners):
        organisation = factories.organisation(
            "Bardzodługanazwabezspacji" * 3 + str(number),
            sector=["public", "social", "private"][number % 3],
        )
        Membership.objects.create(partnership=page.partnership, organisation=organisation)
    assert client.get(page.url).status_code == 200


# --- Search --------------------------------------------------------------------------------


def test_the_search_knows_only_what_is_public_and_in_which_language(english):
    page = factories.directory()
    made = factories.organisation("Świetlica", "Pomoc w lekcjach", tags=["nauka"])
    found = SearchEntry.find("swietlica", "pl").get()
    assert found.url == f"/czlonkowie/{made.slug}/"
    assert found.summary == "Pomoc w lekcjach"
    assert SearchEntry.find("nauka", "pl").exists()
    translate(page, english)
    assert not SearchEntry.find("swietlica", "en").exists()
    OrganisationText.objects.create(organisation=made, locale=english, helps_with="Homework")
    assert SearchEntry.find("homework", "en").get().url == f"/en/czlonkowie/{made.slug}/"
    made.member_state = "left"
    made.save()
    assert not SearchEntry.find("swietlica", "pl").exists()


def test_polish_key_words_say_so_in_the_english_directory(client, english):
    page = factories.directory()
    made = factories.organisation("Świetlica", tags=["nauka"], town="Stara Lipa")
    content = client.get(translate(page, english).url, {"tag": "nauka"}).text
    assert '<span lang="pl">nauka</span>' in content
    assert '<span lang="pl">Stara Lipa</span>' in content
    for choice in ("nauka", "Stara Lipa"):
        assert re.search(rf'<div class="choices" lang="pl"><label>[^/]+>{choice}<', content)
    polish = client.get(page.url).text
    assert 'lang="pl">nauka' not in polish
    assert '<div class="choices" lang' not in polish
    profile = client.get(f"{page.url}{made.slug}/").text
    assert f'<link rel="canonical" href="{page.full_url}{made.slug}/">' in profile


def test_the_search_follows_publishing():
    page = factories.partnership_page(vision="Praca blisko domu")
    assert SearchEntry.find("blisko", "pl").get().kind == SearchEntry.Kind.PARTNERSHIP
    Membership.objects.create(
        partnership=page.partnership, organisation=factories.organisation("Łącznik")
    )
    assert SearchEntry.find("lacznik", "pl").filter(kind="partnership").exists()
    page.unpublish()
    assert not SearchEntry.find("blisko", "pl").exists()
    factories.publish(page)
    page.delete()
    assert not SearchEntry.find("blisko", "pl").exists()


# --- Admin ---------------------------------------------------------------------------------


@pytest.fixture
def coordinator(client):
    user = get_user_model().objects.create_user("koordynacja", password="demo", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(
            codename__in=[
                "access_admin",
                "view_organisation",
                "add_organisation",
                "change_organisation",
                "view_partnership",
                "change_partnership",
            ]
        )
    )
    client.force_login(user)
    return user


def organisation_form(**changes):
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {
        "name": "Koło Gospodyń",
        "sector": "social",
        "institution_type": "ngo",
        "stakeholder_type": "c",
        "member_state": "listed",
        **{f"texts-{key}": value for key, value in empty.items()},
        **changes,
    }


def test_a_coordinator_adds_an_organisation_in_one_form(client, coordinator):
    locale = Locale.objects.get(language_code="pl")
    response = client.post(
        register_url("add"),
        organisation_form(
            **{
                "tags": "seniorzy, kuchnia",
                "texts-TOTAL_FORMS": 1,
                "texts-0-locale": locale.pk,
                "texts-0-helps_with": "Obiady",
            }
        ),
    )
    assert response.status_code == 302, response.context["form"].errors
    made = Organisation.objects.get()
    assert made.slug == "kolo-gospodyn"
    assert made.helps_with.text == "Obiady"
    assert set(made.tags.names()) == {"seniorzy", "kuchnia"}
    listing = client.get(register_url("list"), {"q": "gospodyn", "sector": "social"})
    assert "Koło Gospodyń" in listing.content.decode()


def test_a_wrong_number_is_named_at_its_field_and_nothing_is_lost(client, coordinator):
    response = client.post(register_url("add"), organisation_form(nip="1234567890"))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["nip"]
    assert "Koło Gospodyń" in response.content.decode()
    assert not Organisation.objects.exists()


def register_url(name):
    return reverse(Organisation.snippet_viewset.get_url_name(name))


def test_the_register_is_closed_to_others(client):
    address = register_url("list")
    assert client.get(address).status_code == 302
    user = get_user_model().objects.create_user("redakcja", password="demo")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(address).status_code == 302


def test_the_facts_of_a_partnership_open_in_one_form(client, coordinator):
    page = factories.partnership_page()
    Membership.objects.create(partnership=page.partnership, organisation=factories.organisation())
    response = client.get(page.partnership.admin_url)
    assert response.status_code == 200
    assert "memberships-0-organisation" in response.content.decode()


@pytest.mark.parametrize("target", ["page", "index"])
def test_the_only_page_of_a_record_is_not_deleted(admin_client, target):
    page = factories.partnership_page()
    asked = page if target == "page" else page.get_parent()
    response = admin_client.post(reverse("wagtailadmin_pages:delete", args=[asked.pk]), follow=True)
    assert PartnershipPage.objects.filter(pk=page.pk).exists()
    assert "Zielony Warsztat" in "".join(str(m) for m in response.context["messages"])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin_client.post(f"{bulk}?id={asked.pk}")
    assert PartnershipPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("kind", ["organisation", "partnership"])
def test_a_record_that_others_need_is_not_deleted(admin_client, kind):
    record = factories.partnership_page().partnership
    partner = factories.organisation("Koło Gospodyń")
    Membership.objects.create(partnership=record, organisation=partner)
    asked = partner if kind == "organisation" else record
    one = reverse(asked.snippet_viewset.get_url_name("delete"), args=[asked.pk])
    bulk = reverse("wagtail_bulk_action", args=[asked._meta.app_label, kind, "delete"])
    for address in (one, f"{bulk}?id={asked.pk}"):
        response = admin_client.post(address, follow=True)
        assert str(asked) in "".join(str(m) for m in response.context["messages"])
        assert type(asked).objects.filter(pk=asked.pk).exists()


def test_an_organisation_that_nothing_needs_may_be_deleted(admin_client):
    made = factories.organisation()
    admin_client.post(reverse(made.snippet_viewset.get_url_name("delete"), args=[made.pk]))
    assert not Organisation.objects.exists()


def test_a_translation_may_be_deleted(admin_client, english):
    page = factories.partnership_page()
    translated = translate(page, english)
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[translated.pk]))
    assert not Page.objects.filter(pk=translated.pk).exists()


def test_the_page_form_leads_to_the_record(admin_client):
    page = factories.partnership_page()
    content = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert page.partnership.admin_url in content
