"""The library of templates: declarations, agreements and forms to download."""

from django.conf import settings
from django.db import models
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.fields import SynchronizedField

from portal.blocks import BodyBlock
from portal.models import PortalPage, SearchEntry
from portal.visibility import open_to_all


class TemplateKind(models.TextChoices):
    """What a template is for, in the order in which a partnership needs it."""

    INVITATION = "invitation", _("Invitation")
    DECLARATION_INSTITUTION = (
        "declaration_institution",
        _("Declaration of cooperation – institution"),
    )
    DECLARATION_NGO = "declaration_ngo", _("Declaration of cooperation – NGO")
    DECLARATION_BUSINESS = "declaration_business", _("Declaration of cooperation – business")
    MEMBERSHIP = "membership", _("Declaration of accession")
    LETTER_OF_INTENT = "letter_of_intent", _("Letter of intent")
    AGREEMENT = "agreement", _("Cooperation agreement")
    AGENDA = "agenda", _("Agenda")
    ATTENDANCE_LIST = "attendance_list", _("Attendance list")
    MINUTES = "minutes", _("Minutes")
    REMARK_FORM = "remark_form", _("Remark form")


#: The sections of the library, each with its kinds.
SECTIONS = [
    (
        _("Declarations"),
        [
            TemplateKind.MEMBERSHIP,
            TemplateKind.DECLARATION_INSTITUTION,
            TemplateKind.DECLARATION_NGO,
            TemplateKind.DECLARATION_BUSINESS,
        ],
    ),
    (_("Agreements"), [TemplateKind.LETTER_OF_INTENT, TemplateKind.AGREEMENT]),
    (
        _("Meetings and consultations"),
        [
            TemplateKind.INVITATION,
            TemplateKind.AGENDA,
            TemplateKind.ATTENDANCE_LIST,
            TemplateKind.MINUTES,
            TemplateKind.REMARK_FORM,
        ],
    ),
]

_FORMAT_USES = {
    "docx": _("to edit in Word"),
    "odt": _("to edit in LibreOffice"),
    "rtf": _("to edit in any word processor"),
    "xlsx": _("to edit in Excel"),
    "ods": _("to edit in LibreOffice"),
    "pdf": _("to print"),
}


class ResourceIndexPage(PortalPage):
    """The library: all templates of the municipality by what they are for."""

    max_count_per_parent = 1
    subpage_types = ["portal_resources.DeclarationPage"]
    template = "resources/resource_index_page.html"

    class Meta:
        verbose_name = _("library of templates")
        verbose_name_plural = _("libraries of templates")

    def route(self, request, path_components):
        """Finds a template at once: the way there is a good part of its cost."""
        if path_components:
            found = DeclarationPage.objects.child_of(self).filter(slug=path_components[0])
            if page := found.select_related("locale").first():
                return page.route(request, path_components[1:])
        return super().route(request, path_components)

    @property
    def sections(self):
        """The library's sections that hold a template, with their pages in the editor's order."""
        pages = list(
            open_to_all(DeclarationPage.objects.child_of(self))
            .order_by("path")
            .select_related("locale")
            .defer_streamfields()
            .prefetch_related("files__document")
        )
        return [
            (name, found)
            for name, kinds in SECTIONS
            if (found := [page for kind in kinds for page in pages if page.kind == kind])
        ]


class DeclarationPage(PortalPage):
    """One template: its current files, what one must know before use, earlier versions."""

    parent_page_types = ["portal_resources.ResourceIndexPage"]
    subpage_types = []
    template = "resources/declaration_page.html"

    kind = models.CharField(pgettext_lazy("template", "kind"), max_length=30, choices=TemplateKind)
    version = models.CharField(
        pgettext_lazy("template", "version"),
        max_length=20,
        default="1",
        help_text=_("Number of the current version, for example 3."),
    )
    valid_from = models.DateField(_("valid from"))
    body = StreamField(
        BodyBlock(),
        verbose_name=_("what one must know"),
        blank=True,
        help_text=_("What to prepare, who signs, how to withdraw."),
    )

    override_translatable_fields = [
        SynchronizedField("kind", overridable=False),
        SynchronizedField("version", overridable=False),
        SynchronizedField("valid_from", overridable=False),
    ]

    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("version"), FieldPanel("valid_from")]),
            ],
            heading=_("What it is"),
        ),
        MultipleChooserPanel(
            "files",
            chooser_field_name="document",
            heading=_("Files of the current version"),
            label=pgettext_lazy("template", "file"),
            help_text=_("The same template in each format, best first the one to edit."),
            panels=[FieldPanel("document")],
        ),
        FieldPanel("body"),
        InlinePanel(
            "earlier_versions",
            heading=_("Earlier versions"),
            label=_("earlier version"),
            help_text=_("When a new version comes, move the old one here, newest first."),
        ),
    ]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]

    def get_context(self, request, *args, **kwargs):
        default = settings.LANGUAGE_CODE
        return {
            **super().get_context(request, *args, **kwargs),
            "files": self.files.select_related("document"),
            "earlier_versions": self.earlier_versions.select_related("document"),
            "files_language": "" if self.locale.language_code == default else default,
        }

    class Meta:
        verbose_name = _("template to download")
        verbose_name_plural = _("templates to download")


class DeclarationFile(Orderable):
    """A file of the current version in one format."""

    page = ParentalKey(DeclarationPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=pgettext_lazy("template", "file"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("file of a template")
        verbose_name_plural = _("files of a template")

    def __str__(self):
        return str(self.document)

    @property
    def use(self):
        """What this format is good for, or nothing for an unusual one."""
        return _FORMAT_USES.get(self.document.file_extension.lower(), "")


class EarlierVersion(TranslatableMixin, Orderable):
    """A version that is no longer valid; it stays to be found by who once signed it."""

    page = ParentalKey(DeclarationPage, on_delete=models.CASCADE, related_name="earlier_versions")
    version = models.CharField(pgettext_lazy("template", "version"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    changes = models.CharField(
        _("what changed then"),
        max_length=200,
        blank=True,
        help_text=_("What was new in that version."),
    )
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=pgettext_lazy("template", "file"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    override_translatable_fields = [
        SynchronizedField("version", overridable=False),
        SynchronizedField("valid_from", overridable=False),
    ]

    panels = [
        FieldRowPanel([FieldPanel("version"), FieldPanel("valid_from")]),
        FieldPanel("changes"),
        FieldPanel("document"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")

    def __str__(self):
        return self.version


@receiver(page_published, sender=DeclarationPage)
def make_findable(instance, **kwargs):
    SearchEntry.put(
        instance,
        language=instance.locale.language_code,
        kind=SearchEntry.Kind.RESOURCE,
        title=instance.title,
        summary=instance.description,
        url=instance.url or "",
        text=" ".join(
            [
                str(instance.get_kind_display()),
                *instance.body.stream_block.get_searchable_content(instance.body),
            ]
        ),
    )


@receiver(page_unpublished, sender=DeclarationPage)
@receiver(models.signals.post_delete, sender=DeclarationPage)
def make_unfindable(instance, **kwargs):
    SearchEntry.remove(instance)
