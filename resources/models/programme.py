"""The annual cooperation programme (art. 5a of the public-benefit act)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from portal.blocks import TEXT_FEATURES
from portal.models import PortalPage
from resources.choices import ProgrammeState
from resources.models.texts import ConsultedText, ConsultedTextPage, CopyTextForm


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
    """All annual programmes, newest first, and the other texts that are consulted."""

    template = "resources/programme_index_page.html"
    subpage_types = ["portal_resources.ProgrammePage", "portal_resources.ConsultedTextPage"]
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
        context["other_texts"] = (
            ConsultedTextPage.objects.child_of(self)
            .live()
            .select_related("locale")
            .defer_streamfields()
            .order_by("-first_published_at")
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


def _next_year():
    return ProgrammePage.objects.aggregate(newest=models.Max("year"))["newest"] + 1


class CopyProgrammeForm(CopyTextForm):
    """Proposes for a copy the name and the address of the next year."""

    def renewed(self, words):
        return words.replace(str(self.page.specific.year), str(_next_year()))


class ProgrammePage(ConsultedText):
    """One year's programme: its text, its state and the way to remark on it."""

    template = "resources/programme_page.html"
    parent_page_types = ["portal_resources.ProgrammeIndexPage"]

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
    base_form_class = ProgrammePageForm
    copy_form_class = CopyProgrammeForm
    content_panels = [
        *PortalPage.content_panels,
        FieldRowPanel([FieldPanel("year"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("resolution_no"), FieldPanel("resolution_date")]),
        FieldPanel("summary"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Programme")),
            ObjectList(ConsultedText.text_panels, heading=pgettext_lazy("tab", "Text")),
            ObjectList(PortalPage.promote_panels, heading=_("Promote and address")),
        ]
    )
    search_fields = [*PortalPage.search_fields, index.FilterField("year")]
    override_translatable_fields = [
        SynchronizedField("programme", overridable=False),
        SynchronizedField("year", overridable=False),
        SynchronizedField("state", overridable=False),
        *ConsultedText.override_translatable_fields,
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

    def begin_anew(self):
        super().begin_anew()
        self.year, self.state = _next_year(), ProgrammeState.DRAFT

    def _find_record(self):
        """The page makes or finds the record of its year by itself."""
        if self.year and (self.programme_id is None or self.programme.year != self.year):
            self.programme, _created = Programme.objects.get_or_create(year=self.year)
