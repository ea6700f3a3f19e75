from django.contrib import messages
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from partnerships.models import Organisation, Partnership, PartnershipPage
from partnerships.viewsets import RegisterGroup

register_snippet(RegisterGroup)


def last_pages_of_records(pages):
    """Titles of partnerships that would lose their only page with these pages."""
    lost = []
    for page in pages:
        for partnership in PartnershipPage.objects.descendant_of(page, inclusive=True):
            others = PartnershipPage.objects.filter(partnership=partnership.partnership_id)
            if not others.exclude(path__startswith=page.path).exists():
                lost.append(partnership.title)
    return lost


def refuse(request, titles):
    messages.error(
        request,
        _(
            "Not deleted. A partnership keeps its page as long as it has a record: %(titles)s. "
            "Unpublish the page instead; it can be published again later."
        )
        % {"titles": ", ".join(titles)},
    )


@hooks.register("before_delete_page")
def keep_last_page(request, page):
    if lost := last_pages_of_records([page]):
        refuse(request, lost)
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_last_pages(request, action_type, objects, action_class_instance):
    if action_type != "delete" or not hasattr(next(iter(objects), None), "translation_key"):
        return None
    pages = [page for page in objects if hasattr(page, "path")]
    if lost := last_pages_of_records(pages):
        refuse(request, lost)
        return redirect(action_class_instance.next_url or "wagtailadmin_explore_root")


def is_needed(record):
    """Whether another record keeps this one from being deleted."""
    try:
        Collector(using=record._state.db, origin=record).collect([record])
    except ProtectedError:
        return True
    return False


@hooks.register("before_delete_snippet")
def keep_needed_records(request, instances):
    needed = [
        record
        for record in instances
        if isinstance(record, (Organisation, Partnership)) and is_needed(record)
    ]
    if not needed:
        return None
    messages.error(
        request,
        _(
            "Not deleted, because other records still need it: %(titles)s. An organisation can be "
            "marked as one that has left; a partnership keeps its record as long as it has a page."
        )
        % {"titles": ", ".join(str(record) for record in needed)},
    )
    return redirect(needed[0].snippet_viewset.get_url_name("list"))
