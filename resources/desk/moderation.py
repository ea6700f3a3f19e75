"""Leaving out what the public may not read of a remark, or of a published answer."""

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin import messages

from resources import permissions, public
from resources.choices import AnswerRedactionReason, RedactionReason
from resources.desk.remark import OnRemark
from resources.services import moderating


class RedactionForm(forms.Form):
    """The remark's words with gaps, or nothing of them, and the reason for it."""

    hidden = forms.BooleanField(
        label=capfirst(gettext_lazy("hide the whole remark")),
        help_text=gettext_lazy("Its number, the reason and the answer stay public."),
        required=False,
    )
    body = forms.CharField(
        label=gettext_lazy("Remark as the public reads it"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    proposed = forms.CharField(
        label=gettext_lazy("Proposed wording as the public reads it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    justification = forms.CharField(
        label=gettext_lazy("Justification as the public reads it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("redaction", "Reason"),
        choices=RedactionReason,
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=pgettext_lazy("redaction", "Explanation, shown to the public"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args, remark, **kwargs):
        super().__init__(*args, **kwargs)
        for name in moderating.WORDS:
            if not getattr(remark, name):
                del self.fields[name]


class ModerationView(OnRemark):
    """Redacts a remark for the public, or takes that back; the original stays untouched."""

    template_name = "resources/admin/moderate.html"
    typed = ("explanation",)
    access = staticmethod(permissions.may_run)
    header_icon = "view"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        newest = self.remark.moderations.last()
        self.holds = newest if newest and public.is_less(newest, self.remark) else None
        initial = {name: getattr(self.remark, name) for name in moderating.WORDS}
        if self.holds:
            initial |= {"reason": self.holds.reason, "explanation": self.holds.explanation}
            initial["hidden"] = self.holds.hidden
            if not self.holds.hidden:
                initial |= {name: getattr(self.holds, name) for name in moderating.WORDS}
        self.form = RedactionForm(initial=initial, remark=self.remark)

    def get_page_title(self):
        return _("What the public reads of remark no. %(number)s") % {"number": self.remark.number}

    def post(self, request, *args, **kwargs):
        try:
            if "restore" in request.POST:
                moderating.restore(self.remark, request.user, timezone.now())
                messages.success(request, _("The public reads the remark as it was sent."))
                return redirect("desk-answer", self.remark.pk)
            self.form = RedactionForm(request.POST, remark=self.remark)
            if self.form.is_valid():
                self.redact(self.form.cleaned_data)
                return redirect("desk-answer", self.remark.pk)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                self.form.add_error(None, error)
            else:
                self.tell(error)
        return self.render_to_response(self.get_context_data(), status=422)

    def redact(self, data):
        moderating.redact(
            self.remark,
            {name: data[name] for name in moderating.WORDS if name in data},
            data["reason"],
            self.request.user,
            timezone.now(),
            hidden=data["hidden"],
            explanation=data["explanation"],
        )
        messages.success(
            self.request,
            _("Saved. The public reads it this way from now on; the original stays in the record."),
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form, holds=self.holds, gap=moderating.GAP, **kwargs
        )


class AnswerRedactionForm(forms.Form):
    """The published answer's words with gaps, or all of them, and the reason."""

    text = forms.CharField(
        label=gettext_lazy("Answer as the public reads it"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("redaction", "Reason"),
        choices=AnswerRedactionReason,
        widget=forms.RadioSelect,
    )


class AnswerRedactionView(OnRemark):
    """Leaves words out of a published answer for the public; the answer itself stays untouched."""

    template_name = "resources/admin/redact_answer.html"
    access = staticmethod(permissions.may_run)
    header_icon = "view"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        response = getattr(self.remark, "response", None)
        self.answer = response if response and response.published_at else None

    def get_page_title(self):
        number = self.remark.number
        return _("What the public reads of the answer to remark no. %(number)s") % {
            "number": number
        }

    def get(self, request, *args, **kwargs):
        if self.answer is None:  # it can still be changed
            return redirect("desk-answer", self.remark.pk)
        holds = self.answer.redaction
        initial = {"text": holds.text, "reason": holds.reason} if holds else {}
        self.form = AnswerRedactionForm(initial={"text": self.answer.reason, **initial})
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.answer is None:
            return redirect("desk-answer", self.remark.pk)
        self.form = AnswerRedactionForm(request.POST)
        if self.form.is_valid():
            try:
                self.redact(**self.form.cleaned_data)
                return redirect("desk-answer", self.remark.pk)
            except ValidationError as error:
                self.form.add_error(None, error)
        return self.render_to_response(self.get_context_data(), status=422)

    def redact(self, text, reason):
        user, now = self.request.user, timezone.now()
        count = moderating.redact_answer(self.answer, text, reason, user, now)
        said = ngettext(
            "Saved. The public reads the answer this way from now on.",
            "Saved. The public reads the same answer to %(count)s remarks this way from now on.",
            count,
        )
        messages.success(self.request, said % {"count": count})

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form, answer=self.answer, gap=moderating.GAP, **kwargs
        )
