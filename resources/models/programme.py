"""The annual cooperation programme (art. 5a of the public-benefit act)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from portal.blocks import TEXT_FEATURES
from portal.models import PortalPage
from resources import outline
from resources.choices import Element, ProgrammeState


class ChapterBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("label"), max_length=40)
    title = blocks.CharBlock(label=pgettext_lazy("chapter", "title"), max_length=250)
    element = blocks.ChoiceBlock(
        label=_("statutory element"), choices=Element.choices, required=False
    )

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
    element = blocks.ChoiceBlock(
        label=_("statutory element"), choices=Element.choices, required=False
    )

    class Meta:
        icon = "pilcrow"
        label = _("Provision")


class ProvisionTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=250)
    table = TypedTableBlock([("text", blocks.CharBlock(required=False))], label=_("table"))

    class Meta:
        icon = "table"
        label = _("Table to the provision above")


class ProgrammeTextBlock(blocks.StreamBlock):
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


class Programme(models.Model):
    """The programme of one year, whatever languages it is shown in."""

    year = models.PositiveSmallIntegerField(pgettext_lazy("programme", "year"), unique=True)
    state = models.CharField(
        pgettext_lazy("programme", "state"),
        max_length=20,
        choices=ProgrammeState,
        default=ProgrammeState.DRAFT,
    )
    resolution_no = models.CharField(_("number of the resolution"), max_length=60, blank=True)
    resolution_date = models.DateField(_("date of the resolution"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class ProgrammeIndexPage(PortalPage):
    """All annual programmes, newest first."""

    template = "resources/programme_index_page.html"
    subpage_types = ["portal_resources.ProgrammePage"]
    max_count_per_parent = 1

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [*PortalPage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of programmes")
        verbose_name_plural = _("lists of programmes")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["programmes"] = (
            ProgrammePage.objects.child_of(self)
            .live()
            .public()
            .select_related("programme", "locale")
            .defer_streamfields()
            .order_by("-programme__year")
        )
        return context


class ProgrammePageForm(WagtailAdminPageForm):
    """Keeps an announced text from being edited under the consultation."""

    def clean(self):
        cleaned = super().clean()
        year = cleaned.get("year")
        if year and not self.errors:
            others = ProgrammePage.objects.filter(
                programme__year=year, locale=self.instance.locale_id or None
            ).exclude(pk=self.instance.pk)
            if self.instance.locale_id and others.exists():
                self.add_error(
                    "year", _("There is already a page with the programme of this year.")
                )
        return cleaned


class ProgrammePage(PortalPage):
    """One year's programme: its text, its state and the way to remark on it."""

    private_page_options = []  # what was announced is public
    template = "resources/programme_page.html"
    parent_page_types = ["portal_resources.ProgrammeIndexPage"]
    subpage_types = ["portal_resources.ConsultationPage"]

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, editable=False, related_name="pages"
    )
    year = models.PositiveSmallIntegerField(
        _("programme year"), validators=[MinValueValidator(2003), MaxValueValidator(2100)]
    )
    state = models.CharField(
        pgettext_lazy("programme", "state"),
        max_length=20,
        choices=ProgrammeState,
        default=ProgrammeState.DRAFT,
    )
    resolution_no = models.CharField(_("number of the resolution"), max_length=60, blank=True)
    resolution_date = models.DateField(_("date of the resolution"), null=True, blank=True)
    summary = RichTextField(
        _("summary in plain words"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("What the programme is about and what is new against last year."),
    )
    text = StreamField(
        ProgrammeTextBlock(),
        verbose_name=_("text of the programme"),
        blank=True,
        help_text=_(
            "Labels are official and stay as written. Once a consultation is announced, readers "
            "see the announced version; changes here become the next version."
        ),
    )

    base_form_class = ProgrammePageForm
    content_panels = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("year"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("resolution_no"), FieldPanel("resolution_date")]),
        FieldPanel("summary"),
    ]
    text_panels = [
        HelpPanel(
            content=_("Write or paste the text provision by provision: chapter, then its §.")
        ),
        FieldPanel("text"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Programme")),
            ObjectList(text_panels, heading=pgettext_lazy("tab", "Text")),
            ObjectList(PortalPage.promote_panels, heading=_("Promote and address")),
        ]
    )
    search_fields = [*PortalPage.search_fields, index.FilterField("year")]
    override_translatable_fields = [
        SynchronizedField("programme", overridable=False),
        SynchronizedField("year", overridable=False),
        SynchronizedField("state", overridable=False),
        SynchronizedField("resolution_no", overridable=False),
        SynchronizedField("resolution_date", overridable=False),
        SynchronizedField("text", overridable=False),
        SynchronizedField("slug", overridable=False),
    ]

    class Meta:
        verbose_name = _("annual programme")
        verbose_name_plural = _("annual programmes")

    def clean(self):
        super().clean()
        self._find_record()

    def save(self, *args, **kwargs):
        self._find_record()
        super().save(*args, **kwargs)

    def _find_record(self):
        """The page makes or finds the record of its year by itself."""
        if self.year and (self.programme_id is None or self.programme.year != self.year):
            self.programme, _created = Programme.objects.get_or_create(year=self.year)

    @cached_property
    def consultation(self):
        """The latest consultation of this programme's text, or None."""
        from resources.models.consultation import Consultation

        return (
            Consultation.objects.filter(text_page__translation_key=self.translation_key)
            .exclude(announced_at=None)
            .order_by("-opens_at")
            .first()
        )

    def draft_outline(self):
        return outline.read_blocks(self.text)

    def get_context(self, request, *args, **kwargs):
        from resources.reading import programme_context

        context = super().get_context(request, *args, **kwargs)
        context.update(programme_context(self, request))
        return context
