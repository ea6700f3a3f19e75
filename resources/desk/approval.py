"""The mayor's list of answers to decide."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from resources import permissions
from resources.choices import Approval
from resources.desk.base import InConsultation
from resources.models import Response
from resources.services import answering, ledger, supporting

#: Rows on one page; a row is an answer with all remarks that it serves.
PER_PAGE = 50
#: Further remarks with the same answer whose words stand in its row; the desk has the rest.
SHOWN = 50
#: Each list on the page has a form for a note; their fields have ids of their own.
IDS = {Approval.SUBMITTED: "id_%s", Approval.APPROVED: "approved-%s"}


class ReturnForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What should be changed? The clerk reads this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_note(self):
        """Needed only by who returns an answer, so the field is not marked as required."""
        if note := self.cleaned_data["note"]:
            return note
        raise ValidationError(_("Please write what should be changed."))


class Row:
    """One answer and the remarks that it is given to."""

    def __init__(self, responses):
        self.responses = responses
        self.first = responses[0]
        self.others = responses[1:]
        self.shown = self.others[:SHOWN]

    @property
    def supporters(self):
        return supporting.supporters(self.first.remark.submission)

    @property
    def key(self):
        """Names the answers by their words: what was changed meanwhile is not decided."""
        return " ".join(response.digest for response in self.responses)


class ApprovalView(InConsultation):
    """The mayor's list: answers put forward, and below those approved, which can still go back."""

    template_name = "resources/admin/approval.html"
    page_title = gettext_lazy("Answers to decide")
    access = staticmethod(permissions.may_approve)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.forms = {state: ReturnForm(auto_id=ids) for state, ids in IDS.items()}
        self.chosen = set()

    def answers(self, approval):
        """Unpublished answers of remarks that count, in this state."""
        return (
            Response.objects.filter(
                approval=approval,
                published_at=None,
                remark__submission__consultation=self.consultation,
                remark__submission__withdrawn_at=None,
            )
            .select_related("remark__submission__identity__organisation")
            .order_by("remark__number")
        )

    def rows(self, approval):
        """The answers in the order of their remarks; the same words to many are one row."""
        groups = {}
        for response in self.answers(approval):
            response.remark.submission.consultation = self.consultation
            groups.setdefault((response.outcome, response.reason), []).append(response)
        return [Row(responses) for responses in groups.values()]

    def post(self, request, *args, **kwargs):
        every = "approve_all" in request.POST
        boxes = request.POST.getlist("shown" if every else "answer")
        self.chosen = {digest for box in boxes for digest in box.split()}
        approved = request.POST.get("list") == "approved"
        state, note = Approval.APPROVED if approved else Approval.SUBMITTED, ""
        if request.POST.get("act") == "show":
            self.forms[state].initial = {"note": request.POST.get("note", "")}
            return self.render_to_response(self.get_context_data())
        if "send_back" in request.POST:
            form = self.forms[state] = ReturnForm(request.POST, auto_id=IDS[state])
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(), status=422)
            note = form.cleaned_data["note"]
        else:
            state = Approval.SUBMITTED  # only these can be approved
        try:
            with transaction.atomic():
                ledger.lock(self.consultation)
                responses = [r for r in self.answers(state) if r.digest in self.chosen]
                self.decide(responses, len(self.chosen) - len(responses), note)
        except ValidationError as error:
            self.tell(error)
        return redirect("desk-approval", self.consultation.pk)

    def decide(self, responses, changed, note):
        """Returns them with the note, or approves them if there is none."""
        request, now = self.request, timezone.now()
        if changed > 0:
            messages.warning(
                request,
                _("An answer was changed after you had opened this page. Please read it again."),
            )
        if not responses:
            if not changed:
                messages.error(request, _("Choose at least one answer."))
        elif note:
            count = answering.send_back(responses, request.user, now, note)
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
        rows = self.rows(Approval.SUBMITTED)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        approved = Paginator(self.rows(Approval.APPROVED), PER_PAGE)
        approved = approved.get_page(self.request.GET.get("a"))
        read = [*page, *approved]
        prefetch_related_objects(
            [row.first.remark.submission for row in read], "supports__organisation"
        )
        for row in read:
            row.is_chosen = self.chosen.issuperset(row.key.split())
        return super().get_context_data(
            rows=page,
            waiting=sum(len(row.responses) for row in rows),
            here=sum(len(row.responses) for row in page),
            form=self.forms[Approval.SUBMITTED],
            approved=approved,
            approved_form=self.forms[Approval.APPROVED],
            **kwargs,
        )
