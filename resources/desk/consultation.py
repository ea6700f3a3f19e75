"""One consultation: its remarks, and the acts of the clerk who runs it."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from resources import permissions
from resources.choices import Approval
from resources.desk.base import DeskBase
from resources.models import Consultation, Remark
from resources.models.consultation import local_midnight
from resources.services import announcing, answering, submitting

PER_PAGE = 50

#: Where a remark stands; "" is "no answer yet".
ANSWER_STATES = [("none", gettext_lazy("no answer yet")), *Approval.choices]


class ExtendForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("New last day"),
        widget=AdminDateInput,
        validators=[MaxValueValidator(date(2100, 12, 31))],
    )
    reason = forms.CharField(
        label=pgettext_lazy("extension", "Reason, shown on the page"), max_length=1000
    )


class DeskView(DeskBase):
    """One consultation: its remarks, and the acts of the clerk who runs it."""

    template_name = "resources/admin/desk.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.consultation = get_object_or_404(Consultation, pk=kwargs["pk"])
        self.extend_form = ExtendForm()

    def get_page_title(self):
        return self.consultation.title

    def post(self, request, *args, **kwargs):
        self.demand(permissions.may_run)
        now = timezone.now()
        act = request.POST.get("act", "")
        try:
            if act == "publish":
                count = answering.publish_all(self.consultation, now)
                messages.success(
                    request,
                    ngettext(
                        "%(count)s answer is published.", "%(count)s answers are published.", count
                    )
                    % {"count": count},
                )
            elif act == "confirm":
                pk = request.POST.get("submission", "")
                submission = get_object_or_404(
                    self.consultation.submissions, pk=pk if pk.isdecimal() and len(pk) < 18 else 0
                )
                submitting.confirm(submission, now, staff=request.user)
                messages.success(request, _("The submission is confirmed and counts."))
            elif act == "extend":
                self.extend_form = ExtendForm(request.POST)
                if not self.extend_form.is_valid():
                    return self.render_to_response(self.get_context_data())
                data = self.extend_form.cleaned_data
                closes_at = local_midnight(data["last_day"] + timedelta(days=1))
                announcing.extend(self.consultation, closes_at, data["reason"], request.user, now)
                messages.success(request, _("The consultation is extended."))
            else:
                raise Http404
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        except submitting.NotOpen:
            messages.error(request, _("The answers are published; the consultation is over."))
        return redirect("desk-consultation", self.consultation.pk)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        remarks = (
            Remark.objects.accepted()
            .filter(submission__consultation=self.consultation)
            .select_related("submission__identity__organisation", "response")
            .order_by("number")
        )
        counts = {
            state or "none": count
            for state, count in remarks.order_by()
            .values_list("response__approval")
            .annotate(Count("pk"))
        }
        chosen = self.request.GET.get("state", "")
        if chosen == "none":
            remarks = remarks.filter(response=None)
        elif chosen in Approval.values:
            remarks = remarks.filter(response__approval=chosen)
        else:
            chosen = ""
        unconfirmed = self.consultation.submissions.filter(confirmed_at=None).select_related(
            "identity"
        )
        return super().get_context_data(
            consultation=self.consultation,
            state=self.consultation.state(now),
            remarks=Paginator(remarks, PER_PAGE).get_page(self.request.GET.get("p")),
            states=[(value, label, counts.get(value, 0)) for value, label in ANSWER_STATES],
            total=sum(counts.values()),
            chosen=chosen,
            unconfirmed=list(unconfirmed),
            obstacles=answering.obstacles(self.consultation, now),
            extend_form=self.extend_form,
            may_run=permissions.may_run(self.request.user),
            may_approve=permissions.may_approve(self.request.user),
            put_forward=counts.get(Approval.SUBMITTED, 0),
            **kwargs,
        )
