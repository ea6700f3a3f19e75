"""The pages through which readers meet partnerships and organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField

from portal.blocks import TEXT_FEATURES, BodyBlock
from portal.models import PortalPage

from .partnerships import Partnership


class PartnershipIndexPage(PortalPage):
    """All partnerships and networks of the municipality."""

    subpage_types = ["portal_partnerships.PartnershipPage"]
    template = "partnerships/partnership_index_page.html"

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("list of partnerships")
        verbose_name_plural = _("lists of partnerships")


class PartnershipPage(PortalPage):
    """What one partnership wants, who is in it and what it does.

    Words stand on the page, in each language; facts in the partnership's record, once.
    """

    parent_page_types = ["portal_partnerships.PartnershipIndexPage"]
    subpage_types = []
    template = "partnerships/partnership_page.html"

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("record of the partnership"),
        blank=True,
        null=True,
        on_delete=models.PROTECT,
        related_name="pages",
    )
    diagnosis = RichTextField(
        _("diagnosis"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Which local problems the partners have seen."),
    )
    vision = models.TextField(
        _("Vision"), blank=True, help_text=_("The state that the partners want to reach.")
    )
    mission = models.TextField(
        _("Mission"), blank=True, help_text=_("What the partnership is for and believes in.")
    )
    main_goal = models.TextField(_("main goal"), blank=True)
    goals = StreamField(
        [("goal", blocks.TextBlock(label=_("goal"), rows=2))],
        verbose_name=_("Goals"),
        blank=True,
        help_text=_("One goal each, with a number that can be checked where there is one."),
    )
    principles = RichTextField(_("Principles"), blank=True, features=TEXT_FEATURES)
    benefits = RichTextField(_("Benefits"), blank=True, features=TEXT_FEATURES)
    evaluation = RichTextField(
        _("Evaluation"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("When and how the partners look at what has worked."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    override_translatable_fields = [SynchronizedField("partnership", overridable=False)]

    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("diagnosis"),
                FieldPanel("vision"),
                FieldPanel("mission"),
                FieldPanel("main_goal"),
                FieldPanel("goals"),
            ],
            heading=_("What the partnership wants"),
        ),
        MultiFieldPanel(
            [FieldPanel("principles"), FieldPanel("benefits"), FieldPanel("evaluation")],
            heading=_("How it works"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("partnership", read_only=True),
                HelpPanel(template="partnerships/admin/record_help.html"),
            ],
            heading=_("Partners and work plan"),
        ),
    ]

    class Meta:
        verbose_name = pgettext_lazy("page type", "partnership")
        verbose_name_plural = pgettext_lazy("page type", "partnerships")

    def save(self, *args, **kwargs):
        if not self.alias_of_id and self._needs_record():
            self.partnership = Partnership.objects.create(name=self.title)
        super().save(*args, **kwargs)

    def _needs_record(self):
        """A new page and a copied one need a record of their own; translations share one."""
        return (
            not self.partnership_id
            or PartnershipPage.objects.filter(partnership_id=self.partnership_id)
            .exclude(translation_key=self.translation_key)
            .exists()
        )

    def with_content_json(self, content):
        # A revision copied along with its page names the original's record.
        page = super().with_content_json(content)
        page.partnership_id = self.partnership_id
        return page


class MemberDirectoryPage(RoutablePageMixin, PortalPage):
    """Who helps with what: a list with filters, and a profile of each organisation."""

    subpage_types = []
    template = "partnerships/member_directory_page.html"

    class Meta:
        verbose_name = _("directory of organisations")
        verbose_name_plural = _("directories of organisations")
