"""Admin screens of records that have no page."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from resources.models import AnswerTemplate, Consultation, LedgerHead
from resources.services import ledger
from resources.setting_up import SetUpForm, new_consultation

#: Kinds of pages whose text can be consulted.
CONSULTED = ["portal_resources.ProgrammePage", "portal_resources.ConsultedTextPage"]


class ConsultationDeleteView(DeleteView):
    """Only a consultation without a record can go."""

    def delete_action(self):
        try:
            with transaction.atomic():
                # The end of a ledger in which nothing stands yet.
                LedgerHead.objects.filter(consultation=self.object, seq=0).delete()
                super().delete_action()
        except ProtectedError:
            raise PermissionDenied(
                _("A consultation with a record is kept; it cannot be deleted.")
            ) from None


class _ToTheCheckList:
    """Whoever has set a consultation up sees next what is still missing."""

    def get_success_url(self):
        return reverse("desk-announce", args=[self.object.pk])


class ConsultationCreateView(_ToTheCheckList, CreateView):
    def get_initial_form_instance(self):
        return new_consultation(self.request.user, timezone.now())


class ConsultationEditView(_ToTheCheckList, EditView):
    @transaction.atomic
    def post(self, request, *args, **kwargs):
        # An act of somebody else is waited for and its outcome read: saving would undo it.
        ledger.lock(self.get_object())
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)


class ConsultationViewSet(ModelViewSet):
    """Setting up a consultation, in the order in which the clerk has the papers."""

    model = Consultation
    icon = "calendar-alt"
    menu_label = _("Consultation set-up")
    add_to_admin_menu = False
    copy_view_enabled = False
    delete_view_class = ConsultationDeleteView
    list_display = [
        "title",
        "opens_at",
        Column("last_day", label=capfirst(_("last day")), sort_key="closes_at"),
        "announced_at",
        "results_at",
    ]
    search_fields = ["title", "case_no"]
    add_view_class = ConsultationCreateView
    edit_view_class = ConsultationEditView
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    PageChooserPanel("text_page", CONSULTED),
                    FieldPanel("without_text"),
                    FieldRowPanel([FieldPanel("case_no"), FieldPanel("handled_by")]),
                    FieldRowPanel([FieldPanel("clerk"), FieldPanel("substitute")]),
                ],
                heading=_("What is consulted"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("local_resolution"),
                    FieldRowPanel([FieldPanel("least_days"), FieldPanel("receipt_rule")]),
                    FieldPanel("residents_admitted"),
                    FieldPanel("accepted_channels"),
                    FieldPanel("channels"),
                    FieldPanel("signature_required"),
                    FieldPanel("remarks_shown"),
                ],
                heading=_("What the council's resolution says"),
                help_text=_(
                    "Taken over from the last consultation. Compare it with the resolution."
                ),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("order_no"), FieldPanel("order_date")]),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("last_day")]),
                    FieldPanel("answers_due"),
                ],
                heading=_("The mayor's order and the dates"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("bip_url"),
                    FieldRowPanel([FieldPanel("board_from"), FieldPanel("board_to")]),
                ],
                heading=_("Proof of publication"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("privacy_short"),
                    FieldPanel("privacy_clause"),
                    FieldPanel("retention_years"),
                ],
                heading=_("Personal data"),
            ),
            MultiFieldPanel(
                [FieldPanel("has_council"), FieldPanel("session_on")],
                heading=_("RDPP and council session"),
                help_text=_("The check list counts the terms back from the session."),
            ),
        ],
        base_form_class=SetUpForm,
    )


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
