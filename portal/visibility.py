"""Which pages everybody may see."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import PageViewRestriction


def open_to_all(pages):
    """Live pages of a queryset that lie in no private section.

    Wagtail's own `public()` asks for the private sections once for each list on a page; here
    they are part of the list's own query.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hidden = PageViewRestriction.objects.annotate(listed=path).filter(
        listed__startswith=F("page__path")
    )
    return pages.filter(~Exists(hidden), live=True)
