"""What every screen of the desk shares."""

from django.forms import Media
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from resources import permissions
from resources.models import Consultation, ProgrammePage


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

    def get_context_data(self, **kwargs):
        forms = [value for value in kwargs.values() if isinstance(value, BaseForm | BaseFormSet)]
        self.point_out(forms)
        # The scripts behind their fields: without its own a date cannot be picked.
        media = sum((form.media for form in forms), Media())
        return super().get_context_data(media=media, **kwargs)

    def point_out(self, forms):
        """Says on top that a field is wrong, and opens the screen at the first such field."""
        single = (one for form in forms for one in getattr(form, "forms", [form]))
        wrong = [form for form in single if form.is_bound and form.errors]
        if not wrong or self.request.method != "POST":
            return
        messages.error(
            self.request,
            _("Not saved yet: please mend what is marked. What you typed stands below."),
        )
        for number, field in enumerate(bound for form in wrong for bound in form if bound.errors):
            field.field.widget.attrs["autofocus"] = not number

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

    @property
    def is_programme(self):
        """Whether the annual programme is consulted, and not another text."""
        return issubclass(self.consultation.text_page.specific_class, ProgrammePage)

    @property
    def header_more_buttons(self):
        if not permissions.may_delete(self.request.user, self.consultation):
            return []
        url = reverse("consultations:delete", args=[self.consultation.pk])
        return [Button(_("Delete the consultation"), url=url, icon_name="bin")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            consultation=self.consultation,
            may_run=permissions.may_run(self.request.user),
            may_answer=permissions.may_answer(self.request.user),
            may_approve=permissions.may_approve(self.request.user),
            **kwargs,
        )
