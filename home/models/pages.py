"""The pages of the site itself: the front page, standard pages, the accessibility declaration."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.blocks import HomeBlock
from portal.blocks import TEXT_FEATURES, BodyBlock
from portal.models import PortalPage


class HomePage(PortalPage):
    """The front page, from blocks that an editor can rearrange."""

    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    headline = models.CharField(
        _("headline"),
        max_length=60,
        help_text=_("The large sentence on top. Short: it is set very large."),
    )
    body = StreamField(HomeBlock(), verbose_name=pgettext_lazy("page", "body"), blank=True)

    content_panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("headline")]),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def route(self, request, path_components):
        """Finds the deepest page of an address in one query, instead of two for each level."""
        if not path_components:
            return super().route(request, path_components)
        paths, path = [], self.url_path
        for component in path_components:
            path = f"{path}{component}/"
            paths.append(path)
        pages = Page.objects.filter(url_path__in=paths).select_related("locale")
        page = pages.order_by("-depth").first()
        if page is None:
            raise Http404
        found = page.specific
        found.locale = page.locale
        return found.route(request, path_components[page.depth - self.depth :])


class StandardPage(PortalPage):
    """Any page that is mostly text: about, contact, easy-to-read, privacy."""

    template = "home/standard_page.html"

    easy_read = models.BooleanField(
        _("easy-to-read text (ETR)"),
        default=False,
        help_text=_("Sets the text larger, one sentence on a line, with the ETR mark."),
    )
    body = StreamField(BodyBlock(), verbose_name=pgettext_lazy("page", "body"), blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("easy_read"), FieldPanel("body")]
    search_fields = [*PortalPage.search_fields, index.SearchField("body")]
    override_translatable_fields = [SynchronizedField("easy_read", overridable=False)]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class AccessibilityDeclarationPage(PortalPage):
    """The declaration that the digital-accessibility act demands, with its fixed element ids.

    Act of 4 April 2019 on digital accessibility; ids of the ministry's technical conditions.
    """

    class Status(models.TextChoices):
        FULL = "full", _("compliant")
        PARTIAL = "partial", _("partially compliant")
        NONE = "none", _("not compliant")

    template = "home/accessibility_declaration_page.html"
    subpage_types = []
    max_count_per_parent = 1

    intro = models.TextField(_("statement"))
    body_name = models.CharField(_("name of the public body"), max_length=200)
    site_url = models.URLField(_("address of the site"))
    published_on = models.DateField(_("site published on"))
    updated_on = models.DateField(_("last major update"))
    status = models.CharField(pgettext_lazy("declaration", "status"), max_length=10, choices=Status)
    status_text = models.TextField(_("the status in a sentence"), blank=True)
    not_accessible = RichTextField(_("what is not accessible"), blank=True, features=TEXT_FEATURES)
    prepared_on = models.DateField(_("declaration prepared on"))
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)
    preparation = models.TextField(_("how it was prepared"), blank=True)
    shortcuts = models.TextField(_("keyboard shortcuts"), blank=True)
    contact_person = models.CharField(_("contact person or unit"), max_length=200)
    contact_email = models.EmailField(_("e-mail"))
    contact_phone = models.CharField(_("phone"), max_length=40)
    procedure = RichTextField(_("requests and complaints"), features=TEXT_FEATURES)
    architecture = RichTextField(_("access to buildings"), features=["h3", *TEXT_FEATURES])
    apps = models.TextField(_("mobile applications"), blank=True)

    FACTS = [
        "site_url",
        "published_on",
        "updated_on",
        "status",
        "prepared_on",
        "reviewed_on",
        "contact_email",
        "contact_phone",
    ]
    content_panels = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("intro"),
                FieldPanel("body_name"),
                FieldPanel("site_url"),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("updated_on")]),
            ],
            heading=_("The site"),
        ),
        MultiFieldPanel(
            [FieldPanel("status"), FieldPanel("status_text"), FieldPanel("not_accessible")],
            heading=_("Compliance"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("prepared_on"), FieldPanel("reviewed_on")]),
                FieldPanel("preparation"),
                FieldPanel("shortcuts"),
            ],
            heading=_("Preparation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_person"),
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                FieldPanel("procedure"),
            ],
            heading=_("Contact and complaints"),
        ),
        FieldPanel("architecture"),
        FieldPanel("apps"),
    ]
    override_translatable_fields = [SynchronizedField(name, overridable=False) for name in FACTS]

    class Meta:
        verbose_name = _("accessibility declaration")
        verbose_name_plural = _("accessibility declarations")
