"""A small municipality for the tests of this app."""

import itertools

from wagtail.models import Locale, Page, Site

from partnerships.models import (
    MemberDirectoryPage,
    Organisation,
    OrganisationText,
    PartnershipIndexPage,
    PartnershipPage,
)

_numbers = itertools.count(1)


def organisation(name=None, helps_with="", language="pl", areas=(), tags=(), **fields):
    """A member from the social sector, unless `fields` say otherwise."""
    made = Organisation.objects.create(
        **{
            "name": name or f"Stowarzyszenie nr {next(_numbers)}",
            "sector": "social",
            "institution_type": "ngo",
            "stakeholder_type": "c",
            "member_state": "active",
            **fields,
        }
    )
    if helps_with:
        OrganisationText.objects.create(
            organisation=made,
            locale=Locale.objects.get_or_create(language_code=language)[0],
            helps_with=helps_with,
        )
    made.areas.set(areas)
    made.tags.add(*tags)
    return made


def home():
    """The root of the only site."""
    Site.objects.all().delete()
    root = Page.objects.filter(depth=1).first()
    page = root.add_child(instance=Page(title="Lipowa Dolina", slug=f"start-{next(_numbers)}"))
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    return page


def directory(parent=None, **fields):
    page = MemberDirectoryPage(
        **{"title": "Członkowie", "slug": "czlonkowie", "show_in_menus": True, **fields}
    )
    return publish((parent or home()).add_child(instance=page))


def partnership_page(parent=None, title="Zielony Warsztat", **fields):
    index = PartnershipIndexPage(title="Partnerstwo", slug="partnerstwo", show_in_menus=True)
    publish((parent or home()).add_child(instance=index))
    return publish(index.add_child(instance=PartnershipPage(title=title, **fields)))


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page
