"""Who may open and do what in the admin: each kind of address and each act, for each role.

The last test goes through the addresses that our own apps have in the admin, so that a new one
cannot be left out.
"""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from home.roles import ROLES
from partnerships.models import Organisation, Partnership
from resources.models import AnswerTemplate, Consultation, Response
from resources.services import answering, ledger, reporting

pytestmark = pytest.mark.django_db

EVERYBODY = set(ROLES)
EDITORS = {"redakcja", "moderacja", "koordynacja"}
PAGES = EDITORS | {"tlumaczenia"}
RECORD = {"moderacja", "burmistrz"}

#: Address (its name and the keys of its objects): the roles that may open it. An administrator
#: may open all, somebody without an account none.
OPENS = {
    ("wagtailadmin_home",): EVERYBODY,
    ("wagtailadmin_explore", "section"): PAGES,
    ("wagtailadmin_pages:edit", "section"): PAGES,
    ("wagtailadmin_pages:edit", "programme"): PAGES,
    ("wagtailadmin_pages:add_subpage", "section"): EDITORS,
    ("wagtailadmin_pages:unpublish", "section"): EDITORS,
    ("wagtailadmin_pages:delete", "section"): EDITORS,
    ("wagtailadmin_pages:history", "section"): PAGES,
    ("wagtailimages:index",): EDITORS,
    ("wagtailimages:add",): EDITORS,
    ("wagtaildocs:index",): EDITORS,
    ("wagtaildocs:add",): EDITORS,
    ("wagtailadmin_api:pages:listing",): EVERYBODY,
    ("wagtailadmin_api:pages:detail", "section"): PAGES,
    ("events:index",): PAGES,
    # Offers the calendars to which one may add, so to some none; adding asks again.
    ("events:choose_parent",): EVERYBODY,
    ("wagtailsnippets_portal_partnerships_organisation:list",): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_organisation:add",): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_organisation:edit", "organisation"): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_organisation:delete", "organisation"): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_partnership:list",): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_partnership:add",): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_partnership:edit", "partnership"): {"koordynacja"},
    ("wagtailsnippets_portal_partnerships_partnership:delete", "partnership"): {"koordynacja"},
    ("consultations:index",): RECORD,
    ("consultations:add",): {"moderacja"},
    ("consultations:edit", "consultation"): {"moderacja"},
    ("consultations:delete", "set-up"): {"moderacja"},
    ("desk",): RECORD,
    ("desk-consultation", "consultation"): RECORD,
    ("desk-announce", "consultation"): {"moderacja"},
    ("desk-invitations", "consultation"): {"moderacja"},
    ("desk-invitation-file", "consultation"): {"moderacja"},
    ("desk-mapping", "consultation"): {"moderacja"},
    ("desk-council", "consultation"): {"moderacja"},
    ("desk-answer", "remark"): RECORD,
    ("desk-attachment", "attachment"): RECORD,
    ("desk-approval", "consultation"): {"burmistrz"},
    ("desk-many", "consultation"): {"moderacja"},
    ("desk-enter", "consultation"): {"moderacja"},
    ("desk-moderate", "remark"): {"moderacja"},
    ("desk-redact-answer", "remark"): {"moderacja"},
    ("desk-withdraw", "remark"): {"moderacja"},
    ("desk-mail",): {"moderacja"},
    ("desk-report", "consultation"): RECORD,
    ("desk-report-file", "report file"): RECORD,
    ("desk-archive", "archive"): {"moderacja"},
    ("desk-erasures",): RECORD,
    ("desk-erasure", "consultation"): RECORD,
    ("answer-templates:index",): {"moderacja"},
    ("answer-templates:add",): {"moderacja"},
    ("answer-templates:edit", "template"): {"moderacja"},
    ("answer-templates:delete", "template"): {"moderacja"},
    ("wagtail_localize:submit_page_translation", "section"): {"tlumaczenia", "redakcja"},
    ("wagtail_localize:update_translations", "source"): {"tlumaczenia", "redakcja"},
    ("wagtail_localize:convert_to_alias", "translation"): EDITORS,
    ("wagtailusers_users:index",): set(),
    ("wagtailusers_groups:index",): set(),
    ("wagtailsites:index",): set(),
    ("wagtaillocales:index",): set(),
    ("wagtailredirects:index",): set(),
    ("wagtailadmin_collections:index",): set(),
    ("wagtailsettings:edit:portal:municipalitysettings",): set(),
}


@pytest.fixture
def objects(programme_page, consultation, send, site_root, admin_user):
    """One of each thing that an address can name."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    section = site_root.add_child(instance=Page(title="Dział", slug="dzial"))
    translate_object(section, [english], user=admin_user)
    organisation = Organisation.objects.create(
        name="Fundacja", sector="social", institution_type="ngo", stakeholder_type="c"
    )
    remark = send().remarks.get()
    return {
        "section": section,
        "translation": section.get_translations().get(),
        "source": TranslationSource.objects.get(object_id=section.translation_key),
        "programme": programme_page,
        "consultation": consultation,
        "set-up": Consultation.objects.create(
            title="Pomyłka",
            text_page=consultation.text_page,
            opens_at=consultation.opens_at,
            closes_at=consultation.closes_at,
        ),
        "remark": remark,
        "attachment": remark.submission.attachments.create(
            file=ContentFile(b"%PDF-1.7", name="protokol.pdf"),
            name="protokol.pdf",
            content_type="application/pdf",
            size=8,
            sha256="0" * 64,
        ),
        "report file": consultation.reports.create(
            content=ledger.canonical(reporting.preview(consultation, timezone.now())),
            sha256="0" * 64,
            made_at=timezone.now(),
        ).files.create(
            format="pdf", file=ContentFile(b"<p>", name="a.html"), size=3, sha256="0" * 64
        ),
        "archive": consultation.archives.create(
            made_at=timezone.now(), file=ContentFile(b"PK", name="a.zip")
        ),
        "organisation": organisation,
        "partnership": Partnership.objects.create(name="Partnerstwo"),
        "template": AnswerTemplate.objects.create(
            title="Po terminie", outcome="explained", reason="Wyjaśniamy."
        ),
    }


@pytest.fixture
def people(django_user_model):
    """One person for each role."""
    people = {}
    for username, group in ROLES.items():
        people[username] = django_user_model.objects.create_user(username, password="x")
        people[username].groups.add(Group.objects.get(name=group))
    return people


def address(key, objects):
    name, *kinds = key
    if name.startswith("wagtailsettings:edit:"):
        return reverse("wagtailsettings:edit", args=name.split(":")[2:])
    return reverse(name, args=[objects[kind].pk for kind in kinds])


def opens(client, url):
    """Whether a page comes, not the way back to the admin's front with a refusal."""
    response = client.get(url)
    if response.status_code == 302:
        return response.headers["Location"] not in ("/admin/", f"/admin/login/?next={url}") and (
            opens(client, response.headers["Location"])
        )
    assert response.status_code in (200, 403, 404), (url, response.status_code)
    return response.status_code == 200


def test_each_role_opens_what_is_its_own_and_nothing_else(client, objects, people):
    wrong = []
    for role, person in people.items():
        client.force_login(person)
        for key, allowed in OPENS.items():
            if opens(client, address(key, objects)) != (role in allowed):
                wrong.append((role, key, role in allowed))
    assert not wrong


def test_an_administrator_opens_everything(client, objects, admin_user):
    client.force_login(admin_user)
    assert not [key for key in OPENS if not opens(client, address(key, objects))]


def test_without_an_account_nothing_opens(client, objects):
    for key in OPENS:
        response = client.get(address(key, objects))
        assert response.status_code == 302, key
        assert response.headers["Location"].startswith("/admin/login/"), key


# --- Acts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_only_the_mayor_approves(client, objects, people, role):
    response = answering.draft(objects["remark"], "accepted", "Tak.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    client.force_login(people[role])
    url = reverse("desk-approval", args=[objects["consultation"].pk])
    client.post(url, {"answer": response.digest, "approve": "1"})
    response.refresh_from_db()
    assert (response.approval == "approved") == (role == "burmistrz")


@pytest.mark.parametrize("role", ROLES)
def test_only_the_clerk_answers(client, objects, people, role):
    client.force_login(people[role])
    url = reverse("desk-answer", args=[objects["remark"].pk])
    client.post(url, {"outcome": "accepted", "reason": "Tak."})
    assert Response.objects.exists() == (role == "moderacja")


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_publish(client, objects, people, role):
    section = objects["section"]
    client.force_login(people[role])
    client.post(
        reverse("wagtailadmin_pages:edit", args=[section.pk]),
        {"title": "Nowy tytuł", "slug": "dzial", "action-publish": "1", "comments-TOTAL_FORMS": 0}
        | {"comments-INITIAL_FORMS": 0},
    )
    section.refresh_from_db()
    assert (section.title == "Nowy tytuł") == (role in EDITORS)


@pytest.mark.parametrize("role", ROLES)
def test_a_translator_does_not_publish_translations(
    client, objects, people, role, django_capture_on_commit_callbacks
):
    translation = objects["translation"]
    client.force_login(people[role])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("wagtailadmin_pages:edit", args=[translation.pk]), {"action": "publish"}
        )
        client.post(
            reverse("wagtail_localize:update_translations", args=[objects["source"].pk]),
            {"publish_translations": "on"},
        )
    translation.refresh_from_db()
    assert translation.live == (role in EDITORS)


# --- Nothing left out ------------------------------------------------------------------------

OURS = ("portal", "partnerships", "events", "resources", "home")
#: Stands at the addresses of the translator's package, which OPENS names.
GUARD = "home.translation_guard"
#: Parts of a screen in the matrix that ask for the same permission.
PARTS = {
    "index_results",
    "list_results",
    "history",
    "history_results",
    "usage",
    "inspect",
    "choose",
    "chosen",
    "choose_results",
    "create",
    "chosen_multiple",
    "find",  # leads to one of the API's pages
    "action",  # the API's, which does nothing: see resources/tests/test_copying_pages.py
}


def admin_addresses(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from admin_addresses(pattern, inner)
        else:
            yield namespace, pattern


def test_every_address_of_ours_in_the_admin_is_in_the_matrix():
    named = {key[0] for key in OPENS}
    admin = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    missing = []
    for namespace, pattern in admin_addresses(admin):
        view = getattr(pattern.callback, "view_class", pattern.callback)
        module = getattr(view, "__module__", "") or ""
        viewset = namespace.startswith(
            ("wagtailsnippets_portal", "consultations", "answer-templates", "events")
        )
        name = f"{namespace}:{pattern.name}" if namespace else pattern.name
        ours = (viewset or module.split(".")[0] in OURS) and module != GUARD
        if ours and name not in named and pattern.name not in PARTS:
            missing.append(name)
    assert not missing
