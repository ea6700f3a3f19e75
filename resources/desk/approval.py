"""The mayor's list of answers to decide."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from resources import permissions
from resources.choices import Approval
from resources.desk.base import DeskBase
from resources.models import Consultation, Response
from resources.services import answering, ledger


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
            count = answering.send_back(responses, request.user, timezone.now())
            messages.success(
                request,
                ngettext("%(count)s answer is returned.", "%(count)s answers are returned.", count)
                % {"count": count},
            )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            consultation=self.consultation, waiting=list(self.waiting()), **kwargs
        )
