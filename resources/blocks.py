"""Blocks with which another page, the front page above all, shows the library and what is open."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from portal.visibility import open_to_all
from resources import reading
from resources.models import Consultation, DeclarationPage, TextUnit


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
            url = pages[0].get_url(context.get("request"))
            context["index_url"] = url.rstrip("/").rsplit("/", 1)[0] + "/"
        return context


class OpenConsultationBlock(blocks.StructBlock):
    """What is open for remarks now, with the days left; silent while nothing is announced."""

    text = blocks.TextBlock(
        label=_("text"),
        required=False,
        max_length=300,
        help_text=_("What taking part means: no account, every remark gets an answer."),
    )

    #: Provisions with most remarks that the band names.
    MOST_REMARKED = 3

    class Meta:
        icon = "comment"
        label = _("Open for comment now")
        template = "resources/blocks/open_consultation.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        request, page = context.get("request"), context.get("page")
        now = timezone.now()
        consultation = (
            Consultation.objects.exclude(announced_at=None)
            .filter(cancelled_at=None, closes_at__gt=now)
            .order_by("opens_at")
            .first()
        )
        if consultation is None or request is None:
            return context
        consultation_page = reading.page_of(consultation, page.locale) if page else None
        if consultation_page is None:
            return context
        rows = TextUnit.objects.filter(
            version=consultation.versions.order_by("-number").values("pk")[:1]
        ).defer("html")
        counts = reading.remark_counts(consultation, reading.anchors_of(consultation, rows))
        labels = {row.anchor: row.label for row in rows}
        most = sorted(
            ((count, anchor) for anchor, count in counts.items() if anchor), reverse=True
        )[: self.MOST_REMARKED]
        text_url = consultation_page.get_url(request).removesuffix(f"{consultation_page.slug}/")
        return {
            **context,
            "status": reading.status_of(consultation, request, now, consultation_page),
            "consultation": consultation,
            "text_url": text_url,
            "remarks_total": sum(counts.values()),
            "most": [
                (labels[anchor], anchor, count, reading.weight_of(count)) for count, anchor in most
            ],
        }
