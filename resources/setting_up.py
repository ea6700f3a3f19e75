"""The form in which a clerk sets a consultation up, and what it is filled with to begin with."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Locale, Page

from portal.widgets import DateInput, DateTimeInput
from resources.choices import Channel
from resources.forms import InOurTime
from resources.models import Consultation
from resources.models.consultation import local_midnight, online_and_paper
from resources.models.texts import ConsultedText

#: What the council's resolution and the office decide for years: taken over from the last one.
CARRIED_OVER = [
    *["handled_by", "substitute", "local_resolution", "least_days", "residents_admitted"],
    *["channels", "accepted_channels", "receipt_rule", "signature_required", "remarks_shown"],
    *["privacy_short", "privacy_clause", "retention_years", "has_council"],
]
OPENING_TIME = time(8)
#: More years than this for which data are kept can only be a slip.
MOST_YEARS = 50


def full_name(user):
    """How a person is called where one is chosen."""
    return user.get_full_name() or user.get_username()


def new_consultation(user, now):
    """A consultation to begin with: as the last one was, from next Monday."""
    last = Consultation.objects.order_by("-opens_at").first() or Consultation()
    carried = {name: getattr(last, name) for name in CARRIED_OVER}
    carried["handled_by"] = carried["handled_by"] or user.get_full_name()
    today = timezone.localdate(now)
    monday = today + timedelta(days=7 - today.weekday())
    last_day = monday + timedelta(days=last.least_days)
    return Consultation(
        **carried,
        clerk=user,
        opens_at=timezone.make_aware(datetime.combine(monday, OPENING_TIME)),
        closes_at=local_midnight(last_day + timedelta(days=1)),
        answers_due=last_day + timedelta(days=14),
    )


class LocalMoment(forms.DateTimeField):
    """A moment on the municipality's clock; one that comes twice or never is refused."""

    widget = DateTimeInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(
                    _(
                        "The clocks change in that hour: it comes twice or not at all. Please "
                        "choose another one, for example 8:00."
                    ),
                    code=error.code,
                ) from None
            raise


class ChannelBoxes(forms.CheckboxSelectMultiple):
    """The portal's own form is a way whatever else is: its box stays ticked."""

    def create_option(self, name, value, label, selected, *args, **kwargs):
        fixed = value == Channel.ONLINE
        option = super().create_option(name, value, label, selected or fixed, *args, **kwargs)
        option["attrs"] |= {"disabled": True} if fixed else {}
        return option


class SetUpForm(InOurTime, WagtailAdminModelForm):
    """The close is entered as the last day, to its end; kept inside as the moment after it."""

    class Media:
        css = {"all": ["resources/desk.css"]}

    opens_at = LocalMoment(label=pgettext_lazy("consultation", "opens"))
    last_day = forms.DateField(
        label=gettext_lazy("last day"),
        widget=DateInput,
        help_text=gettext_lazy("Remarks are taken to the end of this day."),
    )
    accepted_channels = forms.MultipleChoiceField(
        label=gettext_lazy("ways in which remarks are taken"),
        choices=Channel.choices,
        required=False,
        initial=online_and_paper,
        widget=ChannelBoxes,
        help_text=gettext_lazy(
            "The portal's form is always one. The others as the resolution allows; a consultation "
            "only online is weak."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        staff = get_user_model().objects.with_perm(
            "portal_resources.answer_remarks", backend="django.contrib.auth.backends.ModelBackend"
        )
        for name in ("clerk", "substitute"):
            chosen = getattr(self.instance, f"{name}_id")
            self.fields[name].queryset = (
                staff | get_user_model().objects.filter(pk=chosen)
            ).distinct()
            self.fields[name].label_from_instance = full_name
        self._offer_texts(self.fields["text_page"])
        if self.instance.closes_at:
            self.initial["last_day"] = self.instance.last_day
        if self.instance.announced_at:
            for name in [*Consultation.ANNOUNCED, "last_day"]:
                if field := self.fields.get(name):
                    field.disabled = True
                    field.help_text = _(
                        "This was announced and stays. To give more time, extend the consultation."
                    )

    def _offer_texts(self, field):
        """All texts that can be consulted, the newest first; few enough to choose from a list."""
        texts = Page.objects.type(ConsultedText).filter(locale=Locale.get_default())
        chosen = Page.objects.filter(pk=self.instance.text_page_id)
        field.queryset = (texts | chosen).order_by("-latest_revision_created_at", "-pk")
        field.label_from_instance = Page.get_admin_display_title
        field.help_text = _(
            "A new text gets a page of its own first: in the menu “Pages”, among the programmes."
        )
        field.error_messages["invalid_choice"] = _(
            "This page has no text for consultation. Choose a programme or such a text."
        )

    def clean(self):
        cleaned = super().clean()
        if self.instance.announced_at:
            # As kept, not as a field would round it.
            kept = {name: getattr(self.instance, name) for name in Consultation.ANNOUNCED}
            cleaned.update((name, kept[name]) for name in kept.keys() & cleaned.keys())
        return cleaned

    def clean_accepted_channels(self):
        ticked = self.cleaned_data["accepted_channels"]
        return [channel for channel in Channel if channel in {Channel.ONLINE, *ticked}]

    def clean_retention_years(self):
        years = self.cleaned_data["retention_years"]
        if not 1 <= years <= MOST_YEARS:
            raise ValidationError(
                _("Please give a number of years from 1 to %(most)s, not a calendar year.")
                % {"most": MOST_YEARS}
            )
        return years

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        # An hour of closing that was not set here is kept while its day is.
        if day != self.initial.get("last_day"):
            self.instance.closes_at = local_midnight(day + timedelta(days=1))
        return day

    def _update_errors(self, errors):
        """What the model says of the close belongs to the last day."""
        found = getattr(errors, "error_dict", {})
        if "closes_at" in found:
            found["last_day"] = found.pop("closes_at")
        super()._update_errors(errors)
