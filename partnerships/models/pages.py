"""The pages through which readers meet partnerships and organisations."""

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from partnerships import network_map
from partnerships.choices import PUBLIC_STATES, MemberRole, PartnershipLevel, Sector
from partnerships.filters import Directory, choices_of
from portal.blocks import TEXT_FEATURES, BodyBlock
from portal.models import PortalPage
from portal.visibility import open_to_all

from .organisations import TEXTS, Organisation
from .partnerships import Membership, Partnership, WorkPlanTask


class PartnershipIndexPage(PortalPage):
    """All partnerships and networks of the municipality."""

    subpage_types = ["portal_partnerships.PartnershipPage"]
    template = "partnerships/partnership_index_page.html"

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("list of partnerships")
        verbose_name_plural = _("lists of partnerships")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        partners = (
            Membership.objects.filter(
                partnership=OuterRef("partnership"),
                left_on__isnull=True,
                organisation__member_state__in=PUBLIC_STATES,
            )
            .order_by()
            .values("partnership")
            .annotate(n=Count("pk"))
            .values("n")
        )
        context["partnerships"] = (
            open_to_all(PartnershipPage.objects.child_of(self))
            .select_related("locale")
            .select_related("partnership")
            .defer_streamfields()
            .annotate(partner_count=Subquery(partners))
            .order_by("path")
        )
        return context

    def route(self, request, path_components):
        """Finds a partnership with its facts at once: the way there is much of its cost."""
        if len(path_components) == 1:
            page = (
                PartnershipPage.objects.child_of(self)
                .filter(slug=path_components[0])
                .select_related("partnership__agreement", "partnership__seat", "locale")
                .first()
            )
            if page:
                return page.route(request, [])
        return super().route(request, path_components)


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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # The seat and the agreement with it, in one query.
        self.partnership = record = (
            Partnership.objects.select_related("seat", "agreement")
            .filter(pk=self.partnership_id)
            .first()
        )
        members = list(Membership.objects.filter(partnership=record).current())
        directory_url, related = self._linked_pages(request)
        context.update(
            record=record,
            directory_url=directory_url,
            sectors=[
                (sector, [m for m in members if m.organisation.sector == sector])
                for sector in Sector
            ],
            members=members,
            leaders=[m for m in members if m.is_leader],
            map_wide=network_map.wide(members),
            map_tall=network_map.tall(members),
            tasks=WorkPlanTask.objects.filter(partnership=record).select_related("responsible"),
            related=related,
        )
        return context

    def _linked_pages(self, request):
        """The directory's address and the pages of networks above and partnerships below."""
        record = self.partnership
        pages = (
            open_to_all(Page.objects.filter(locale_id=self.locale_id))
            .select_related("locale")
            .filter(
                Q(memberdirectorypage__isnull=False)
                | Q(partnershippage__partnership__network=record)
                # A list, since a comparison with no network would fit every page without one.
                | Q(partnershippage__partnership__in=[record.network_id])
            )
            .annotate(level=F("partnershippage__partnership__level"))
            .order_by("path")
        )
        directory_url, related = "", []
        for page in pages:
            if page.level is None:
                directory_url = page.get_url(request)
            elif page.pk != self.pk:
                related.append((page, PartnershipLevel(page.level)))
        return directory_url, related


class MemberDirectoryPage(RoutablePageMixin, PortalPage):
    """Who helps with what: a list with filters, and a profile of each organisation."""

    subpage_types = []
    template = "partnerships/member_directory_page.html"

    class Meta:
        verbose_name = _("directory of organisations")
        verbose_name_plural = _("directories of organisations")

    def organisation_url(self, organisation, request=None):
        return f"{self.get_url(request)}{organisation.slug}/"

    @path("", name="list")
    def listing(self, request):
        """The list; a page of it that does not exist is answered with the way back."""
        directory = Directory(request.GET)
        response = self.render(request, context_overrides={"directory": directory})
        if directory.page is None:
            response.template_name = "partnerships/no_such_list_page.html"
            response.status_code = 404
        return response

    @path("<slug:slug>/", name="profile")
    def profile(self, request, slug):
        organisation = (
            Organisation.objects.public().filter(slug=slug).prefetch_related(TEXTS).first()
        )
        if organisation is None:
            raise Http404
        request.portal_subpath = f"{slug}/"
        partnerships = (
            open_to_all(PartnershipPage.objects.filter(locale_id=self.locale_id))
            .select_related("locale")
            .filter(
                partnership__memberships__organisation=organisation,
                partnership__memberships__left_on__isnull=True,
            )
            .select_related("partnership")
            .defer_streamfields()
            .annotate(role=F("partnership__memberships__role"))
            .order_by("path")
        )
        return self.render(
            request,
            template="partnerships/organisation.html",
            context_overrides={
                "organisation": organisation,
                "choices": choices_of(organisation),
                "partnerships": [(page, MemberRole(page.role)) for page in partnerships],
            },
        )
