"""Making a remark, confirming it, and the receipt."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from resources import outline
from resources.forms import RemarkForm
from resources.models import Consultation, TextUnit
from resources.reading import status_of
from resources.services import submitting
from resources.views.base import OneSubmission, PublicForm, page_in_language


class NewRemarkView(PublicForm):
    """The form: the current wording, what should change, and who says so."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.consultation = get_object_or_404(
            Consultation.objects.exclude(announced_at=None), pk=kwargs["consultation"]
        )
        self.page = page_in_language(self.consultation)
        if self.page is None:
            raise Http404
        rows = TextUnit.objects.filter(version=self.consultation.version)
        self.roots = outline.from_rows(rows)
        self.units = {unit.anchor: unit for root in self.roots for unit in root.walk()}

    def get(self, request, consultation):
        anchor = request.GET.get("zapis", "")
        form = self.form(initial={"anchor": anchor if anchor in self.units else ""})
        return self.show(form)

    def post(self, request, consultation):
        data = request.POST.copy()
        if "as_new" in data:
            # The sender saw the question and wants this to be another submission; the question
            # brought its key along, so that a double click on the answer is still one.
            data["key"] = data["as_new"]
        form = self.form(data=data)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            submission, _created = submitting.submit(
                self.consultation, form.cleaned_data["key"], form.content(), self.now
            )
        except submitting.NotOpen:
            return self.show(form, refused="not_open", status=409)
        except submitting.NotAdmitted:
            return self.show(form, refused="not_admitted", status=403)
        except submitting.KeyUsed as used:
            return self.show(form, earlier=used.earlier, new_key=uuid.uuid4(), status=409)
        return redirect(submission.receipt_path())

    def form(self, **kwargs):
        return RemarkForm(consultation=self.consultation, units=self.units, **kwargs)

    def show(self, form, status=200, **extra):
        anchor = form["anchor"].value() or ""
        return TemplateResponse(
            self.request,
            "resources/remark_form.html",
            {
                "form": form,
                "unit": self.units.get(anchor),
                "consultation": self.consultation,
                "consultation_page": self.page,
                "text_url": self.page.get_parent().get_url(self.request),
                "status": status_of(self.consultation, self.request, self.now, self.page),
                **extra,
            },
            status=status,
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
            submitting.confirm(submission, timezone.now())
        except submitting.NotOpen:
            return self.show("resources/remark_confirm.html", submission, status=410)
        return redirect(submission.receipt_path())


class ReceiptView(OneSubmission):
    """The sender's own page: state, number, answer; withdrawing while remarks are taken."""

    def get(self, request, token):
        submission = self.found(receipt=token)
        entry = submission.ledger.order_by("seq").last()
        return self.show("resources/remark_receipt.html", submission, entry=entry)

    def post(self, request, token):
        submission = self.found(receipt=token)
        try:
            submitting.withdraw(submission, timezone.now())
        except submitting.NotOpen:
            return self.show(
                "resources/remark_receipt.html", submission, refused="not_open", status=409
            )
        return redirect(submission.receipt_path())
