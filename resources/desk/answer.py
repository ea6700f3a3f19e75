"""One remark with its sender, and the answer to it."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages

from resources import permissions
from resources.choices import Outcome
from resources.desk.base import DeskBase
from resources.models import Remark
from resources.services import answering


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
                timezone.now(),
            )
            if "put_forward" in request.POST:
                answering.put_forward([response], request.user, timezone.now())
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
