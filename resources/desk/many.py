"""One act on many remarks: the same answer, putting forward, assigning."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from resources import permissions
from resources.choices import Approval
from resources.desk import words
from resources.desk.base import InConsultation
from resources.desk.filters import RemarkFilter, people_who_answer
from resources.models import Handling, Remark, Response
from resources.services import answering
from resources.setting_up import full_name

#: Rows whose words are shown; of the others only the numbers.
SHOWN, NAMED = 20, 500


class AssignForm(forms.Form):
    """Who answers; nobody named means those named in the consultation's set-up."""

    clerk = forms.ModelChoiceField(None, label=capfirst(gettext_lazy("clerk")), required=False)
    substitute = forms.ModelChoiceField(
        None, label=capfirst(gettext_lazy("substitute")), required=False
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("clerk", "substitute"):
            usual = getattr(consultation, name)
            self.fields[name].queryset = people_who_answer()
            self.fields[name].label_from_instance = full_name
            self.fields[name].empty_label = _("as in the set-up: %(name)s") % {
                "name": full_name(usual) if usual else "–"
            }


class ManyView(InConsultation):
    """The remarks chosen on the desk (`remark=`, or `all=1` with a filter) and what to do."""

    template_name = "resources/admin/many.html"
    access = staticmethod(permissions.may_answer)
    page_title = gettext_lazy("Chosen remarks")
    #: The marks of the answers that were seen, by remark; None for those of now.
    seen = None
    #: Whether the form holds words that are saved nowhere yet.
    unsaved = False

    def get(self, request, *args, **kwargs):
        if request.GET.get("all"):
            keys = RemarkFilter(request.GET, self.consultation, request.user).found()
        else:
            keys = [int(k) for k in request.GET.getlist("remark") if k.isdecimal() and len(k) < 18]
        self.choose(keys)
        if not self.remarks:
            messages.error(request, _("Choose at least one remark."))
            return redirect("desk-consultation", self.consultation.pk)
        self.form = words.AnswerForm(initial=self.first_words())
        return self.show()

    def choose(self, keys):
        """Takes up these remarks, and says which of them were withdrawn meanwhile."""
        # Told apart here: asked for both, SQLite looks up every key for every submission.
        found = (
            Remark.objects.filter(pk__in=keys, submission__confirmed_at__isnull=False)
            .select_related("submission__identity", "response")
            .order_by("number")
        )
        ours = [r for r in found if r.submission.consultation_id == self.consultation.pk]
        self.remarks = [remark for remark in ours if not remark.submission.withdrawn_at]
        for remark in self.remarks:
            remark.submission.consultation = self.consultation
        if withdrawn := [str(r.number) for r in ours if r.submission.withdrawn_at]:
            messages.warning(
                self.request,
                _("Withdrawn in the meantime, so left out: no. %(numbers)s.")
                % {"numbers": ", ".join(withdrawn)},
            )

    def first_words(self):
        """Those of a template named in the address, or the answer that one of them has."""
        if found := words.start(self.request.GET, self.consultation):
            return dict(zip(("outcome", "reason"), found, strict=True))
        answered = {
            (r.response.outcome, r.response.reason) for r in self.remarks if hasattr(r, "response")
        }
        if len(answered) == 1:
            return dict(zip(("outcome", "reason"), answered.pop(), strict=True))
        return None

    def post(self, request, *args, **kwargs):
        # Each row names the remark and the answer that was seen with it.
        pairs = [row.partition(":") for row in request.POST.getlist("row")]
        self.seen = {int(key): mark for key, _c, mark in pairs if key.isdecimal() and len(key) < 18}
        self.choose(self.seen)
        self.take_typed()
        acts = {"start": self.put_in_words, "answer": self.answer, "answer_forward": self.answer}
        acts |= {"forward": self.forward, "assign": self.assign}
        act = next((acts[name] for name in acts if name in request.POST), self.show)
        try:
            return act() if self.remarks else self.show(409)
        except ValidationError as error:
            self.tell(error)
            return self.show(409)

    def take_typed(self):
        """Whatever becomes of the act, the answer's words come back as they were typed."""
        typed = {name: self.request.POST.get(name, "") for name in ("outcome", "reason")}
        first = self.first_words() or {}
        self.form = words.AnswerForm(initial=typed)
        # By words alone: a browser sends other line ends than it was given.
        self.unsaved = any(typed[name].split() != first.get(name, "").split() for name in typed)

    def done(self):
        """After an act that has left the answer's words alone."""
        return self.show() if self.unsaved else redirect(self.back())

    def back(self):
        query = self.request.GET.copy()
        query.pop("remark", None)
        query.pop("all", None)
        address = reverse("desk-consultation", args=[self.consultation.pk])
        return address + (f"?{query.urlencode()}" if query else "")

    def put_in_words(self):
        data = self.request.POST
        found = words.start(data, self.consultation)
        typed = {name: data.get(name, "") for name in ("outcome", "reason")}
        self.form = words.AnswerForm(initial=words.joined(typed, *found) if found else typed)
        self.unsaved = True
        return self.show()

    @transaction.atomic
    def answer(self):
        request, now = self.request, timezone.now()
        self.form = words.AnswerForm(request.POST)
        if not self.form.is_valid():
            return self.show(422)
        data = self.form.cleaned_data
        saved, left = answering.draft_many(
            self.remarks, data["outcome"], data["reason"], request.user, now, self.seen
        )
        if "answer_forward" in request.POST:
            answering.put_forward(saved, request.user, now)
        if saved:
            messages.success(
                request,
                ngettext(
                    "The answer to %(count)s remark is saved.",
                    "The answer to %(count)s remarks is saved.",
                    len(saved),
                )
                % {"count": len(saved)},
            )
        return self.show_left(left, saved) if left else redirect(self.back())

    def show_left(self, left, saved):
        """Those that somebody else changed come back, with what was typed, to be chosen again."""
        published = {r.remark_id for r in left if r.published_at}
        changed = {r.remark_id for r in left} - published
        for keys, sentence in (
            (published, _("Already published, so left as they are: no. %(numbers)s.")),
            (
                changed,
                _(
                    "Changed by somebody else in the meantime and left as they are: "
                    "no. %(numbers)s. They are below with their words of now."
                ),
            ),
        ):
            if keys:
                numbers = ", ".join(str(r.number) for r in self.remarks if r.pk in keys)
                messages.warning(self.request, sentence % {"numbers": numbers})
        if changed:
            self.seen = None
            self.choose(changed)
        elif saved:
            return redirect(self.back())
        return self.show(409)

    def forward(self):
        drafts = Response.objects.filter(
            remark__in=self.remarks, approval__in=[Approval.DRAFT, Approval.RETURNED]
        )
        count = answering.put_forward(
            drafts.filter(published_at=None), self.request.user, timezone.now()
        )
        messages.success(
            self.request,
            ngettext(
                "%(count)s draft is put forward for approval.",
                "%(count)s drafts are put forward for approval.",
                count,
            )
            % {"count": count},
        )
        # The answers stand elsewhere now; whoever goes on writing has seen them so.
        self.seen = None
        self.choose([remark.pk for remark in self.remarks])
        return self.done()

    def assign(self):
        self.assign_form = AssignForm(self.request.POST, consultation=self.consultation)
        if not self.assign_form.is_valid():
            return self.show(422)
        Handling.objects.bulk_create(
            [Handling(remark=remark, **self.assign_form.cleaned_data) for remark in self.remarks],
            update_conflicts=True,
            unique_fields=["remark"],
            update_fields=["clerk", "substitute"],
        )
        messages.success(
            self.request,
            ngettext(
                "%(count)s remark is assigned.",
                "%(count)s remarks are assigned.",
                len(self.remarks),
            )
            % {"count": len(self.remarks)},
        )
        return self.done()

    def show(self, status=200):
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs):
        rows = []
        for remark in self.remarks:
            now = answering.mark(getattr(remark, "response", None))
            rows.append((remark, self.seen.get(remark.pk, "") if self.seen else now))
        return super().get_context_data(
            rows=rows,
            shown=rows[:SHOWN],
            more=rows[SHOWN : SHOWN + NAMED],
            rest=max(0, len(rows) - SHOWN - NAMED),
            form=self.form,
            unsaved=self.unsaved,
            templates=self.remarks
            and words.templates(late=any(not remark.submission.in_time for remark in self.remarks)),
            assign_form=getattr(self, "assign_form", AssignForm(consultation=self.consultation)),
            drafts=sum(
                1
                for r in self.remarks
                if hasattr(r, "response")
                and r.response.approval in (Approval.DRAFT, Approval.RETURNED)
            ),
            answered=sum(1 for r in self.remarks if hasattr(r, "response")),
            published=sum(
                1 for r in self.remarks if hasattr(r, "response") and r.response.published_at
            ),
            back=self.back(),
            **kwargs,
        )
