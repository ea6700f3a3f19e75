"""There is one door: every way to sign in that any package brings leads to the editors' own."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.views import LoginView
from django.urls import URLResolver, get_resolver, reverse
from wagtail.models import PageViewRestriction

from home.models import StandardPage, User

pytestmark = pytest.mark.django_db

SECRET = "wierzba-nad-woda-7"


@pytest.fixture
def closed(home):
    page = home.add_child(instance=StandardPage(title="Dla partnerów", slug="dla-partnerow"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


@pytest.fixture
def editor(db):
    user = User.objects.create_user("redakcja", password=SECRET)
    user.groups.add(Group.objects.get(name="Redakcja"))
    return user


def views(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        else:
            yield pattern.name, getattr(pattern.callback, "view_class", None)


def test_no_view_but_that_of_the_editors_signs_anybody_in():
    doors = {name for name, view in views() if view and issubclass(view, LoginView)}
    assert doors == {"wagtailadmin_login"}
    resets = [view for name, view in views() if view and hasattr(view, "post_reset_login")]
    assert resets
    assert not any(view.post_reset_login for view in resets)


@pytest.mark.parametrize(
    "address",
    [
        "/_util/login/",
        "/en/_util/login/",
        "/_util/authenticate_with_password/1/1/",
        "/accounts/login/",
        "/accounts/signup/",
        "/django-admin/login/",
        "/login/",
    ],
)
def test_a_password_sent_elsewhere_opens_nothing(client, editor, closed, address):
    answer = client.post(address, {"username": "redakcja", "password": SECRET})
    assert answer.status_code in (404, 405)
    assert "sessionid" not in client.cookies


def test_a_private_page_asks_at_the_door_and_lets_in(client, editor, closed):
    asked = client.get(closed.url, follow=True)
    address, _status = asked.redirect_chain[-1]
    assert address == f"/admin/login/?next={closed.url}"
    answer = client.post(address, {"username": "redakcja", "password": SECRET, "next": closed.url})
    assert answer.url == closed.url
    assert client.get(closed.url).status_code == 200


def test_somebody_signed_in_whom_the_page_is_not_for_is_told_so(client, editor, closed):
    closed.view_restrictions.get().delete()
    PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    client.force_login(editor)
    answer = client.get(closed.url, follow=True)
    assert answer.status_code == 403
    assert answer.templates[0].name == "403.html"
    assert f'href="{reverse("wagtailadmin_home")}"' in answer.text


def test_the_way_back_stays_on_this_site(client, editor):
    address = client.get("/_util/login/?next=https://zly.example/").url
    answer = client.post(
        address,
        {"username": "redakcja", "password": SECRET, "next": "https://zly.example/"},
    )
    assert answer.url == "/admin/"
