"""Admin screens of records that have no page."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal import dates
from resources import permissions
from resources.models import AnswerTemplate, Consultation
from resources.services import announcing, ledger
from resources.setting_up import SetUpForm, new_consultation


class ConsultationIndexView(IndexView):
    def get_delete_url(self, instance):
        if permissions.may_delete(self.request.user, instance):
            return reverse(self.delete_url_name, args=[instance.pk])

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["media"] += forms.Media(css=SetUpForm.Media.css)
        return context


class ConsultationDeleteView(DeleteView):
    """Only a consultation that was not announced can go: nothing is recorded of it."""

    #: Django's answer to the method DELETE would go past `delete_action`.
    http_method_names = ["get", "head", "options", "post"]
    template_name = "resources/admin/delete_consultation.html"
    page_title = _("Delete the consultation")

    def get_page_subtitle(self):
        return ""  # the screen names it in its first line

    def get_breadcrumbs_items(self):
        desk = reverse("desk-consultation", args=[self.object.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Consultation set-up")},
            {"url": desk, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def user_has_permission(self, permission):
        return permissions.may_run(self.request.user)

    def get(self, request, *args, **kwargs):
        if not permissions.may_delete(request.user, self.object):
            return self.refuse()
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError:
            return self.refuse()
        except Consultation.DoesNotExist:
            raise Http404 from None

    def delete_action(self):
        announcing.discard(self.object, super().delete_action)

    def refuse(self):
        messages.error(self.request, announcing.STAYS)
        return redirect("desk-consultation", self.object.pk)


class _ToTheCheckList:
    """Whoever has set a consultation up sees next what is still missing."""

    success_message = _("The set-up is saved.")
    error_message = _("Not saved yet: please mend what is marked. What you typed stands below.")

    def get_success_url(self):
        return reverse("desk-announce", args=[self.object.pk])


class ConsultationCreateView(_ToTheCheckList, CreateView):
    page_title = _("Prepare a new consultation")

    def get_page_subtitle(self):
        return ""  # the title says it all, in a sentence that Polish can decline

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.page_title}]

    def get_initial_form_instance(self):
        return new_consultation(self.request.user, timezone.now())


class ConsultationEditView(_ToTheCheckList, EditView):
    delete_item_label = _("Delete the consultation")

    @property
    def can_delete(self):
        return permissions.may_delete(self.request.user, self.object)

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
    index_view_class = ConsultationIndexView
    delete_view_class = ConsultationDeleteView
    list_display = [
        "title",
        Column(
            "opens_at",
            label=capfirst(pgettext_lazy("consultation", "opens")),
            accessor=lambda consultation: dates.since(consultation.opens_at),
            sort_key="opens_at",
        ),
        Column("last_day", label=capfirst(_("last day")), sort_key="closes_at"),
        Column(
            "state",
            label=pgettext_lazy("desk", "State"),
            accessor=lambda consultation: consultation.state(timezone.now()).label,
        ),
    ]
    search_fields = ["title", "case_no"]
    add_view_class = ConsultationCreateView
    edit_view_class = ConsultationEditView
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldPanel("text_page", widget=forms.Select),
                    FieldPanel("without_text"),
                    FieldRowPanel([FieldPanel("case_no"), FieldPanel("handled_by")]),
                    FieldRowPanel([FieldPanel("clerk"), FieldPanel("substitute")]),
                ],
                heading=_("What is consulted"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("local_resolution", widget=AdminAutoHeightTextInput),
                    FieldRowPanel([FieldPanel("least_days"), FieldPanel("receipt_rule")]),
                    FieldPanel("residents_admitted"),
                    FieldPanel("accepted_channels"),
                    FieldPanel("channels", widget=AdminAutoHeightTextInput),
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
                    FieldPanel(
                        "retention_years",
                        help_text=_(
                            "Counted from 1 January after the answers were published, or after "
                            "the close where there are none. What nobody confirmed is due for "
                            "erasure 30 days after the close. Let the clause say the same."
                        ),
                    ),
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
