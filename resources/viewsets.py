"""Admin screens of records that have no page."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.viewsets.model import ModelViewSet

from resources.models import Consultation


class ConsultationViewSet(ModelViewSet):
    """Setting up a consultation, in the order in which the clerk has the papers."""

    model = Consultation
    icon = "calendar-alt"
    menu_label = _("Consultation set-up")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["title", "opens_at", "closes_at", "announced_at", "results_at"]
    search_fields = ["title", "case_no"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                PageChooserPanel("text_page", "portal_resources.ProgrammePage"),
                FieldRowPanel([FieldPanel("case_no"), FieldPanel("handled_by")]),
            ],
            heading=_("What is consulted"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("order_no"), FieldPanel("order_date")]),
                FieldPanel("local_resolution"),
                FieldPanel("channels"),
                FieldPanel("least_days"),
                FieldPanel("residents_admitted"),
            ],
            heading=_("Legal basis"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("answers_due"),
            ],
            heading=_("Dates"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("bip_url"),
                FieldRowPanel([FieldPanel("board_from"), FieldPanel("board_to")]),
            ],
            heading=_("Proof of publication"),
        ),
        MultiFieldPanel(
            [FieldPanel("privacy_short"), FieldPanel("privacy_clause")],
            heading=_("Personal data"),
        ),
    ]
