"""What every screen of the desk shares."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from resources import permissions
from resources.models import Consultation, Remark


class DeskBase(permissions.RecordAccess, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "comment"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk"), "label": _("Remarks desk")},
            *({"url": url, "label": label} for url, label in self.crumbs()),
            {"url": "", "label": self.get_page_title()},
        ]

    def crumbs(self):
        return []

    def tell(self, error):
        """Shows the sentences of a ValidationError."""
        for sentence in error.messages:
            messages.error(self.request, sentence)


class InConsultation(DeskBase):
    """A screen about one consultation."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.consultation = get_object_or_404(
            Consultation.objects.select_related("clerk", "substitute"), pk=kwargs["pk"]
        )

    def crumbs(self):
        yield reverse("desk-consultation", args=[self.consultation.pk]), self.consultation.title

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            consultation=self.consultation,
            may_run=permissions.may_run(self.request.user),
            may_answer=permissions.may_answer(self.request.user),
            may_approve=permissions.may_approve(self.request.user),
            **kwargs,
        )


class OnRemark(InConsultation):
    """A screen about one remark that counts."""

    def setup(self, request, *args, **kwargs):
        self.remark = get_object_or_404(
            Remark.objects.accepted().select_related(
                "submission__consultation",
                "submission__identity__organisation",
                "submission__entered_by",
                "response",
                "handling__clerk",
                "handling__substitute",
                "handling__opened_by",
                "unit__parent__parent__parent__parent",
            ),
            pk=kwargs["pk"],
        )
        super().setup(request, pk=self.remark.submission.consultation_id)
        # One object for all: the rule for late ones reads it through the submission.
        self.remark.submission.consultation = self.consultation

    def get_context_data(self, **kwargs):
        submission = self.remark.submission
        return super().get_context_data(
            remark=self.remark,
            submission=submission,
            identity=submission.identity,
            place=self.place(),
            **kwargs,
        )

    def place(self):
        """The labelled levels from the chapter down to the remark's own."""
        levels, unit = [], self.remark.unit
        while unit:
            levels.insert(0, unit)
            unit = unit.parent
        return levels
