"""What the site's front page may show of the register."""

from django.db.models import Count, Value
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail import blocks

from partnerships.choices import MEMBER_STATES, Sector
from partnerships.models import Organisation


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
        sections = context.get("nav", {}).get("main", [])
        counts, tags = self._numbers()
        context.update(
            directory_url=next(
                (link["url"] for link in sections if link["type"] == "memberdirectorypage"), ""
            ),
            sectors=[(sector, counts.get(sector.value, 0)) for sector in Sector],
            tags=tags[: self.MAX_TAGS],
        )
        return context

    @staticmethod
    def _numbers():
        """Members by sector, and tags of members as `(name, slug)`, the commonest first."""
        sectors = (
            Organisation.objects.members()
            .order_by()
            .values_list("sector")
            .annotate(slug=Value(""), n=Count("pk"), of=Value("sector"))
        )
        tags = (
            Tag.objects.filter(tagged_organisations__content_object__member_state__in=MEMBER_STATES)
            .order_by()
            .values_list("name", "slug")
            .annotate(n=Count("tagged_organisations"), of=Value("tag"))
        )
        rows = list(sectors.union(tags, all=True))
        counts = {name: n for name, _slug, n, of in rows if of == "sector"}
        found = sorted((-n, name, slug) for name, slug, n, of in rows if of == "tag")
        return counts, [(name, slug) for _n, name, slug in found]
