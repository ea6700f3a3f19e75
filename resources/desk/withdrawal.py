"""Withdrawing a submission for its sender, or because the office itself made a mistake."""

from django import forms
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages

from resources import permissions
from resources.choices import WithdrawalCause
from resources.desk.remark import OnRemark
from resources.services import submitting, supporting


class WithdrawalForm(forms.Form):
    cause = forms.ChoiceField(
        label=gettext_lazy("Why is it withdrawn?"),
        choices=WithdrawalCause,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=pgettext_lazy("withdrawal", "Reason"),
        help_text=gettext_lazy(
            "For example: by a letter of 3 March, or: the same letter is no. 12/2026. Kept as an "
            "internal note; neither the sender nor the public sees it."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawalView(OnRemark):
    """The last look at a whole submission before it is withdrawn."""

    template_name = "resources/admin/withdraw.html"
    typed = ("reason",)
    access = staticmethod(permissions.may_handle)
    header_icon = "cross"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form = WithdrawalForm()

    def get_page_title(self):
        number = self.remark.submission.reference
        return _("Withdraw submission no. %(number)s") % {"number": number}

    def post(self, request, *args, **kwargs):
        self.form = WithdrawalForm(request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        submission = self.remark.submission
        try:
            done = submitting.withdraw(
                submission, timezone.now(), request.user, **self.form.cleaned_data
            )
        except submitting.NotOpen:
            self.consultation.refresh_from_db()
            return self.render_to_response(self.get_context_data(), status=409)
        if done:
            said = _("Submission no. %(number)s is withdrawn.") % {"number": submission.reference}
            messages.success(request, said)
        return redirect("desk-answer", self.remark.pk)

    def get_context_data(self, **kwargs):
        submission = self.remark.submission
        return super().get_context_data(
            form=self.form,
            remarks=submission.remarks.all(),
            attachments=submission.attachments.all(),
            supporters=supporting.supporters(submission),
            **kwargs,
        )
