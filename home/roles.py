"""The roles in which people work in the admin; a migration makes a group for each.

An administrator may change what a group may do, narrow it to a section of the page tree, or
delete it: the migration has run once and nothing puts it back.
"""

from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page

from events.models import EventIndexPage
from partnerships.models import MemberDirectoryPage, PartnershipIndexPage
from resources.models import ProgrammeIndexPage

#: The short name of each role, which the demo's account has, and its group.
ROLES = {
    "redakcja": "Redakcja",
    "moderacja": "Moderacja",
    "burmistrz": "Akceptacja",
    "koordynacja": "Koordynacja",
    "tlumaczenia": "Tłumaczenia",
}

#: Kinds of sections that a role works in, where it does not work on the whole site.
SECTIONS = {
    "moderacja": [ProgrammeIndexPage],
    "koordynacja": [PartnershipIndexPage, MemberDirectoryPage, EventIndexPage],
}


def keep_to_sections():
    """Narrows the groups of these roles from all pages to their sections, in every language.

    To be called when a site's sections have just been made: the migration could only give rights
    to the whole tree. Later sections are an administrator's to give.
    """
    for role, kinds in SECTIONS.items():
        group = Group.objects.get(name=ROLES[role])
        whole = group.page_permissions.filter(page=Page.get_first_root_node())
        GroupPagePermission.objects.bulk_create(
            GroupPagePermission(group=group, page=section, permission_id=right.permission_id)
            for section in Page.objects.type(*kinds)
            for right in whole
        )
        whole.delete()
