"""Keeps the site search in step with what is published and saved."""

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from partnerships import search
from partnerships.models import (
    MemberDirectoryPage,
    Membership,
    Organisation,
    OrganisationText,
    PartnershipIndexPage,
    PartnershipPage,
    TaggedOrganisation,
)
from portal.models import SearchEntry

PAGE_TYPES = (PartnershipIndexPage, PartnershipPage, MemberDirectoryPage)


def page_changed(sender, instance, **kwargs):
    if isinstance(instance, PAGE_TYPES):
        search.put_page(instance)
    if isinstance(instance, MemberDirectoryPage):
        search.put_all_organisations()


def organisation_changed(sender, instance, raw=False, **kwargs):
    if not raw and isinstance(instance, Organisation):
        search.put_organisation(instance)


def part_of_organisation_changed(sender, instance, raw=False, **kwargs):
    if raw:
        return
    owner_id = getattr(instance, "organisation_id", None) or instance.content_object_id
    organisation = Organisation.objects.filter(pk=owner_id).first()
    if organisation:
        search.put_organisation(organisation)


def membership_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        for page in PartnershipPage.objects.live().filter(partnership=instance.partnership_id):
            search.put_page(page)


def deleted(sender, instance, **kwargs):
    SearchEntry.remove(instance)


def connect():
    page_published.connect(page_changed)
    page_unpublished.connect(page_changed)
    for model in (*PAGE_TYPES, Organisation):
        post_delete.connect(deleted, sender=model)
    post_save.connect(organisation_changed, sender=Organisation)
    m2m_changed.connect(organisation_changed, sender=Organisation.areas.through)
    for model in (OrganisationText, TaggedOrganisation):
        post_save.connect(part_of_organisation_changed, sender=model)
        post_delete.connect(part_of_organisation_changed, sender=model)
    post_save.connect(membership_changed, sender=Membership)
    post_delete.connect(membership_changed, sender=Membership)
