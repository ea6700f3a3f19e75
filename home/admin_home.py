"""What each role has to do next, on the first screen of the admin.

A list of duties, each shown to whoever may do it, whatever group they are in. A duty is one
query, a thing to do is one link.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import formats, timezone
from wagtail.coreutils import get_supported_content_language_variant

#: More would hide what is urgent; the rest comes up as the first are done.
MOST = 5
CLOSES_SOON = timedelta(days=3)


@dataclass
class Duty:
    """One kind of work and the things of that kind that wait, each as (url, words)."""

    heading: str
    things: list = field(default_factory=list)


def _day(moment):
    return formats.date_format(timezone.localtime(moment), "j E")


def _edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _default_language():
    from django.conf import settings

    return get_supported_content_language_variant(settings.LANGUAGE_CODE)
