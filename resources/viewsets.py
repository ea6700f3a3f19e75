"""Admin screens of records that have no page."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from resources.models import AnswerTemplate, Consultation


class ConsultationDeleteView(DeleteView):
    """Only a consultation without a record can go."""

    def delete_action(self):
        try:
            with transaction.atomic():
                super().delete_action()
        except ProtectedError:
            raise PermissionDenied(
                _("A consultation with a record is kept; it cannot be deleted.")
            ) from None


class ConsultationViewSet(ModelViewSet):
    """Setting up a consultation, in the order in which the clerk has the papers."""

    model = Consultation
    icon = "calendar-alt"
    menu_label = _("Consultation set-up")
    add_to_admin_menu = False
    copy_view_enabled = False
    delete_view_class = ConsultationDeleteView
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


class AnswerTemplateViewSet(ModelViewSet):
    """Words for answers that are often given."""

    model = AnswerTemplate
    icon = "edit"
    menu_label = _("Answer templates")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["title", "outcome"]
    search_fields = ["title", "reason"]
    form_fields = ["title", "outcome", "reason"]
