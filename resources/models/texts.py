"""Texts that can be consulted: legal texts on pages, written provision by provision."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.coreutils import find_available_slug
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField

from portal.blocks import TEXT_FEATURES
from portal.models import PortalPage
from resources import outline
from resources.choices import Element, TextKind


def refuse_expiry(page):
    """Refuses a day on which a page of an announced consultation would disappear by itself."""
    if page.expire_at:
        raise ValidationError(
            {
                "expire_at": _(
                    "This page belongs to an announced consultation and stays public: please "
                    "leave the date of expiry empty."
                )
            }
        )


def statutory_element():
    return blocks.ChoiceBlock(label=_("statutory element"), choices=Element.choices, required=False)


class ChapterBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("label"), max_length=40)
    title = blocks.CharBlock(label=pgettext_lazy("chapter", "title"), max_length=250)
    element = statutory_element()

    class Meta:
        icon = "title"
        label = _("Chapter")


class ProvisionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("label"), max_length=40)
    text = blocks.TextBlock(
        label=pgettext_lazy("provision", "text"),
        rows=4,
        help_text=_("Points on lines of their own as “1) …”, letters as “a) …”."),
    )
    element = statutory_element()

    class Meta:
        icon = "pilcrow"
        label = _("Provision")


class ProvisionTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=250)
    table = TypedTableBlock([("text", blocks.CharBlock(required=False))], label=_("table"))

    class Meta:
        icon = "table"
        label = _("Table to the provision above")


class LegalTextBlock(blocks.StreamBlock):
    """A legal text: chapters, provisions with official labels, tables."""

    chapter = ChapterBlock()
    provision = ProvisionBlock()
    table = ProvisionTableBlock()

    def clean(self, value):
        value = super().clean(value)
        seen, errors = set(), {}
        for position, block in enumerate(value):
            if block.block_type == "table":
                if position == 0 or value[position - 1].block_type != "provision":
                    errors[position] = ValidationError(
                        _("A table stands right below the provision that it belongs to.")
                    )
                continue
            label = outline.make_anchor(block.value["label"])
            if label in seen:
                errors[position] = ValidationError(
                    _("The label “%(label)s” stands twice in this text.")
                    % {"label": block.value["label"]}
                )
            seen.add(label)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return value


class CopyTextForm(CopyForm):
    """Copies a text as the draft of the next one; the consultation below it stays where it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("copy_subpages", "publish_copies", "alias"):
            self.fields.pop(name, None)
        slug = self.renewed(self.page.slug)
        self.fields["new_title"].initial = self.renewed(self.page.title)
        self.fields["new_slug"].initial = find_available_slug(self.page.get_parent(), slug)

    def renewed(self, words):
        """A title or slug as the copy may bear it."""
        return words


class ConsultedText(PortalPage):
    """A page with a legal text and, once one is announced, its consultation.

    From then on readers see the announced version; the text here becomes the next one.
    """

    private_page_options = []  # what was announced is public
    subpage_types = ["portal_resources.ConsultationPage"]
    copy_form_class = CopyTextForm

    summary = RichTextField(
        _("summary in plain words"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What the text is about and what is new in it."),
    )
    text = StreamField(
        LegalTextBlock(),
        verbose_name=pgettext_lazy("legal", "text"),
        blank=True,
        help_text=_(
            "Labels are official and stay as written. Once a consultation is announced, readers "
            "see the announced version; changes here become the next version."
        ),
    )
    resolution_no = models.CharField(_("number of the resolution"), max_length=60, blank=True)
    resolution_date = models.DateField(_("date of the resolution"), null=True, blank=True)

    text_panels = [
        HelpPanel(
            content=_("Write or paste the text provision by provision: chapter, then its §.")
        ),
        FieldPanel("text"),
    ]
    override_translatable_fields = [
        SynchronizedField("text", overridable=False),
        SynchronizedField("resolution_no", overridable=False),
        SynchronizedField("resolution_date", overridable=False),
        SynchronizedField("slug", overridable=False),
    ]

    class Meta:
        abstract = True

    @cached_property
    def consultation(self):
        """The latest announced consultation of this text, or None."""
        from resources.models.consultation import Consultation

        return (
            Consultation.objects.filter(text_page__translation_key=self.translation_key)
            .exclude(announced_at=None)
            .order_by("-opens_at")
            .first()
        )

    def clean(self):
        super().clean()
        if self.consultation:
            refuse_expiry(self)

    def begin_anew(self):
        """Takes off a copy what is true of the text that it was copied from alone."""
        self.resolution_no, self.resolution_date = "", None

    def draft_outline(self):
        """The text as it stands on the page, which readers see until it is announced."""
        return outline.read_blocks(self.text)

    def assumptions_outline(self):
        """What is consulted before there is a text: the summary as it stands on the page."""
        return outline.read_assumptions(self.summary)

    def get_context(self, request, *args, **kwargs):
        from resources.reading import programme_context

        context = super().get_context(request, *args, **kwargs)
        context.update(programme_context(self, request))
        return context


class ConsultedTextPage(ConsultedText):
    """Any other text that is consulted: a strategy, rules, an agreement, assumptions."""

    template = "resources/consulted_text_page.html"

    kind = models.CharField(pgettext_lazy("legal text", "kind"), max_length=12, choices=TextKind)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("resolution_no"), FieldPanel("resolution_date")]),
        FieldPanel("summary"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=pgettext_lazy("tab", "Page")),
            ObjectList(ConsultedText.text_panels, heading=pgettext_lazy("tab", "Text")),
            ObjectList(PortalPage.promote_panels, heading=_("Promote and address")),
        ]
    )
    override_translatable_fields = [
        SynchronizedField("kind", overridable=False),
        *ConsultedText.override_translatable_fields,
    ]

    class Meta:
        verbose_name = _("text for consultation")
        verbose_name_plural = _("texts for consultation")
