"""One remark with all that is known of it, and the answer to it, on one screen."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail.admin import messages

from resources import outline, permissions, public
from resources.choices import AnswerAct, Approval, Authority, UnitKind
from resources.desk import words
from resources.desk.filters import RemarkFilter
from resources.desk.remark import OnRemark
from resources.desk.supporters import who_joined
from resources.models import Handling, Note, Remark
from resources.services import answering, senders, supporting
from resources.services.similar import similar

#: Somebody who opened a remark this long ago is still likely to be writing.
STILL_THERE = timedelta(minutes=30)
SIMILAR_SHOWN = 6


class NoteForm(forms.Form):
    text = forms.CharField(
        label=pgettext_lazy("internal", "Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerView(OnRemark):
    """One remark with its sender, history and similar ones, and the answer to it."""

    template_name = "resources/admin/answer.html"
    typed = ("reason", "text")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.response = getattr(self.remark, "response", None)
        self.note_form = NoteForm()
        self.theirs = None

    def here(self):
        query = self.request.GET.urlencode()
        return self.request.path + (f"?{query}" if query else "")

    # --- Reading -------------------------------------------------------------------------

    def get(self, request, *args, **kwargs):
        self.form = words.AnswerForm(initial=self.first_words())
        self.others = self.note_opening()
        return self.render_to_response(self.get_context_data())

    def first_words(self):
        if chosen := words.start(self.request.GET, self.consultation):
            return dict(zip(("outcome", "reason"), chosen, strict=True))
        if self.response:
            return {"outcome": self.response.outcome, "reason": self.response.reason}
        if not self.remark.submission.in_time:
            outcome, reason = words.late_answer(self.consultation)
            return {"outcome": outcome, "reason": reason}
        return None

    def note_opening(self):
        """Notes who reads this now; returns whoever else opened it a short while ago."""
        if not permissions.may_answer(self.request.user):
            return None
        handling = getattr(self.remark, "handling", None)  # read with the remark, and its people
        if handling is None:
            handling, _created = Handling.objects.get_or_create(remark=self.remark)
        now, before = timezone.now(), handling.opened_by
        there = handling.opened_at and now - handling.opened_at < STILL_THERE
        Handling.objects.filter(pk=handling.pk).update(opened_by=self.request.user, opened_at=now)
        if before and before != self.request.user and there:
            return before, words.minutes_since(handling.opened_at)
        return None

    # --- Acts ----------------------------------------------------------------------------

    def post(self, request, *args, **kwargs):
        self.others = None
        self.form = words.AnswerForm(initial=self.first_words())
        acts = ("note", "authority", "end_support", "start", "copy")
        act = next((name for name in acts if name in request.POST), "")
        if act == "authority":
            return self.decide_authority()
        if act == "end_support":
            return self.end_support()
        self.demand(permissions.may_answer)
        if act == "note":
            return self.add_note()
        if act:
            return self.put_in_words()
        return self.save_answer()

    def add_note(self):
        self.note_form = NoteForm(self.request.POST)
        if not self.note_form.is_valid():
            return self.again(422)
        Note.objects.create(
            remark=self.remark,
            text=self.note_form.cleaned_data["text"],
            by=self.request.user,
            at=timezone.now(),
        )
        return redirect(self.here() + "#notatki")

    def decide_authority(self):
        self.demand(permissions.may_handle)
        value = self.request.POST["authority"]
        if value not in Authority.values:
            raise Http404
        if senders.set_authority(self.remark.submission, value, self.request.user, timezone.now()):
            messages.success(
                self.request, _("Noted in the record: %(what)s.") % {"what": Authority(value).label}
            )
        return redirect(self.here())

    def end_support(self):
        """Ends a support that was joined without the authority of the organisation."""
        self.demand(permissions.may_handle)
        joined = {str(support.pk): support for support in self.remark.submission.supports.all()}
        support = joined.get(self.request.POST["end_support"])
        if support is None:
            raise Http404
        if supporting.withdraw(support, timezone.now(), staff=self.request.user):
            sentence = _("The support of %(name)s no longer counts.")
            messages.success(self.request, sentence % {"name": public.name_of(support)})
        return redirect(self.here())

    def put_in_words(self):
        data = self.request.POST
        found = words.start(data, self.consultation)
        typed = {name: data.get(name, "") for name in ("outcome", "reason")}
        self.form = words.AnswerForm(initial=words.joined(typed, *found) if found else typed)
        return self.again(200)

    def save_answer(self):
        request = self.request
        self.form = words.AnswerForm(request.POST)
        if not self.form.is_valid():
            return self.again(422)
        forward = "put_forward" in request.POST
        # Looked for before saving: an answered remark is no longer among those without an answer.
        following = self.neighbours()["following"] if forward else None
        try:
            with transaction.atomic():
                response = answering.draft(
                    self.remark,
                    self.form.cleaned_data["outcome"],
                    self.form.cleaned_data["reason"],
                    request.user,
                    timezone.now(),
                    seen=request.POST.get("seen", ""),
                )
                if forward:
                    answering.put_forward([response], request.user, timezone.now())
        except answering.ChangedMeanwhile as conflict:
            self.theirs = self.response = conflict.response
            return self.render_to_response(self.get_context_data(), status=409)
        except ValidationError as error:
            self.tell(error)
            return self.again(409)
        messages.success(
            request,
            _("The answer is put forward for approval.")
            if forward
            else _("The draft of the answer is saved."),
        )
        query = request.GET.urlencode()
        if following or not forward:
            address = reverse("desk-answer", args=[(following or self.remark).pk])
        else:
            address = reverse("desk-consultation", args=[self.consultation.pk])
        return redirect(address + (f"?{query}" if query else ""))

    def again(self, status):
        """The same screen with what was typed; the answer seen stays the one seen before."""
        return self.render_to_response(
            self.get_context_data(
                seen=self.request.POST.get("seen", answering.mark(self.response))
            ),
            status=status,
        )

    # --- What the screen shows -----------------------------------------------------------

    def neighbours(self):
        """The remarks before and after this one among those chosen on the desk."""
        chosen = RemarkFilter(self.request.GET, self.consultation, self.request.user)
        around = chosen.around(self.remark.pk)
        keys = [around[name] for name in ("before", "following")]
        rows = Remark.objects.only("number").in_bulk([key for key in keys if key])
        return {**around, "before": rows.get(keys[0]), "following": rows.get(keys[1])}

    def alike(self):
        """Remarks that ask for much the same, with their answers, and how many there are."""
        found = similar(self.remark)
        shown = [other.pk for other in found[:SIMILAR_SHOWN]]
        rows = Remark.objects.select_related("response", "submission__identity").in_bulk(shown)
        return {"alike": [rows[pk] for pk in shown], "alike_count": len(found)}

    def same_place(self):
        """Other remarks on the same provision."""
        if self.remark.unit is None:
            return []
        others = Remark.objects.accepted().filter(unit=self.remark.unit).exclude(pk=self.remark.pk)
        return others.select_related("response").order_by("number")[:SIMILAR_SHOWN]

    def surroundings(self):
        """The whole § of which the remark quotes a part; "" where it quotes all."""
        unit = self.remark.unit
        if unit is None:
            return ""
        within = [level for level in self.place() if level.kind != UnitKind.CHAPTER]
        if len(within) < 2:
            return ""
        return outline.find(unit.version.outline, within[0].anchor)

    def get_context_data(self, **kwargs):
        mine = {"seen": answering.mark(self.response)}
        return super().get_context_data(
            response=self.response,
            theirs=self.theirs,
            returned=self.returned(),
            others=self.others,
            form=self.form,
            note_form=self.note_form,
            templates=words.templates(late=not self.remark.submission.in_time),
            whole=self.surroundings(),
            moderation=self.remark.moderations.last(),
            same_place=self.same_place(),
            may_handle=permissions.may_handle(self.request.user),
            authorities=Authority.choices,
            supporters=who_joined(self.remark.submission, timezone.now()),
            query=self.request.GET.urlencode(),
            **self.background(),
            **self.neighbours(),
            **self.alike(),
            **{**mine, **kwargs},
        )

    def returned(self):
        """What the mayor wants changed, while the answer lies with the clerk again."""
        if self.response and self.response.approval == Approval.RETURNED:
            return self.remark.answer_events.filter(act=AnswerAct.RETURNED).last()
        return None
