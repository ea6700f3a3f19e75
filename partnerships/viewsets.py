"""How organisations and partnerships are kept in the admin; `wagtail_hooks` registers it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from partnerships.models import Organisation, Partnership


def _by_language(field):
    return FieldRowPanel([FieldPanel(f"{field}_{language}") for language in ("pl", "en", "uk")])


class OrganisationViewSet(SnippetViewSet):
    """The register: the tabs follow the order in which a coordinator learns the facts."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_name = "organisations"
    list_display = ["name", "sector", "institution_type", "town", "member_state"]
    list_filter = [
        "member_state",
        "sector",
        "institution_type",
        "stakeholder_type",
        "looking_for_partner",
        "areas",
    ]
    search_fields = ["name", "name_folded", "nip", "regon", "krs"]
    ordering = ["sort_key"]
    list_per_page = 50
    copy_view_enabled = False

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("short_name"),
                    FieldRowPanel([FieldPanel("sector"), FieldPanel("institution_type")]),
                    FieldPanel("stakeholder_type"),
                    FieldPanel("town"),
                    FieldPanel("looking_for_partner"),
                ],
                heading=_("Who it is"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "texts",
                        heading=pgettext_lazy("organisation", "Texts"),
                        label=pgettext_lazy("organisation", "text in one language"),
                        help_text=_(
                            "Polish first. Where a language is missing, readers see the Polish "
                            "text."
                        ),
                        max_num=3,
                    ),
                    FieldPanel("areas"),
                    FieldPanel("tags"),
                ],
                heading=_("What it helps with"),
            ),
            ObjectList(
                [
                    FieldPanel("member_state"),
                    FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
                ],
                heading=_("Membership"),
            ),
            ObjectList(
                [
                    FieldPanel("e_delivery"),
                    FieldPanel("website"),
                    MultiFieldPanel(
                        [FieldPanel("email"), FieldPanel("email_public")], heading=_("e-mail")
                    ),
                    MultiFieldPanel(
                        [FieldPanel("phone"), FieldPanel("phone_public")], heading=_("phone")
                    ),
                    MultiFieldPanel(
                        [FieldPanel("address"), FieldPanel("address_public")],
                        heading=_("postal address"),
                    ),
                ],
                heading=pgettext_lazy("organisation", "Contact"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("nip"), FieldPanel("regon"), FieldPanel("krs")]),
                    FieldPanel("register"),
                    FieldPanel("opp"),
                    FieldPanel("slug"),
                ],
                heading=_("Registers"),
            ),
        ]
    )


class PartnershipViewSet(SnippetViewSet):
    """The facts of partnerships: partners and work plan in one form."""

    model = Partnership
    icon = "link"
    menu_label = _("Partners and work plans")
    menu_name = "partnerships"
    list_display = ["name", "level", "form", "agreement_signed_on"]
    list_filter = ["level", "form"]
    search_fields = ["name"]
    ordering = ["name"]
    copy_view_enabled = False

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    InlinePanel(
                        "memberships",
                        heading=_("Partners"),
                        label=pgettext_lazy("member.role", "partner"),
                        panels=[
                            FieldRowPanel([FieldPanel("organisation"), FieldPanel("role")]),
                            _by_language("contribution"),
                            FieldPanel("formal"),
                            FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
                        ],
                    )
                ],
                heading=_("Partners"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "tasks",
                        heading=_("Work plan"),
                        label=pgettext_lazy("work plan", "task"),
                        panels=[
                            _by_language("title"),
                            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                            FieldRowPanel([FieldPanel("responsible"), FieldPanel("state")]),
                            _by_language("result"),
                        ],
                    )
                ],
                heading=_("Work plan"),
            ),
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("level"), FieldPanel("network")]),
                    FieldRowPanel([FieldPanel("form"), FieldPanel("founding")]),
                    FieldPanel("founded_on"),
                    FieldRowPanel([FieldPanel("agreement"), FieldPanel("agreement_signed_on")]),
                    FieldPanel("seat"),
                    FieldPanel("open_to_join"),
                ],
                heading=pgettext_lazy("partnership", "Facts"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                    _by_language("contact_hours"),
                ],
                heading=pgettext_lazy("organisation", "Contact"),
            ),
        ]
    )


class RegisterGroup(SnippetViewSetGroup):
    menu_label = _("Register")
    menu_icon = "group"
    menu_name = "register"
    menu_order = 200
    items = [OrganisationViewSet, PartnershipViewSet]
