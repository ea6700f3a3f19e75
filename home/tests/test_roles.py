"""The groups that the migration makes."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.models import Count
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page

from home.roles import ROLES

pytestmark = pytest.mark.django_db


def test_each_role_has_a_group_that_may_open_the_admin():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES.values())
    for group in Group.objects.all():
        assert group.permissions.filter(codename="access_admin").exists(), group


def test_rights_to_pages_hold_for_every_site():
    root = Page.get_first_root_node()
    assert not GroupPagePermission.objects.exclude(page=root).exists()


def test_what_an_administrator_changed_stays():
    group = Group.objects.get(name=ROLES["redakcja"])
    group.page_permissions.filter(permission__codename="publish_page").delete()
    Group.objects.get(name=ROLES["tlumaczenia"]).delete()
    call_command("migrate", "portal_home", verbosity=0)
    assert not group.page_permissions.filter(permission__codename="publish_page").exists()
    assert not Group.objects.filter(name=ROLES["tlumaczenia"]).exists()


def test_no_permission_stands_twice():
    """Those made early are the ones that Django finds when it makes its own."""
    twice = Permission.objects.values("content_type", "codename").annotate(n=Count("pk"))
    assert not twice.filter(n__gt=1).exists()


def test_what_a_translator_puts_forward_goes_to_the_editors():
    task = GroupApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == [ROLES["redakcja"]]
