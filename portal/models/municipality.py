"""The municipality that one installation serves."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from .generation import CacheGeneration

e_delivery_validator = RegexValidator(
    r"^AE:PL-\d{5}-\d{5}-[A-Z]{5}-\d{2}$",
    _("An e-Doręczenia address looks like AE:PL-12345-67890-ABCDE-12."),
)


def _page(verbose_name):
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=verbose_name,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


@register_setting(icon="home", order=1)
class MunicipalitySettings(BaseGenericSetting):
    """Name, contacts and duties of the municipality; shown in the header and footer."""

    name = models.CharField(_("full name"), max_length=120, default="Gmina")
    short_name = models.CharField(_("short name"), max_length=60, default="Gmina")
    tagline = models.CharField(_("tagline"), max_length=80, blank=True)
    office_address = models.CharField(_("address of the office"), max_length=200, blank=True)
    hours = models.CharField(_("office hours"), max_length=120, blank=True)
    e_delivery = models.CharField(
        _("e-Doręczenia address"), max_length=40, blank=True, validators=[e_delivery_validator]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    bip_url = models.URLField(_("address of the Public Information Bulletin (BIP)"), blank=True)

    contact_page = _page(_("contact"))
    accessibility_page = _page(_("accessibility declaration"))
    easy_read_page = _page(_("easy-to-read text (ETR)"))
    sign_language_page = _page(_("Polish Sign Language (PJM)"))
    privacy_page = _page(_("personal data (RODO)"))
    about_page = _page(_("about the portal"))

    #: Pages that the header and footer of every page lead to.
    DUTY_PAGES = [
        "contact_page",
        "accessibility_page",
        "easy_read_page",
        "sign_language_page",
        "privacy_page",
        "about_page",
    ]

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("short_name"), FieldPanel("tagline")],
            heading=pgettext_lazy("municipality", "Name"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("e_delivery"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("office_address"),
                FieldPanel("hours"),
                FieldPanel("bip_url"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in DUTY_PAGES], heading=_("Pages linked everywhere")
        ),
    ]

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipality")

    @classmethod
    def base_queryset(cls):
        """Every page needs this row and the generation of the content: one query for both."""
        current = CacheGeneration.objects.filter(pk=CacheGeneration.ROW).values("value")
        return super().base_queryset().annotate(generation=models.Subquery(current))
