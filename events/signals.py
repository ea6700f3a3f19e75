"""What follows when an event is published, unpublished or deleted."""

from events.models import Meeting
from portal.models import SearchEntry


def text_of(page):
    """All words of an event's page, plain."""
    words = [str(page.get_kind_display()), page.where, page.report_lead, page.quote]
    for name in ("invitation", "agenda", "body", "conclusions", "open_questions"):
        value = getattr(page, name)
        words += value.stream_block.get_searchable_content(value)
    return " ".join(words)


def make_findable(instance, **kwargs):
    if instance.get_view_restrictions().exists():
        SearchEntry.remove(instance)
        return
    SearchEntry.put(
        instance,
        language=instance.locale.language_code,
        kind=SearchEntry.Kind.EVENT,
        title=instance.title,
        summary=instance.report_lead or instance.lead,
        url=instance.url or "",
        text=text_of(instance),
    )


def make_unfindable(instance, **kwargs):
    SearchEntry.remove(instance)


def drop_empty_record(instance, **kwargs):
    """Takes a meeting away with its last page."""
    Meeting.objects.filter(pk=instance.meeting_id, pages=None).delete()
