"""A translator's right ends where the right to the page ends: tried with two users."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import resolve, reverse
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

pytestmark = pytest.mark.django_db


@pytest.fixture
def locales():
    for code in ("pl", "en", "uk"):
        Locale.objects.get_or_create(language_code=code)
    return {locale.language_code: locale for locale in Locale.objects.all()}


@pytest.fixture
def sections(locales):
    """Two sections of the site, each with a draft below it."""
    home = Page.objects.get(depth=2)
    sections = {}
    for name in ("mine", "yours"):
        section = home.add_child(instance=Page(title=name, slug=name, locale=locales["pl"]))
        draft = section.add_child(
            instance=Page(title=f"Draft {name}", slug="draft", live=False, locale=locales["pl"])
        )
        sections[name] = (section, draft)
    return sections


def translator(django_user_model, username, page, *rights):
    """Somebody with these rights to one section, who may submit translations."""
    group = Group.objects.create(name=username)
    codenames = ["access_admin", "submit_translation"]
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    for codename in rights:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{codename}_page"
        )
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user = django_user_model.objects.create_user(username, password="x")
    user.groups.add(group)
    return user


@pytest.fixture
def editor(django_user_model, sections):
    return translator(django_user_model, "editor", sections["mine"][0], "change", "publish")


@pytest.fixture
def translated(sections, locales, admin_user):
    """The other section's draft with an English translation, not yet published."""
    draft = sections["yours"][1]
    translate_object(draft, [locales["en"]], user=admin_user)
    return draft, TranslationSource.objects.get(object_id=draft.translation_key)


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """Posts a form and does what follows the commit: the package publishes only then."""

    def post(url, data):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data)

    return post


def allowed(response):
    """The admin answers a refused act with a redirect to its front and a message."""
    return not (response.status_code == 302 and response.headers["Location"] == "/admin/")


def submit(post, page, locale, **more):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return post(url, {"locales": [locale.pk], **more})


def test_own_page_can_be_submitted(client, post, editor, sections, locales):
    client.force_login(editor)
    section, _ = sections["mine"]
    assert allowed(submit(post, section, locales["en"]))
    assert section.get_translations().exists()


def test_page_of_another_section_cannot_be_submitted(client, post, editor, sections, locales):
    client.force_login(editor)
    for page in sections["yours"]:
        assert not allowed(submit(post, page, locales["en"]))
        assert not page.get_translations().exists()


def test_subtree_is_submitted_only_where_each_page_may_be_edited(
    client, post, django_user_model, sections, locales
):
    """Somebody who may only add pages edits their own, not those of others below them."""
    section, draft = sections["mine"]
    author = translator(django_user_model, "author", section, "add")
    section.owner = author
    section.save()
    client.force_login(author)
    assert not allowed(submit(post, section, locales["en"], include_subtree="on"))
    assert not draft.get_translations().exists()
    assert allowed(submit(post, section, locales["en"]))


def test_translations_of_another_section_cannot_be_renewed_or_published(
    client, post, editor, translated
):
    draft, source = translated
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    client.force_login(editor)
    assert not allowed(client.get(url))
    assert not allowed(post(url, {"publish_translations": "on"}))
    assert not draft.get_translations().filter(live=True).exists()


def test_editing_a_source_does_not_publish_its_translation(
    client, post, django_user_model, sections, translated
):
    draft, source = translated
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    client.force_login(translator(django_user_model, "other", sections["yours"][0], "change"))
    assert not allowed(post(url, {"publish_translations": "on"}))
    assert not draft.get_translations().filter(live=True).exists()
    assert allowed(post(url, {}))


def test_with_the_right_to_both_it_is_published(client, post, admin_user, translated):
    draft, source = translated
    client.force_login(admin_user)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert allowed(post(url, {"publish_translations": "on"}))
    assert draft.get_translations().filter(live=True).exists()


def test_the_editor_of_translations_publishes_only_with_the_right_to(
    client, post, django_user_model, translated
):
    draft, _ = translated
    target = draft.get_translations().get()
    client.force_login(translator(django_user_model, "english", target.get_parent(), "change"))
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert client.get(url).status_code == 200
    assert not allowed(post(url, {"action": "publish"}))
    target.refresh_from_db()
    assert not target.live


def test_an_alias_of_a_public_page_needs_the_right_to_publish(
    client, post, django_user_model, translated
):
    draft, _ = translated
    draft.get_latest_revision() or draft.save_revision()
    draft.live = True
    draft.save()
    target = draft.get_translations().get()
    client.force_login(translator(django_user_model, "english", target.get_parent(), "change"))
    url = reverse("wagtail_localize:convert_to_alias", args=[target.pk])
    assert not allowed(post(url, {}))
    target.refresh_from_db()
    assert not target.live


def test_every_view_of_the_package_that_is_replaced_still_has_its_address():
    """A new version of the package that moves an address would pass the guard by."""
    addresses = {
        reverse("wagtail_localize:submit_page_translation", args=[1]),
        reverse("wagtail_localize:update_translations", args=[1]),
        reverse("wagtail_localize:convert_to_alias", args=[1]),
        reverse("wagtail_localize:snippets_api_listing", args=["a", "b"]),
        reverse("wagtail_localize:snippets_api_detail", args=["a", "b", "1"]),
    }
    for address in addresses:
        view = resolve(address).func
        assert view.__module__ == "home.translation_guard"
