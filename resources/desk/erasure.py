"""Requests to erase personal data: logging them, and the controller's decision."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin import messages

from portal.dates import minute
from portal.widgets import DateInput
from resources import permissions
from resources.choices import Decision, ErasureScope
from resources.desk.base import DeskBase, InConsultation
from resources.forms import InOurTime
from resources.models import Consultation, Note, Response, Support
from resources.services import erasing

#: So many of one kind are shown and decided at once; a retention may list thousands.
SHOWN = 200


class RequestForm(InOurTime, forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Number of the submission, or e-mail"),
        help_text=gettext_lazy(
            "The number on the receipt, for example 12/2026, stands for the sender. For an "
            "organisation that joined, or without a number, write the e-mail."
        ),
        max_length=254,
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Several have this address. Whose data are asked about?"),
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(label=pgettext_lazy("request", "When it came"), widget=DateInput)
    how = forms.CharField(
        label=gettext_lazy("By whom and how it came"),
        help_text=gettext_lazy("For example: the sender, by a letter of 3 March. No names."),
        max_length=300,
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        typed = self.data.get("number", "").strip()
        # The field refuses a NUL later on; PostgreSQL would refuse even to look for it.
        self.found = {} if "\x00" in typed else _whose(typed, consultation)
        if len(self.found) > 1:
            choices = [(key, text) for key, (*_row, text) in self.found.items()]
            self.fields["whose"].choices = choices
        else:
            del self.fields["whose"]

    def clean(self):
        """Finds whose data the request is about: a sender, or one that joined."""
        data = super().clean()
        found = self.found.get(data["whose"]) if "whose" in data else None
        if len(self.found) == 1:
            [found] = self.found.values()
        elif not self.found and data.get("number"):
            self.add_error("number", _("Nobody wrote under this number or e-mail."))
        if found:
            data["submission"], data["support"], _text = found
        if day := data.get("received_on"):
            midnight = datetime.combine(day, time(), timezone.get_default_timezone())
            if midnight > timezone.now():
                self.add_error("received_on", _("This day is still to come."))
            data["received_at"] = midnight
        return data


def _whose(typed, consultation):
    """Senders with this number or address, and those who joined from it: by a key for each.

    A number is on the sender's receipt and never stands for one that joined.
    """
    number = typed.partition("/")[0]
    if number.isascii() and number.isdecimal() and len(number) < 9:
        asked, joined = {"number": int(number)}, Support.objects.none()
    elif typed:
        asked = {"identity__email__iexact": typed}
        joined = Support.objects.filter(
            submission__consultation=consultation, email__iexact=typed
        ).select_related("submission__consultation")
    else:
        return {}
    found = {}
    for submission in consultation.submissions.filter(**asked).select_related("identity"):
        text = _("%(submission)s, sent by: %(name)s, %(moment)s") % {
            "submission": submission.reference or _("unconfirmed submission"),
            "name": submission.identity,
            "moment": minute(submission.received_at),
        }
        found[f"submission-{submission.pk}"] = submission, None, text
    for support in joined:
        text = _("%(submission)s, joined by: %(name)s, %(moment)s") % {
            "submission": support.submission.reference,
            "name": support,
            "moment": minute(support.received_at),
        }
        found[f"support-{support.pk}"] = support.submission, support, text
    return found


class DecisionForm(forms.Form):
    scope = forms.ChoiceField(
        label=pgettext_lazy("erasure", "What is erased"),
        choices=ErasureScope,
        initial=ErasureScope.IDENTITY,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=pgettext_lazy("decision", "Reason"),
        help_text=gettext_lazy("Needed for a refusal."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


def _parts(request, scope):
    """What the erasure of a request takes away, in words."""
    if request.support:
        return [_("the name and e-mail of whoever joined")]
    submission = request.submission
    parts = [] if submission.identity.erased_at else [_("the sender's name and e-mail")]
    files = submission.attachments.filter(erased_at=None).count()
    notes = Note.objects.filter(remark__submission=submission).count()
    words = submission.remarks.filter(erased_at=None).count()
    if files:
        parts.append(ngettext("%(count)s file", "%(count)s files", files) % {"count": files})
    if notes:
        said = ngettext("%(count)s internal note", "%(count)s internal notes", notes)
        parts.append(said % {"count": notes})
    if words and scope == ErasureScope.CONTENT:
        said = ngettext("the words of %(count)s remark", "the words of %(count)s remarks", words)
        parts.append(said % {"count": words})
    drafts = Response.objects.filter(remark__submission=submission, published_at=None).count()
    if drafts and scope == ErasureScope.CONTENT:
        said = ngettext(
            "%(count)s answer not published yet, which must be written anew",
            "%(count)s answers not published yet, which must be written anew",
            drafts,
        )
        parts.append(said % {"count": drafts})
    return parts


class ErasureIndexView(DeskBase):
    """The consultations in which something is to be decided."""

    template_name = "resources/admin/erasure_index.html"
    page_title = gettext_lazy("Erasing personal data")
    access = staticmethod(permissions.may_erase)

    def get_context_data(self, **kwargs):
        requests = "submissions__erasure_requests"
        pending = Count(requests, filter=Q(**{f"{requests}__decision": Decision.PENDING}))
        announced = Consultation.objects.exclude(announced_at=None).annotate(pending=pending)
        consultations = announced.order_by("-pending", "-opens_at")
        return super().get_context_data(consultations=consultations, **kwargs)


class ErasureView(InConsultation):
    """The requests in one consultation."""

    template_name = "resources/admin/erasure.html"
    page_title = gettext_lazy("Erasing personal data")
    access = staticmethod(permissions.may_erase)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.request_form = RequestForm(
            consultation=self.consultation, initial={"received_on": timezone.localdate()}
        )
        self.decision_form = DecisionForm()

    def post(self, request, *args, **kwargs):
        acts = {"ask": self.log, "grant": self.decide, "refuse": self.decide, "erase": self.decide}
        act = request.POST.get("act", "")
        if act == "show":
            chosen = {name: request.POST.get(name) for name in DecisionForm.base_fields}
            self.decision_form = DecisionForm(initial=chosen)
            return self.show(200)
        if act not in acts:
            raise Http404
        return acts[act]() or redirect("desk-erasure", self.consultation.pk)

    def show(self, status):
        return self.render_to_response(self.get_context_data(), status=status)

    def log(self):
        self.demand(permissions.may_run)
        self.request_form = RequestForm(self.request.POST, consultation=self.consultation)
        if not self.request_form.is_valid():
            return self.show(422)
        data = self.request_form.cleaned_data
        erasing.ask(
            data["submission"],
            data["how"],
            data["received_at"],
            self.request.user,
            timezone.now(),
            support=data["support"],
        )
        messages.success(self.request, _("The request is logged. The controller decides about it."))

    def decide(self):
        """Refuses, shows what would be erased, or erases what was shown."""
        self.demand(permissions.may_approve)
        self.decision_form = DecisionForm(self.request.POST)
        if not self.decision_form.is_valid():
            return self.show(422)
        data = self.decision_form.cleaned_data
        chosen = [pk for pk in self.request.POST.getlist("request") if pk.isdecimal()]
        requests = list(self.pending().filter(pk__in=[pk for pk in chosen if len(pk) < 18]))
        if not requests:
            messages.error(self.request, _("Choose at least one request."))
            return self.show(422)
        act, user, now = self.request.POST["act"], self.request.user, timezone.now()
        if act == "grant":
            return self.confirm(requests, **data)
        if act == "refuse" and not data["reason"]:
            self.decision_form.add_error("reason", erasing.SAY_WHY)
            return self.show(422)
        try:
            if act == "erase":
                count = erasing.grant(requests, data["scope"], data["reason"], user, now)
            else:
                count = erasing.refuse(requests, data["reason"], user, now)
        except ValidationError as error:
            self.tell(error)
            return self.show(422)
        messages.success(
            self.request,
            ngettext("%(count)s request is decided.", "%(count)s requests are decided.", count)
            % {"count": count},
        )

    def confirm(self, requests, scope, reason):
        """The last look: one person after the other, with what goes for good."""
        self.template_name = "resources/admin/erasure_confirm.html"
        goes = [(request, _parts(request, scope)) for request in requests]
        return self.render_to_response(self.get_context_data(goes=goes, scope=scope, reason=reason))

    def requests(self):
        return erasing.requests_in(self.consultation)

    def pending(self):
        return self.requests().filter(decision=Decision.PENDING)

    def get_context_data(self, **kwargs):
        decided = self.requests().exclude(decision=Decision.PENDING).order_by("-decided_at")
        return super().get_context_data(
            pending=list(self.pending()[:SHOWN]),
            pending_total=self.pending().count(),
            decided=list(decided[:SHOWN]),
            request_form=self.request_form,
            decision_form=self.decision_form,
            chosen=self.request.POST.getlist("request"),
            **kwargs,
        )
