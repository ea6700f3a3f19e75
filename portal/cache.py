"""Whole public pages, cached until the content or the clock changes them."""

from datetime import datetime, time, timedelta

from django.utils import timezone


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
