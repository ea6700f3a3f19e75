"""The desk: remarks, their answers, and the mayor's decisions, in the admin."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import MaxValueValidator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from resources import permissions
from resources.choices import Approval, Outcome
from resources.models import Consultation, Remark, Response
from resources.models.consultation import local_midnight
from resources.services import announcing, answering, ledger, submitting

PER_PAGE = 50

#: Where a remark stands; "" is "no answer yet".
ANSWER_STATES = [("none", gettext_lazy("no answer yet")), *Approval.choices]


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


class DeskIndexView(DeskBase):
    """All consultations, with what is left to do in each."""

    template_name = "resources/admin/desk_index.html"
    page_title = gettext_lazy("Consultations")

    def get_context_data(self, **kwargs):
        now = timezone.now()
        accepted = Q(
            submissions__confirmed_at__isnull=False, submissions__withdrawn_at__isnull=True
        )
        consultations = Consultation.objects.annotate(
            remarks=Count("submissions__remarks", filter=accepted),
            answered=Count(
                "submissions__remarks",
                filter=accepted & Q(submissions__remarks__response__approval=Approval.APPROVED),
            ),
            put_forward=Count(
                "submissions__remarks",
                filter=accepted & Q(submissions__remarks__response__approval=Approval.SUBMITTED),
            ),
        )
        return super().get_context_data(
            consultations=[(c, c.state(now).label) for c in consultations], **kwargs
        )


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
            if act == "announce":
                announcing.announce(self.consultation, now)
                messages.success(request, _("The consultation is announced; its text is frozen."))
            elif act == "publish":
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


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=Outcome, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=pgettext_lazy("outcome", "Reason"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Always give a reason. The sender and the public read exactly these words."
        ),
    )


class AnswerView(DeskBase):
    """One remark with its sender, and the answer to it."""

    template_name = "resources/admin/answer.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.remark = get_object_or_404(
            Remark.objects.accepted().select_related(
                "submission__consultation", "submission__identity__organisation", "response"
            ),
            pk=kwargs["pk"],
        )
        self.consultation = self.remark.submission.consultation
        self.response = getattr(self.remark, "response", None)
        self.form = AnswerForm(
            initial={"outcome": self.response.outcome, "reason": self.response.reason}
            if self.response
            else None
        )

    def get_page_title(self):
        return _("Remark no. %(number)s") % {"number": self.remark.number}

    def crumbs(self):
        yield reverse("desk-consultation", args=[self.consultation.pk]), self.consultation.title

    def post(self, request, *args, **kwargs):
        self.demand(permissions.may_answer)
        self.form = AnswerForm(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            response = answering.draft(
                self.remark,
                self.form.cleaned_data["outcome"],
                self.form.cleaned_data["reason"],
                request.user,
            )
            if "put_forward" in request.POST:
                answering.put_forward([response])
                messages.success(request, _("The answer is put forward for approval."))
            else:
                messages.success(request, _("The draft of the answer is saved."))
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
            return self.render_to_response(self.get_context_data(), status=409)
        following = self.neighbours()[1]
        if following and "put_forward" in request.POST:
            return redirect("desk-answer", following.pk)
        return redirect("desk-answer", self.remark.pk)

    def neighbours(self):
        remarks = Remark.objects.accepted().filter(submission__consultation=self.consultation)
        return (
            remarks.filter(number__lt=self.remark.number).order_by("-number").first(),
            remarks.filter(number__gt=self.remark.number).order_by("number").first(),
        )

    def get_context_data(self, **kwargs):
        before, following = self.neighbours()
        return super().get_context_data(
            remark=self.remark,
            submission=self.remark.submission,
            identity=self.remark.submission.identity,
            response=self.response,
            consultation=self.consultation,
            form=self.form,
            before=before,
            following=following,
            may_answer=permissions.may_answer(self.request.user),
            **kwargs,
        )


class ApprovalView(DeskBase):
    """The mayor's list: answers put forward, to be decided on one page."""

    template_name = "resources/admin/approval.html"
    page_title = gettext_lazy("Answers to decide")
    access = staticmethod(permissions.may_approve)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.consultation = get_object_or_404(Consultation, pk=kwargs["pk"])

    def crumbs(self):
        yield reverse("desk-consultation", args=[self.consultation.pk]), self.consultation.title

    def waiting(self):
        return (
            Response.objects.filter(
                approval=Approval.SUBMITTED,
                published_at=None,
                remark__submission__consultation=self.consultation,
                remark__submission__withdrawn_at=None,
            )
            .select_related("remark__submission__identity")
            .order_by("remark__number")
        )

    def post(self, request, *args, **kwargs):
        # Each box names the answer by its words: what was changed meanwhile is not decided.
        chosen = set(request.POST.getlist("answer"))
        try:
            with transaction.atomic():
                ledger.lock(self.consultation)
                responses = [r for r in self.waiting() if r.digest in chosen]
                self.decide(request, responses, changed=len(chosen) - len(responses))
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        return redirect("desk-approval", self.consultation.pk)

    def decide(self, request, responses, changed):
        if changed > 0:
            messages.warning(
                request,
                _("An answer was changed after you had opened this page. Please read it again."),
            )
        if not responses:
            if not changed:
                messages.error(request, _("Choose at least one answer."))
        elif "approve" in request.POST:
            count = answering.approve(responses, request.user, timezone.now())
            messages.success(
                request,
                ngettext("%(count)s answer is approved.", "%(count)s answers are approved.", count)
                % {"count": count},
            )
        else:
            count = answering.send_back(responses)
            messages.success(
                request,
                ngettext("%(count)s answer is returned.", "%(count)s answers are returned.", count)
                % {"count": count},
            )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            consultation=self.consultation, waiting=list(self.waiting()), **kwargs
        )
