"""Blocks with which another page, the front page above all, shows the library and what is open."""

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from portal.navigation import parent_url
from portal.visibility import open_to_all
from resources import reading
from resources.models import ConsultationPage, DeclarationFile, DeclarationPage, Remark
from resources.models.library import TemplateKind


class DocumentsBlock(blocks.StructBlock):
    """The templates that people need most, by what they are for."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    kinds = blocks.MultipleChoiceBlock(
        label=pgettext_lazy("library", "templates"),
        choices=TemplateKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        icon = "doc-full"
        label = _("Most needed documents")
        template = "resources/blocks/documents.html"

    def get_context(self, value, parent_context=None):
        """Finds the templates with their files in the language of the page that shows them."""
        context = super().get_context(value, parent_context=parent_context)
        pages = open_to_all(DeclarationPage.objects.filter(kind__in=value["kinds"]))
        if page := context.get("page"):
            pages = pages.filter(locale_id=page.locale_id)
        files = (
            DeclarationFile.objects.filter(page__in=pages.values("pk"))
            .select_related("page", "page__locale", "document")
            .order_by("page__path", "sort_order")
        )
        templates = {}
        for file in files:
            template = templates.setdefault(file.page_id, file.page)
            template.shown_files = [*getattr(template, "shown_files", []), file]
        context["templates"] = found = list(templates.values())
        if found:
            context["index_url"] = parent_url(found[0].get_url(context.get("request")))
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
        if request is None or page is None:
            return context
        now = timezone.now()
        shown = (
            open_to_all(ConsultationPage.objects.filter(locale_id=page.locale_id))
            .filter(
                consultation__announced_at__isnull=False,
                consultation__closes_at__gt=now,
            )
            .select_related("consultation", "locale")
            .order_by("consultation__opens_at")
            .first()
        )
        if shown is None:
            return context
        counts = (
            Remark.objects.accepted()
            .filter(submission__consultation=shown.consultation)
            .order_by()
            .values_list("label", "unit__anchor")
            .annotate(n=Count("pk"))
        )
        most = sorted(((n, label, anchor) for label, anchor, n in counts if label), reverse=True)
        return {
            **context,
            "status": reading.status_of(shown.consultation, request, now, shown),
            "consultation": shown.consultation,
            "title": shown.title,
            "text_url": parent_url(shown.get_url(request)),
            "remarks_total": sum(n for _label, _anchor, n in counts),
            "most": [
                (label, anchor, n, reading.weight_of(n))
                for n, label, anchor in most[: self.MOST_REMARKED]
            ],
        }
