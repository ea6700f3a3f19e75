"""What the site itself puts into its search, and what it takes out of it.

Beside the site's pages these are the plugins' lists and the programmes, whose words a reader
looks for in one place. Plugins put in their own details; the site follows sections that are
moved, closed or opened, whoever's pages lie there.
"""

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_delete, post_save
from django.utils.html import strip_tags
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from events.models import EventIndexPage, EventPage
from events.signals import make_findable as make_event_findable
from home.models import AccessibilityDeclarationPage, StandardPage
from partnerships.models import MemberDirectoryPage
from partnerships.search import put_all_organisations
from partnerships.search import put_page as put_partnership_page
from partnerships.signals import PAGE_TYPES
from portal.models import SearchEntry
from resources.models import (
    ConsultationPage,
    ConsultedTextPage,
    DeclarationPage,
    ProgrammeIndexPage,
    ProgrammePage,
    ResourceIndexPage,
)
from resources.models.library import make_findable as make_resource_findable

#: Page types and the kind of result that each is.
KINDS = {
    StandardPage: SearchEntry.Kind.PAGE,
    AccessibilityDeclarationPage: SearchEntry.Kind.PAGE,
    EventIndexPage: SearchEntry.Kind.EVENT,
    ResourceIndexPage: SearchEntry.Kind.RESOURCE,
    ProgrammeIndexPage: SearchEntry.Kind.PROGRAMME,
    ProgrammePage: SearchEntry.Kind.PROGRAMME,
    ConsultationPage: SearchEntry.Kind.PROGRAMME,
    ConsultedTextPage: SearchEntry.Kind.PROGRAMME,
}

#: Fields, where a page type has them, whose words a reader may look for.
WORDS = ["seo_title", "introduction", "summary", "body", "intro", "procedure", "architecture"]


def put_page(page):
    """Makes one of the site's own pages findable."""
    language = page.locale.language_code
    # The text of a programme is Polish on a page of any language.
    fields = [*WORDS, "text"] if language == settings.LANGUAGE_CODE else WORDS
    SearchEntry.put(
        page,
        language=language,
        kind=KINDS[type(page)],
        title=page.title,
        summary=page.description,
        url=page.url or "",
        text=" ".join(word for name in fields for word in _words(page, name)),
    )


def _words(page, name):
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return []
    value = getattr(page, name)
    if isinstance(field, StreamField):
        return value.stream_block.get_searchable_content(value)
    return [strip_tags(value)]


#: How a page of each type is made findable.
PUT = {
    **dict.fromkeys(KINDS, put_page),
    **dict.fromkeys(PAGE_TYPES, put_partnership_page),
    EventPage: make_event_findable,
    DeclarationPage: make_resource_findable,
}


def page_changed(sender, instance, **kwargs):
    """Puts in a page that everybody may read; takes out one that only some may."""
    if type(instance) not in PUT:
        return
    if instance.live and not instance.get_view_restrictions().exists():
        PUT[type(instance)](instance)
    else:
        SearchEntry.remove(instance)


def page_deleted(sender, instance, **kwargs):
    SearchEntry.remove(instance)


def directory_deleted(sender, **kwargs):
    """Profiles have no address without their directory."""
    put_all_organisations()


def section_changed(sender, instance, **kwargs):
    """A section was moved, renamed, closed or opened, and all that lies below it with it."""
    root = instance.page_id if sender is PageViewRestriction else instance.pk
    for top in Page.objects.filter(pk=root):
        pages = top.get_descendants(inclusive=True).specific()
        for page in pages:
            page_changed(type(page), page)
        if any(isinstance(page, MemberDirectoryPage) for page in pages):
            put_all_organisations()


def connect():
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed, dispatch_uid="home.findable.page_changed")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(section_changed, dispatch_uid="home.findable.section_changed")
    for model in KINDS:
        post_delete.connect(page_deleted, sender=model, dispatch_uid="home.findable.deleted")
    post_delete.connect(
        directory_deleted, sender=MemberDirectoryPage, dispatch_uid="home.findable.directory"
    )
    for signal in (post_save, post_delete):
        signal.connect(
            section_changed, sender=PageViewRestriction, dispatch_uid="home.findable.restricted"
        )
