"""One consultation: its remarks, and the acts of the clerk who runs it."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin import messages

from portal.widgets import DateInput
from resources import permissions
from resources.choices import Approval, ConsultationState
from resources.desk.base import InConsultation
from resources.desk.filters import ANSWER_STATES, RemarkFilter
from resources.forms import InOurTime
from resources.models import Attachment, Remark
from resources.models.consultation import local_midnight
from resources.services import announcing, answering, checking, submitting

PER_PAGE = 50
UNCONFIRMED_SHOWN = 100


class ExtendForm(InOurTime, forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("New last day"),
        widget=DateInput,
    )
    reason = forms.CharField(
        label=pgettext_lazy("extension", "Reason, shown on the page"), max_length=1000
    )


class OverrideForm(forms.Form):
    """The reason for publishing although some remarks have no approved answer."""

    override = forms.CharField(
        label=gettext_lazy(
            "Why some answers are missing; the public reads this beside the answers and in the "
            "report"
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def for_rows(keys):
    """These remarks, in this order, with all that a row of the desk shows."""
    rows = (
        Remark.objects.select_related(
            "submission__identity__organisation",
            "response",
            "handling__clerk",
            "handling__substitute",
        )
        .annotate(
            has_files=Exists(Attachment.objects.filter(submission=OuterRef("submission"))),
        )
        .prefetch_related("moderations")
        .in_bulk(keys)
    )
    return [rows[key] for key in keys if key in rows]


class DeskView(InConsultation):
    """One consultation: its remarks, and the acts of the clerk who runs it."""

    template_name = "resources/admin/desk.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.extend_form, self.override_form = ExtendForm(), OverrideForm()

    def get_page_title(self):
        return self.consultation.title

    def crumbs(self):
        return []

    def post(self, request, *args, **kwargs):
        self.demand(permissions.may_run)
        acts = {
            "publish": self.publish,
            "confirm": self.confirm,
            "extend": self.extend,
        }
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            response = act(timezone.now())
        except ValidationError as error:
            self.tell(error)
        except submitting.NotOpen:
            messages.error(request, _("The answers are published; the consultation is over."))
        except submitting.Erased:
            sentence = _("The sender's data have been erased; this can no longer be confirmed.")
            messages.error(request, sentence)
        else:
            if response:
                return response
        return redirect("desk-consultation", self.consultation.pk)

    def publish(self, now):
        override = ""
        if "override" in self.request.POST:
            self.override_form = OverrideForm(self.request.POST)
            if not self.override_form.is_valid():
                return self.again(_("Nothing is published yet: see the reason below."))
            override = self.override_form.cleaned_data["override"]
        count = answering.publish_all(self.consultation, now, override)
        messages.success(
            self.request,
            ngettext("%(count)s answer is published.", "%(count)s answers are published.", count)
            % {"count": count},
        )
        if by_post := self.without_email():
            messages.warning(
                self.request,
                ngettext(
                    "%(count)s sender gave no e-mail address. Please send the answer by post.",
                    "%(count)s senders gave no e-mail address. Please send the answers by post.",
                    by_post,
                )
                % {"count": by_post},
            )

    def without_email(self):
        counted = self.consultation.submissions.filter(confirmed_at__isnull=False)
        return counted.filter(withdrawn_at=None, identity__email="").count()

    def confirm(self, now):
        pk = self.request.POST.get("submission", "")
        submission = get_object_or_404(
            self.consultation.submissions, pk=pk if pk.isdecimal() and len(pk) < 18 else 0
        )
        submitting.confirm(submission, now, staff=self.request.user)
        messages.success(self.request, _("The submission is confirmed and counts."))

    def extend(self, now):
        self.extend_form = form = ExtendForm(self.request.POST)
        if form.is_valid():
            closes_at = local_midnight(form.cleaned_data["last_day"] + timedelta(days=1))
            reason, user = form.cleaned_data["reason"], self.request.user
            try:
                announcing.extend(self.consultation, closes_at, reason, user, now)
            except ValidationError as error:
                form.add_error("last_day", error)
        if form.errors:
            return self.again(_("The consultation is not extended yet: see the form below."))
        messages.success(self.request, _("The consultation is extended."))
        for found in checking.of_level(checking.dates(self.consultation), checking.Level.WARNING):
            messages.warning(self.request, found.sentence)

    def again(self, sentence):
        """The same screen with what was typed."""
        messages.error(self.request, sentence)
        return self.render_to_response(self.get_context_data(), status=422)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        chosen = RemarkFilter(self.request.GET, self.consultation, self.request.user)
        found = chosen.found()
        counts = {
            state or "none": count
            for state, count in chosen.remarks()
            .order_by()
            .values_list("response__approval")
            .annotate(Count("pk"))
        }
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        page.object_list = self.rows(page.object_list)
        state = self.consultation.state(now)
        return super().get_context_data(
            state=state,
            remarks=page,
            found=len(found),
            filter=chosen,
            states=[(value, label, counts.get(value, 0)) for value, label in ANSWER_STATES],
            total=sum(counts.values()),
            unconfirmed=Paginator(self.unconfirmed(), UNCONFIRMED_SHOWN).get_page(
                self.request.GET.get("u")
            ),
            obstacles=answering.obstacles(self.consultation, now),
            waits=answering.waits(self.consultation, now),
            extend_form=self.extend_form,
            override_form=self.override_form,
            takes_letters=state
            in (ConsultationState.OPEN, ConsultationState.EXTENDED, ConsultationState.CLOSED),
            put_forward=counts.get(Approval.SUBMITTED, 0),
            to_answer=permissions.may_answer(self.request.user) and not self.is_answered(),
            query=self.request.GET.urlencode(),
            **kwargs,
        )

    def is_answered(self):
        """Whether nothing is left to answer: all was published, and not some of it later."""
        return self.consultation.results_at and not self.consultation.results_override

    def rows(self, keys):
        remarks = for_rows(keys)
        for remark in remarks:
            remark.submission.consultation = self.consultation
            handling = getattr(remark, "handling", None)
            remark.clerk = (handling and handling.clerk) or self.consultation.clerk
        return remarks

    def unconfirmed(self):
        waiting = self.consultation.submissions.filter(confirmed_at=None, erased_at=None)
        return waiting.select_related("identity__organisation").order_by("-received_at", "-pk")
