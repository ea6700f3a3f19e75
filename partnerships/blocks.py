"""What the site's front page may show of the register."""

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail import blocks

from partnerships.choices import MEMBER_STATES, Sector
from partnerships.models import MemberDirectoryPage, Organisation


class FindPartnerBlock(blocks.StructBlock):
    """A search field for the directory, the sectors with their numbers and the usual words."""

    heading = blocks.CharBlock(label=_("heading"))
    text = blocks.TextBlock(label=_("sentence under the heading"), required=False, rows=2)

    MAX_TAGS = 8

    class Meta:
        icon = "group"
        label = _("Find a partner")
        template = "partnerships/blocks/find_partner.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        members = Organisation.objects.members().order_by()
        counts = dict(members.values_list("sector").annotate(n=Count("pk")))
        context.update(
            directory=MemberDirectoryPage.objects.live()
            .filter(locale__language_code=get_language())
            .select_related("locale")
            .first(),
            sectors=[(sector, counts.get(sector.value, 0)) for sector in Sector],
            tags=Tag.objects.filter(
                tagged_organisations__content_object__member_state__in=MEMBER_STATES
            )
            .annotate(n=Count("pk"))
            .order_by("-n", "name")[: self.MAX_TAGS],
        )
        return context
