"""Which pages everybody may see."""

from django.db.models import Exists, F, OuterRef
from wagtail.models import PageViewRestriction


def open_to_all(pages):
    """Live pages of a queryset that lie in no private section.

    Wagtail's own `public()` asks for the private sections once for each list on a page; here
    they are part of the list's own query.
    """
    hidden = PageViewRestriction.objects.annotate(below=OuterRef("path")).filter(
        below__startswith=F("page__path")
    )
    return pages.filter(~Exists(hidden), live=True)
