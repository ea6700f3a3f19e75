"""What the site itself puts into its search; plugins put in their own details.

Beside the site's pages these are the plugins' lists and the programmes, whose words a reader
looks for in one place.
"""

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models.signals import post_delete, post_save
from django.utils.html import strip_tags
from wagtail.fields import StreamField
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from events.models import EventIndexPage
from home.models import AccessibilityDeclarationPage, StandardPage
from portal.models import SearchEntry
from resources.models import ConsultationPage, ProgrammeIndexPage, ProgrammePage, ResourceIndexPage

#: Page types and the kind of result that each is.
KINDS = {
    StandardPage: SearchEntry.Kind.PAGE,
    AccessibilityDeclarationPage: SearchEntry.Kind.PAGE,
    EventIndexPage: SearchEntry.Kind.EVENT,
    ResourceIndexPage: SearchEntry.Kind.RESOURCE,
    ProgrammeIndexPage: SearchEntry.Kind.PROGRAMME,
    ProgrammePage: SearchEntry.Kind.PROGRAMME,
    ConsultationPage: SearchEntry.Kind.PROGRAMME,
}

#: Fields, where a page type has them, whose words a reader may look for.
WORDS = ["seo_title", "introduction", "summary", "body", "intro", "procedure", "architecture"]


def put_page(page):
    """Makes the page findable; one that only some may read is taken out."""
    if not page.live or page.get_view_restrictions().exists():
        SearchEntry.remove(page)
        return
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


def page_changed(sender, instance, **kwargs):
    if type(instance) in KINDS:
        put_page(instance)


def page_deleted(sender, instance, **kwargs):
    SearchEntry.remove(instance)


def address_changed(sender, instance, **kwargs):
    """Every page below one that was moved or renamed has a new address."""
    for page in instance.get_descendants(inclusive=True).live().select_related("locale"):
        entries = SearchEntry.objects.filter(
            content_type_id=page.content_type_id, object_id=page.pk
        )
        entries.update(url=page.url or "")


def section_closed(sender, instance, **kwargs):
    """What only some may read is not found."""
    for page in instance.page.get_descendants(inclusive=True).specific():
        SearchEntry.remove(page)


def section_opened(sender, instance, **kwargs):
    """The section is found again; details of plugins when they are next published."""
    for page in instance.page.get_descendants(inclusive=True).live().specific():
        page_changed(type(page), page)


def connect():
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed, dispatch_uid="home.findable.page_changed")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(address_changed, dispatch_uid="home.findable.address_changed")
    for model in KINDS:
        post_delete.connect(page_deleted, sender=model, dispatch_uid="home.findable.deleted")
    post_save.connect(
        section_closed, sender=PageViewRestriction, dispatch_uid="home.findable.closed"
    )
    post_delete.connect(
        section_opened, sender=PageViewRestriction, dispatch_uid="home.findable.opened"
    )
