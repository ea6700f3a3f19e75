"""Whole public pages, cached until the content or the clock changes them."""

from datetime import datetime, time, timedelta

from django.apps import apps
from django.utils import timezone

#: Writes to these are not seen by any reader, or never without something that makes pages stale
#: (an act on record does, with its ledger entry); renditions are even made while a page renders.
UNSEEN = {
    "auth.permission",
    "contenttypes.contenttype",
    "django_tasks_database.dbtaskresult",
    "migrations.migration",
    "portal.cachegeneration",
    "portal.outgoingmail",
    "portal.searchentry",
    "portal_home.portalrendition",
    "portal_home.user",
    "portal_resources.answerevent",
    "portal_resources.answertemplate",
    "portal_resources.casearchive",
    "portal_resources.draft",
    "portal_resources.erasurerequest",
    "portal_resources.follower",
    "portal_resources.handling",
    "portal_resources.identity",
    "portal_resources.invitation",
    "portal_resources.ledgerentry",
    "portal_resources.ledgerhead",
    "portal_resources.note",
    "portal_resources.noticesent",
    "portal_resources.remark",
    "portal_resources.sealkey",
    "portal_resources.submission",
    "sessions.session",
    "wagtailadmin.editingsession",
    "wagtailcore.comment",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailsearch.indexentry",
    "wagtailusers.userprofile",
}


def note_write(sender, **kwargs):
    """Signal receiver: a committed write that a reader could see makes cached pages stale."""
    if kwargs.get("raw") or sender._meta.label_lower in UNSEEN or not apps.ready:
        return
    if sender._meta.app_label == "migrations" or sender.__module__ == "__fake__":
        return
    if kwargs.get("action", "post_").startswith("post_"):
        apps.get_model("portal.CacheGeneration").bump()


def next_midnight(now):
    """The coming midnight on the municipality's clock, when "today" changes on every page."""
    local = timezone.localtime(now)
    return timezone.make_aware(
        datetime.combine(local.date() + timedelta(days=1), time.min),
        timezone.get_default_timezone(),
    )


def fresh_until(request, moment):
    """Tells the page cache that this page changes by itself at `moment` (a deadline, say)."""
    if moment and moment > timezone.now():
        known = getattr(request, "portal_fresh_until", None)
        request.portal_fresh_until = min(known, moment) if known else moment
