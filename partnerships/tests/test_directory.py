"""The directory as a reader meets it."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from partnerships.models import (
    Membership,
    Organisation,
    OrganisationText,
    Partnership,
    TaskArea,
    WorkPlanTask,
)
from portal.models import CacheGeneration

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return factories.directory()


def names(response):
    return re.findall(
        r'<h3><a href="[^"]+">([^<]+)</a></h3>', response.content.decode().replace("\xa0", " ")
    )


def ask(client, query):
    """The directory's answer, made anew and not taken from the page cache."""
    cache.clear()
    return client.get("/czlonkowie/", query).context["directory"]


def test_order_and_letters_are_polish(client, page):
    right = [
        "Caritas",
        "Centrum Usług",
        "Ćwiczenia",
        "Dom Kultury",
        "Łącznik",
        "Mała Ojczyzna",
        "Ósemka",
        "Stowarzyszenie A",
        "Świetlica",
        "Zamek",
        "Źródło",
        "Żak",
    ]
    for name in reversed(right):
        factories.organisation(name)
    response = client.get("/czlonkowie/")
    assert names(response) == right
    letters = re.findall(r'class="letter" aria-hidden="true">(.)<', response.content.decode())
    assert letters == ["C", "Ć", "D", "Ł", "M", "Ó", "S", "Ś", "Z", "Ź", "Ż"]


@pytest.mark.parametrize("words", ["swietlica", "ŚWIETLICA", "obiady", "SENIORÓW obiady"])
def test_words_find_names_and_needs_without_accents(client, page, words):
    factories.organisation("Świetlica „Na Górce”", "Obiady dla seniorów z dowozem.")
    factories.organisation("Klub Sportowy")
    assert names(client.get("/czlonkowie/", {"q": words})) == ["Świetlica „Na Górce”"]


def test_words_find_areas_and_key_words_by_name(client, page):
    foreigners = TaskArea.objects.get(key="foreigners")
    factories.organisation("Alfa", "Kurs języka", areas=[foreigners], tags=["młodzież"])
    factories.organisation("Beta", tags=["młodzież"])
    factories.organisation("Gamma", tags=["tajne"], member_state="refused")

    def found(words):
        return names(client.get("/czlonkowie/", {"q": words}))

    assert found("MLODZIEZ") == ["Alfa", "Beta"]
    assert found("młodzież cudzoziemców") == found("cudzoziemcow kurs") == ["Alfa"]
    assert found("mł") == found("tajne") == []


def test_each_filter_narrows_and_filters_add_up(client, page):
    work, health = TaskArea.objects.filter(key__in=["employment", "health"]).order_by("key")
    factories.organisation("Alfa", areas=[work], tags=["seniorzy"], town="Olszyny")
    factories.organisation("Beta", sector="private", institution_type="business", areas=[work])
    factories.organisation("Gamma", sector="public", stakeholder_type="a", areas=[work, health])
    factories.organisation("Delta", looking_for_partner=True)

    def found(**query):
        return names(client.get("/czlonkowie/", query))

    assert found(sector="private") == ["Beta"]
    assert found(sector=["private", "public"]) == ["Beta", "Gamma"]
    assert found(type="business") == ["Beta"]
    assert found(stakeholder="a") == ["Gamma"]
    assert found(area=["employment", "health"]) == ["Alfa", "Beta", "Gamma"]
    assert found(tag="seniorzy") == ["Alfa"]
    assert found(town="Olszyny") == ["Alfa"]
    assert found(looking="yes") == ["Delta"]
    assert found(area="employment", sector="social", town="Olszyny", q="alf") == ["Alfa"]


def test_numbers_beside_choices_are_what_each_choice_finds(client, page):
    work = TaskArea.objects.get(key="employment")
    factories.organisation("Alfa", areas=[work])
    factories.organisation("Beta", areas=[work], sector="private")
    factories.organisation("Gamma", sector="private")
    factories.organisation("Known only", areas=[work], member_state="listed")
    for chosen in [{}, {"sector": "private"}, {"area": "employment", "sector": "social"}]:
        for facet in ask(client, chosen).facets:
            for option in facet.options:
                asked = {**chosen, facet.name: option.value}
                assert ask(client, asked).total == option.count, (chosen, facet.name, option.value)


def test_of_many_choices_the_common_and_the_chosen_show_until_all_are_asked_for(client, page):
    tags = [f"słowo {number:02}" for number in range(14)]
    for number, tag in enumerate(tags):
        factories.organisation(f"Org {number}", tags=[tag])
    factories.organisation("Ostatnia", tags=tags[8:])

    def shown(**query):
        [facet] = [facet for facet in ask(client, query).facets if facet.name == "tag"]
        return [option.label for option in facet.shown], facet.hidden

    common = [*tags[:2], *tags[8:]]
    assert shown() == (common, 6)
    assert shown(tag=ask(client, {}).facets[1].options[4].value) == (sorted([*common, tags[4]]), 5)
    assert shown(more="tag") == (tags, 0)
    content = client.get("/czlonkowie/").content.decode()
    assert 'name="more" value="tag" formaction="/czlonkowie/#tag"' in content
    # Enter in the field for words must not ask for more choices.
    first_button = content[content.index('<form class="filters"') :].split("<button ")[1]
    assert "more" not in first_button.split(">")[0]


def test_only_members_unless_all_are_asked_for_and_never_the_others(client, page):
    states = ["listed", "applied", "active", "paused", "left", "refused"]
    made = {s: factories.organisation(f"Org {s}", "Pomoc", member_state=s) for s in states}
    assert names(client.get("/czlonkowie/")) == ["Org active", "Org paused"]
    everything = names(client.get("/czlonkowie/", {"scope": "all"}))
    assert everything == ["Org active", "Org listed", "Org paused"]
    for state, organisation in made.items():
        expected = 200 if state in ("listed", "active", "paused") else 404
        assert client.get(f"/czlonkowie/{organisation.slug}/").status_code == expected


def test_tags_and_towns_of_hidden_organisations_do_not_show(client, page):
    factories.organisation(member_state="refused", tags=["sekret"], town="Ukryte")
    content = client.get("/czlonkowie/", {"scope": "all"}).content.decode()
    assert "sekret" not in content
    assert "Ukryte" not in content


@pytest.mark.parametrize(
    "query",
    [
        "sector=zzz",
        "sector=public&sector=%27%3B--",
        "area=1a&tag=brak&town=Nigdzie",
        "scope=none",
        "page=abc",
        "page=-1",
        "page=0",
        "page=²",
        "stakeholder=A",
        "looking=maybe",
        "more=wszystko",
        "type=" + "x" * 5000,
    ],
)
def test_nonsense_is_left_out_with_a_sentence(client, page, query):
    factories.organisation("Alfa", sector="public")
    response = client.get(f"/czlonkowie/?{query}")
    assert response.status_code == 200
    assert names(response) == ["Alfa"]
    assert response.context["directory"].ignored
    assert 'class="notice"' in response.content.decode()


@pytest.mark.parametrize("words", ["x" * 100_000, "%_\\'\"", "<script>", "   ", "🦆", "a " * 500])
def test_any_words_get_an_answer(client, page, words):
    factories.organisation("Beta")
    response = client.get("/czlonkowie/", {"q": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("number", ["2", "99999", "9" * 5000])
def test_a_page_beyond_the_end_leads_back(client, page, number):
    factories.organisation("Alfa", sector="public")
    response = client.get(f"/czlonkowie/?page={number}&sector=public")
    assert response.status_code == 404
    assert 'href="/czlonkowie/?sector=public"' in response.content.decode()


def test_pages_of_twenty_keep_the_filters(client, page):
    for _n in range(21):
        factories.organisation()
    first = client.get("/czlonkowie/?sector=social")
    assert len(names(first)) == 20
    assert "?sector=social&amp;page=2" in first.content.decode()
    assert len(names(client.get("/czlonkowie/?sector=social&page=2"))) == 1


def test_an_empty_result_offers_what_finds_somebody(client, page):
    factories.organisation("Alfa", "Naprawa pieca", sector="private")
    factories.organisation("Piec Ludowy", member_state="listed", sector="social")
    response = client.get("/czlonkowie/", {"q": "piec", "sector": "social"})
    offers = response.context["directory"].offers
    assert [(offer.url, offer.count) for offer in offers] == [
        ("?q=piec", 1),
        ("?q=piec&scope=all&sector=social", 1),
    ]
    for offer in offers:
        assert client.get(f"/czlonkowie/{offer.url}").context["directory"].total == offer.count


def test_an_empty_register_says_so(client, page):
    response = client.get("/czlonkowie/")
    assert response.status_code == 200
    assert response.context["directory"].offers == []


def test_chips_take_off_one_filter_each(client, page):
    factories.organisation(sector="public")
    factories.organisation(sector="private")
    response = client.get("/czlonkowie/?q=stow&sector=public&sector=private")
    urls = [chip.url for chip in response.context["directory"].chips]
    assert urls == [
        "?sector=public&sector=private",
        "?q=stow&sector=private",
        "?q=stow&sector=public",
    ]


def test_a_name_with_markup_is_text(client, page):
    nasty = factories.organisation(
        '<img src=x onerror="alert(1)">', "<b>pomoc</b>", tags=["<i>tag</i>"], town="<u>wieś</u>"
    )
    shown = factories.partnership_page(page.get_parent())
    Membership.objects.create(
        partnership=shown.partnership, organisation=nasty, contribution_pl="<s>sala</s>"
    )
    for address in ["/czlonkowie/", f"/czlonkowie/{nasty.slug}/", shown.url]:
        content = client.get(address).content.decode()
        for mark in ["<img src=x", "<b>pomoc", "<i>tag", "<u>wieś", "<s>sala"]:
            assert mark not in content
        assert "&lt;img" in content


def test_a_profile_shows_only_contacts_meant_for_the_public(client, page):
    made = factories.organisation(
        "Alfa",
        email="biuro@alfa.example",
        email_public=True,
        phone="600 000 000",
        address="ul. Prywatna 1",
        e_delivery="AE:PL-12345-67890-ABCDE-12",
    )
    content = client.get(f"/czlonkowie/{made.slug}/").content.decode()
    assert "biuro@alfa.example" in content
    assert "AE:PL-12345-67890-ABCDE-12" in content
    assert "600 000 000" not in content
    assert "Prywatna" not in content


def test_polish_text_in_another_language_says_it_is_polish(client, page):
    english = Locale.objects.get_or_create(language_code="en")[0]
    root = page.get_parent().copy_for_translation(english)
    factories.publish(root)
    factories.publish(page.copy_for_translation(english))
    polish = factories.organisation("Alfa", "Pomoc w domu")
    both = factories.organisation("Beta", "Praca")
    OrganisationText.objects.create(organisation=both, locale=english, helps_with="Jobs")
    content = client.get("/en/czlonkowie/").content.decode()
    assert '<p lang="pl">Pomoc w\xa0domu</p>' in content
    assert "<p>Jobs</p>" in content
    profile = client.get(f"/en/czlonkowie/{polish.slug}/").content.decode()
    assert f'href="/czlonkowie/{polish.slug}/" lang="pl"' in profile


def test_the_thirty_nine_areas_are_there_and_their_numbers_are_not_shown(client, page):
    assert TaskArea.objects.count() == 39
    area = TaskArea.objects.get(number="32a")
    factories.organisation(areas=[area])
    content = client.get("/czlonkowie/").content.decode()
    assert area.name_pl in content
    assert "32a" not in content


# --- Cost ----------------------------------------------------------------------------------


def queries(client, address):
    client.get(address)  # Content types and sites are looked up once.
    CacheGeneration.bump()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def brief(statements):
    """The statements short enough to read in a failed test."""
    return "\n".join(re.sub(r"SELECT .*? FROM", "SELECT … FROM", sql)[:200] for sql in statements)


def fill(count):
    areas = list(TaskArea.objects.all()[:3])
    page = factories.partnership_page(factories.directory().get_parent())
    for number in range(count):
        made = factories.organisation(
            helps_with="Pomoc", areas=areas, tags=["seniorzy", "praca"], town="Olszyny"
        )
        Membership.objects.create(partnership=page.partnership, organisation=made)
        WorkPlanTask.objects.create(
            partnership=page.partnership,
            title_pl=f"Zadanie {number}",
            starts_on="2026-03-01",
            responsible=made,
        )
    page.partnership.seat = made
    page.partnership.save()
    return page, Organisation.objects.first()


@pytest.mark.parametrize(
    ("kind", "bound"),
    [("list", 14), ("filtered", 14), ("profile", 12), ("partnership", 12), ("index", 14)],
)
def test_few_queries_none_repeated_the_same_at_ten_times_the_data(client, kind, bound):
    counts = []
    for size in (4, 40):
        page, organisation = fill(size)
        address = {
            "list": "/czlonkowie/",
            "filtered": "/czlonkowie/?sector=social&area=housing&tag=praca&q=pomoc&page=1",
            "profile": f"/czlonkowie/{organisation.slug}/",
            "partnership": page.url,
            "index": page.get_parent().url,
        }[kind]
        made = queries(client, address)
        assert len(made) == len(set(made)), brief(sorted(made))
        assert len(made) <= bound, brief(made)
        counts.append(len(made))
        page.get_site().root_page.delete()
        Membership.objects.all().delete()
        WorkPlanTask.objects.all().delete()
        Partnership.objects.all().delete()
        Organisation.objects.all().delete()
    assert counts[0] == counts[1]
