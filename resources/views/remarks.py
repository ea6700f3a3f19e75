"""Making a remark, confirming it, and the receipt."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language

from resources import uploads
from resources.forms import RemarkForm
from resources.models import Consultation
from resources.services import drafting, submitting, supporting
from resources.views.base import OneSubmission
from resources.views.drafts import WithDraft


class NewRemarkView(WithDraft):
    """The form: the current wording, what should change, and who says so.

    Sent with another button than "Send remarks", or with files, it becomes a draft.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        announced = Consultation.objects.exclude(announced_at=None)
        self.load(get_object_or_404(announced, pk=kwargs["consultation"]))

    def get(self, request, consultation):
        anchor = request.GET.get("zapis", "")
        anchor = anchor if anchor in self.units else ""
        if begun := self.begun():
            return redirect(f"{reverse('remark-draft-new', args=[begun.token])}?zapis={anchor}")
        response = self.show(self.form(initial={"anchor": anchor, "version": self.version.number}))
        # An empty form holds nothing private. Where the browser keeps it, "Back" after sending
        # leads to this form and its key again, not to a new one that would send the words twice.
        response.headers["Cache-Control"] = "private, max-age=0"
        return response

    def post(self, request, consultation):
        data = request.POST.copy()
        if "as_new" in data:
            # The sender saw the question and wants this to be another submission; the question
            # brought its key along, so that a double click on the answer is still one.
            data["key"] = data["as_new"]
        form = self.form(data=data)
        act = data.get("do", "send")
        if not self.consultation.is_open(self.now):
            return self.show(form, refused=True, status=409)
        if act == "preview" and not request.FILES and not form.has_words:
            form.is_valid()  # nothing to look at: what is missing is said beside its provision
            return self.show(form, status=422)
        if act != "send" or request.FILES:
            return self.as_draft(form, act)
        if data.get("anchor", "") not in ("", *self.units):
            return self.show_changed(data)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            submission, _created = submitting.submit(
                self.consultation,
                form.cleaned_data["key"],
                form.content([form.remark]),
                self.now,
                form.suspicion(),
                form.cleaned_data["version"],
            )
        except submitting.NotOpen:
            return self.show(form, refused=True, status=409)
        except submitting.NewerVersion:
            self.load_anew()
            return self.show_changed(data)
        except submitting.KeyUsed as used:
            return self.show(form, earlier=used.earlier, new_key=uuid.uuid4(), status=409)
        return redirect(submission.receipt_path())

    def begun(self):
        """The draft of this consultation whose token the address brings along, or None."""
        draft = drafting.find(self.request.GET.get("szkic", ""))
        return draft if draft and draft.consultation_id == self.consultation.pk else None

    def as_draft(self, form, act):
        """Keeps what was typed, right or wrong, and goes on as the button said."""
        try:
            key = form.fields["key"].clean(form.data.get("key"))
        except ValidationError:
            key = uuid.uuid4()
        # The form of a full draft does not ask again who sends it.
        begun = self.begun()
        sender = begun.data["sender"] if begun else form.typed_sender
        draft = drafting.start(self.consultation, key, sender, get_language(), self.now)
        with drafting.changing(draft, self.now) as self.draft:
            drafting.put_remark(self.draft, str(key), form.typed_remark)
            self.draft.data["sender"] = sender
            self.draft.data["suspicion"] = self.draft.data.get("suspicion") or form.suspicion()
        return self.carry_on(act)

    def form(self, **kwargs):
        return RemarkForm(consultation=self.consultation, units=self.units, **kwargs)

    def show_changed(self, data):
        """The form beside the newest wording, with the words that were typed beside an older."""
        data["version"] = self.version.number
        gone = data.get("anchor", "") not in ("", *self.units)
        if gone:
            data["anchor"] = ""
        form = self.form(data=data)
        if gone:
            form.let_choose(self.roots)
        return self.show(form, changed=True, gone=gone, status=409)

    def show(self, form, status=200, **extra):
        unit = self.units.get(form["anchor"].value() or "")
        return self.render(
            "resources/remark_form.html",
            form=form,
            unit=unit,
            uploads=uploads,
            status=status,
            **extra,
        )


class ConfirmView(OneSubmission):
    """Confirming: GET shows, POST confirms, because mail scanners follow every link."""

    def get(self, request, token):
        submission = self.found(confirmation=token)
        if submission.confirmed_at:
            return redirect(submission.receipt_path())
        return self.show("resources/remark_confirm.html", submission)

    def post(self, request, token):
        submission = self.found(confirmation=token)
        try:
            submitting.confirm(submission, self.now)
        except (submitting.NotOpen, submitting.Erased):
            return self.show("resources/remark_confirm.html", submission, status=410)
        return redirect(submission.receipt_path())


class ReceiptView(OneSubmission):
    """The sender's own page: state, number, answer; withdrawing while remarks are taken."""

    def get(self, request, token):
        submission = self.found(receipt=token)
        return self.show(
            "resources/remark_receipt.html",
            submission,
            entry=submission.last_entry,
            can_support=supporting.may_join(submission, self.now),
            support_url=settings.WAGTAILADMIN_BASE_URL + submission.support_path(),
            supporters=supporting.supporters(submission),
        )

    def post(self, request, token):
        submission = self.found(receipt=token)
        try:
            submitting.withdraw(submission, self.now)
        except submitting.NotOpen:
            return self.show(
                "resources/remark_receipt.html", submission, refused="not_open", status=409
            )
        return redirect(submission.receipt_path())
