"""Entering remarks that came on paper, by mail or by word, in under a minute."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages

from partnerships.models import Organisation
from portal.widgets import DateInput, DateTimeInput
from resources import permissions
from resources.choices import Channel, Who
from resources.desk.base import InConsultation
from resources.desk.enclosures import Enclosures, FilesField
from resources.forms import EmailField, InOurTime, RemarkFields
from resources.models import Submission, TextUnit
from resources.services import entering, submitting
from resources.services.submitting import RemarkContent, SubmissionContent

MOST_REMARKS = 50
#: Remarks with the same words that are named: of letters all alike there may be hundreds.
SAME_SHOWN = 3


class LetterForm(InOurTime, forms.Form):
    """How and when it came, and from whom; only what the clerk knows."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=capfirst(pgettext_lazy("submission", "channel")),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ONLINE],
    )
    received_at = forms.DateTimeField(
        label=capfirst(gettext_lazy("received")),
        widget=DateTimeInput,
        help_text=gettext_lazy("Day and time on the office's stamp, or of the message."),
    )
    postmarked_on = forms.DateField(
        label=capfirst(gettext_lazy("day of the postmark")), required=False, widget=DateInput
    )
    who = forms.ChoiceField(
        label=gettext_lazy("On whose behalf?"), choices=Who, initial=Who.ORGANISATION
    )
    organisation = forms.ModelChoiceField(
        label=capfirst(gettext_lazy("organisation from the register")),
        queryset=Organisation.objects.order_by("sort_key"),
        required=False,
        empty_label=gettext_lazy("not on the list"),
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("If it is not on the list above."),
        max_length=200,
        required=False,
    )
    person = forms.CharField(
        label=gettext_lazy("Name of the person submitting"), max_length=120, required=False
    )
    function = forms.CharField(
        label=gettext_lazy("Function in the organisation"), max_length=120, required=False
    )
    email = EmailField(
        label=capfirst(gettext_lazy("e-mail")),
        required=False,
        help_text=gettext_lazy(
            "With it the receipt and the answer go by e-mail; without, on paper."
        ),
    )
    authorised = forms.BooleanField(
        label=gettext_lazy("Signed by somebody who may act for the organisation"), required=False
    )
    files = FilesField(label=gettext_lazy("Annexes and scans of the letter"))

    def clean(self):
        data = super().clean()
        if data.get("who") == Who.RESIDENT:
            if not data.get("person"):
                self.add_error("person", _("Please write who sent it; the public does not see it."))
        elif not data.get("organisation") and not data.get("organisation_name"):
            self.add_error(
                "organisation_name",
                _("Please choose the organisation from the list or write its name."),
            )
        postmark, received = data.get("postmarked_on"), data.get("received_at")
        if postmark and received and postmark > timezone.localtime(received).date():
            self.add_error("postmarked_on", _("The postmark cannot be later than the receipt."))
        return data


class SaidForm(RemarkFields):
    """One remark of the letter, on any provision or on the whole."""

    anchor = forms.ChoiceField(label=gettext_lazy("Provision"), required=False)
    version = None  # the sender read it on paper

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, units=dict(units), **kwargs)
        self.fields["anchor"].choices = [("", _("As a whole")), *units]


SaidFormSet = forms.formset_factory(
    SaidForm, extra=0, min_num=1, validate_min=True, max_num=MOST_REMARKS, validate_max=True
)


class EnterView(InConsultation):
    """One letter with its remarks, recorded at once; `?entered=` shows what was recorded."""

    template_name = "resources/admin/enter.html"
    page_title = gettext_lazy("Enter a letter with remarks")
    access = staticmethod(permissions.may_run)
    header_icon = "plus"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.warnings, self.same, self.entered, self.files = {}, {}, None, None

    def get(self, request, *args, **kwargs):
        if chosen := request.GET.get("entered"):
            self.entered = get_object_or_404(
                Submission.objects.select_related("identity__organisation"),
                consultation=self.consultation,
                entered_by__isnull=False,
                number=int(chosen) if chosen.isdecimal() and len(chosen) < 9 else 0,
            )
            self.entered.consultation = self.consultation
        now = timezone.localtime().replace(second=0, microsecond=0)
        channel = request.GET.get("channel", Channel.PAPER_DESK)
        self.form = LetterForm(
            initial={"key": uuid.uuid4(), "received_at": now, "channel": channel}
        )
        # One letter after the other, by keyboard alone.
        self.form.fields["channel"].widget.attrs["autofocus"] = True
        self.remarks = self.formset()
        return self.render_to_response(self.get_context_data())

    def formset(self, data=None):
        return SaidFormSet(
            data,
            prefix="r",
            form_kwargs={"units": self.units()},
            error_messages={"too_few_forms": _("Please enter at least one remark.")},
        )

    def units(self):
        if not hasattr(self, "_units"):
            version = self.consultation.version
            rows = TextUnit.objects.filter(version=version).values_list(
                "anchor", "label", "heading"
            )
            self._units = [(a, f"{label} {heading}".strip()) for a, label, heading in rows]
        return self._units

    def post(self, request, *args, **kwargs):
        data = request.POST.copy()
        self.files = Enclosures(self.consultation, data.get("key"), timezone.now())
        chosen = [] if self.refusal() else request.FILES.getlist("files")
        self.files.take(data.getlist("kept"), chosen)
        if "remove" in data:
            self.files.remove(data["remove"])
        if "more" in data or "remove" in data or data.get("act") == "show":
            return self.as_typed(data, more="more" in data)
        # A row that was added and left empty is not a remark.
        self.form, self.remarks = LetterForm(data), self.formset(_without_empty(data))
        if not (self.form.is_valid() & self.remarks.is_valid()) or self.files.refused:
            return self.again(422)
        letter, content = self.form.cleaned_data, self.content()
        self.warnings = entering.warnings(
            self.consultation, content, letter["received_at"], letter["postmarked_on"]
        )
        same = entering.same_words(self.consultation, content, letter["key"])[:SAME_SHOWN]
        self.same = {f"same-{remark.number}": remark for remark in same}
        # The button names the warnings above it: one that nobody has read yet waives nothing.
        if set(self.to_be_read()) - set(data.get("nevertheless", "").split()):
            return self.again(200)
        try:
            submission, _created = entering.enter(
                self.consultation,
                letter["key"],
                content,
                letter["received_at"],
                request.user,
                timezone.now(),
                postmarked_on=letter["postmarked_on"],
            )
        except ValidationError as error:
            self.form.add_error("received_at", error)
            return self.again(422)
        except submitting.KeyUsed as used:
            messages.warning(
                request,
                _(
                    "This form was recorded before as no. %(number)s, with other content. Please "
                    "compare; if this is another letter, record it again."
                )
                % {"number": used.earlier.reference},
            )
            data["key"] = str(uuid.uuid4())
            self.form = LetterForm(data)
            self.files.leave()
            return self.again(409)
        address = reverse("desk-enter", args=[self.consultation.pk])
        return redirect(f"{address}?entered={submission.number}&channel={submission.channel}")

    def to_be_read(self):
        """Names of all that the clerk should know before this is recorded."""
        return [*self.warnings, *self.same]

    def as_typed(self, data, more):
        """What was typed comes back, with one more row if asked for; nothing is judged yet."""
        data["r-TOTAL_FORMS"] = str(min(_total(data) + more, MOST_REMARKS))
        self.form = LetterForm(initial={n: data.get(n) for n in LetterForm.base_fields})
        rows = [
            {name: data.get(f"r-{i}-{name}", "") for name in SaidForm.base_fields}
            for i in range(_total(data))
        ]
        self.remarks = SaidFormSet(prefix="r", initial=rows, form_kwargs={"units": self.units()})
        return self.again(200)

    def content(self):
        letter = self.form.cleaned_data
        resident = letter["who"] == Who.RESIDENT
        organisation = None if resident else letter["organisation"]
        name = organisation.name if organisation else letter["organisation_name"]
        return SubmissionContent(
            who=letter["who"],
            person=letter["person"],
            function="" if resident else letter["function"],
            email=letter["email"],
            organisation_id=organisation.pk if organisation else None,
            organisation_name="" if resident else name,
            authorised=letter["authorised"] and not resident,
            channel=letter["channel"],
            remarks=tuple(RemarkContent(**row) for row in self.remarks.cleaned_data),
            attachments=self.files.attached(),
        )

    def again(self, status):
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form,
            remarks=self.remarks,
            files=self.files,
            warnings=self.warnings,
            same=self.same,
            to_be_read=self.to_be_read(),
            entered=self.entered,
            refusal=self.refusal(),
            **kwargs,
        )

    def refusal(self):
        """Why no letter at all can be recorded now; the page has no form then."""
        return entering.refusal(self.consultation, timezone.now(), timezone.now())


def _total(data):
    total = data.get("r-TOTAL_FORMS", "")
    return min(int(total), MOST_REMARKS) if total.isdecimal() and len(total) < 6 else 1


def _without_empty(data):
    """The same rows, those at the end in which nothing was written left out."""
    rows = _total(data)
    while rows > 1 and not any(
        data.get(f"r-{rows - 1}-{name}", "").strip()
        for name in ("body", "proposed", "justification")
    ):
        rows -= 1
    data["r-TOTAL_FORMS"] = str(rows)
    return data
