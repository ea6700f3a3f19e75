"""The mayor's list of answers to decide."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from resources import permissions
from resources.choices import Approval
from resources.desk.base import InConsultation
from resources.models import Response
from resources.services import answering, ledger

#: Rows on one page; a row is an answer with all remarks that it serves.
PER_PAGE = 50
#: Further remarks with the same answer whose words stand in its row; the desk has the rest.
SHOWN = 50


class ReturnForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What should be changed? The clerk reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Row:
    """One answer and the remarks that it is given to."""

    def __init__(self, responses):
        self.responses = responses
        self.first = responses[0]
        self.others = responses[1:]
        self.shown = self.others[:SHOWN]

    @property
    def key(self):
        """Names the answers by their words: what was changed meanwhile is not decided."""
        return " ".join(response.digest for response in self.responses)


class ApprovalView(InConsultation):
    """The mayor's list: answers put forward, to be decided on one page."""

    template_name = "resources/admin/approval.html"
    page_title = gettext_lazy("Answers to decide")
    access = staticmethod(permissions.may_approve)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.form = ReturnForm()
        self.chosen = set()

    def waiting(self):
        return (
            Response.objects.filter(
                approval=Approval.SUBMITTED,
                published_at=None,
                remark__submission__consultation=self.consultation,
                remark__submission__withdrawn_at=None,
            )
            .select_related("remark__submission__identity__organisation")
            .order_by("remark__number")
        )

    def rows(self):
        """The answers in the order of their remarks; the same words to many are one row."""
        groups = {}
        for response in self.waiting():
            response.remark.submission.consultation = self.consultation
            groups.setdefault((response.outcome, response.reason), []).append(response)
        return [Row(responses) for responses in groups.values()]

    def post(self, request, *args, **kwargs):
        every = "approve_all" in request.POST
        boxes = request.POST.getlist("shown" if every else "answer")
        self.chosen = {digest for box in boxes for digest in box.split()}
        if request.POST.get("act") == "show":
            self.form = ReturnForm(initial={"note": request.POST.get("note", "")})
            return self.render_to_response(self.get_context_data())
        self.form = ReturnForm(request.POST)
        if "send_back" in request.POST and (
            not self.form.is_valid() or not self.form.cleaned_data["note"]
        ):
            if self.form.is_valid():
                self.form.add_error("note", _("Please write what should be changed."))
            return self.render_to_response(self.get_context_data(), status=422)
        try:
            with transaction.atomic():
                ledger.lock(self.consultation)
                responses = [r for r in self.waiting() if r.digest in self.chosen]
                self.decide(responses, changed=len(self.chosen) - len(responses))
        except ValidationError as error:
            self.tell(error)
        return redirect("desk-approval", self.consultation.pk)

    def decide(self, responses, changed):
        request, now = self.request, timezone.now()
        if changed > 0:
            messages.warning(
                request,
                _("An answer was changed after you had opened this page. Please read it again."),
            )
        if not responses:
            if not changed:
                messages.error(request, _("Choose at least one answer."))
        elif "send_back" in request.POST:
            count = answering.send_back(
                responses, request.user, now, self.form.cleaned_data["note"]
            )
            messages.success(
                request,
                ngettext("%(count)s answer is returned.", "%(count)s answers are returned.", count)
                % {"count": count},
            )
        else:
            count = answering.approve(responses, request.user, now)
            messages.success(
                request,
                ngettext("%(count)s answer is approved.", "%(count)s answers are approved.", count)
                % {"count": count},
            )

    def get_context_data(self, **kwargs):
        rows = self.rows()
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        for row in page:
            row.is_chosen = self.chosen.issuperset(row.key.split())
        return super().get_context_data(
            rows=page,
            waiting=sum(len(row.responses) for row in rows),
            here=sum(len(row.responses) for row in page),
            form=self.form,
            **kwargs,
        )
