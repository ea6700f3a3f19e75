"""Blocks with which another page, the front page above all, shows the library."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from portal.visibility import open_to_all
from resources.models import DeclarationPage


class DocumentsBlock(blocks.StructBlock):
    """The templates that people need most, chosen by an editor."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    templates = blocks.ListBlock(
        blocks.PageChooserBlock(
            label=pgettext_lazy("library", "template"), page_type=DeclarationPage
        ),
        label=pgettext_lazy("library", "templates"),
        min_num=1,
        max_num=6,
    )

    class Meta:
        icon = "doc-full"
        label = _("Most needed documents")
        template = "resources/blocks/documents.html"

    def get_context(self, value, parent_context=None):
        """Finds the chosen templates in the language of the page that shows them."""
        context = super().get_context(value, parent_context=parent_context)
        chosen = [page.translation_key for page in value["templates"] if page]
        pages = open_to_all(DeclarationPage.objects.filter(translation_key__in=chosen))
        if page := context.get("page"):
            pages = pages.filter(locale_id=page.locale_id)
        pages = pages.select_related("locale").defer_streamfields()
        pages = list(pages.prefetch_related("files__document"))
        context["templates"] = sorted(pages, key=lambda page: chosen.index(page.translation_key))
        if pages:
            context["index_url"] = (
                pages[0].get_url(context.get("request")).removesuffix(f"{pages[0].slug}/")
            )
        return context
