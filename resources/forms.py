"""The forms with which people take part."""

import re
import uuid
from datetime import timedelta
from functools import lru_cache

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from partnerships.identifiers import normalise_krs
from partnerships.models import Organisation
from resources.choices import WITHOUT_EMAIL, Suspicion, UnitKind, Who
from resources.services.submitting import RemarkContent, SubmissionContent

#: Characters; three times what the longest remarks seen in practice had.
MAX_TEXT = 30_000
TOO_LONG = {
    "max_length": _(
        "This text has %(show_value)d characters, and there is room for %(limit_value)d. "
        "Please shorten it or attach it as a file."
    )
}
WHICH_PROVISION = _("Which provision does it concern?")
NO_SUCH_PROVISION = _(
    "This provision is not in the text any more. Please choose another one, or “As a whole”."
)
#: Nobody reads the form and writes a remark in less.
LEAST_TIME = timedelta(seconds=3)

#: What one remark is made of, and who sends it; a draft keeps these as they were typed.
REMARK_FIELDS = ("anchor", "body", "proposed", "justification")
SENDER_FIELDS = (
    "who",
    "organisation",
    "organisation_name",
    "krs",
    "function",
    "authorised",
    "person",
    "email",
)


def in_our_time(moment):
    """Refuses a year that can only be a slip: terms counted from it would leave the calendar."""
    if not 2000 <= moment.year <= 2100:
        raise ValidationError(_("Please check the year."))


class InOurTime:
    """Mixin for forms of staff: every date that they enter is one of our time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField | forms.DateTimeField):
                field.validators = [*field.validators, in_our_time]


class EmailField(forms.EmailField):
    """An address that can be written to and stored; what is wrong with it is said kindly."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    default_error_messages = {
        "required": _("Please give an e-mail address: we send the link there."),
        "invalid": _("Please give the whole e-mail address, like name@example.org."),
        "max_length": _("This e-mail address is too long; please give another."),
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=254, **kwargs)


EMAIL = EmailField()


def as_typed(form, names):
    """The words in these fields, right or wrong; PostgreSQL's JSON takes no NUL."""
    return {name: str(form[name].value() or "").replace("\x00", "") for name in names}


class Unhurried(forms.Form):
    """Tells a machine from a person without asking anything of the person.

    A machine fills in a field that people do not see, or is done before one could read the form.
    What it sends is kept like anything else, only marked for staff.
    """

    website = forms.CharField(
        label=_("Please leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    signer = signing.TimestampSigner(salt="form shown")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("shown", self.signer.sign("form"))

    def suspicion(self):
        if self.data.get("website"):
            return Suspicion.TRAP
        try:
            self.signer.unsign(self.data.get("shown", ""), max_age=LEAST_TIME)
        except signing.SignatureExpired:
            return ""
        except signing.BadSignature:
            pass
        return Suspicion.FAST


class RemarkFields(forms.Form):
    """One remark. What should change is all that is required."""

    anchor = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    body = forms.CharField(
        label=_("Your remark – what should change?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write what should change."), **TOO_LONG},
    )
    proposed = forms.CharField(
        label=_("Proposed wording (optional)"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=TOO_LONG,
    )
    justification = forms.CharField(
        label=_("Justification (optional)"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )
    #: Number of the version of the text that stands beside the form.
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        for name in ("body", "proposed", "justification"):
            # The server checks the length; a browser would cut a pasted text without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_anchor(self):
        anchor = self.cleaned_data["anchor"]
        if anchor and anchor not in self.units:
            raise ValidationError(NO_SUCH_PROVISION)
        return anchor

    def let_choose(self, roots):
        """Shows the provisions to choose from, when the one that was commented is gone."""
        self.fields["anchor"].label = WHICH_PROVISION
        self.fields["anchor"].widget = forms.Select(choices=any_provision(roots, ""))

    @property
    def remark(self):
        return RemarkContent(**{name: self.cleaned_data[name] for name in REMARK_FIELDS})

    @property
    def typed_remark(self):
        return as_typed(self, (*REMARK_FIELDS, "version"))

    @property
    def has_words(self):
        """Whether anything was typed beyond the choice of a provision."""
        typed = self.typed_remark
        return any(typed[name].strip() for name in REMARK_FIELDS if name != "anchor")


class AnyProvision(RemarkFields):
    """One remark of several, with the choice of the provision that it is about."""

    anchor = forms.ChoiceField(
        label=WHICH_PROVISION,
        required=False,
        error_messages={"invalid_choice": NO_SUCH_PROVISION},
    )

    def __init__(self, *args, roots, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = self["anchor"].value()
        self.fields["anchor"].choices = any_provision(roots, chosen)


def any_provision(roots, chosen):
    """The whole, and provisions by chapter; a point or letter only where it is chosen."""
    groups = [("", _("As a whole"))]
    for root in roots:
        chapter = [
            (unit.anchor, f"{unit.label} – {Truncator(unit.wording).chars(60)}")
            for unit in root.walk()
            if unit.kind not in (UnitKind.CHAPTER, UnitKind.POINT, UnitKind.LETTER)
            or unit.anchor == chosen
        ]
        groups.append((f"{root.label} {root.heading}".strip(), chapter))
    return groups


class WhichOrganisation(forms.Form):
    """An organisation or institution and the person who speaks for it."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation from the register"),
        queryset=Organisation.objects.nameable().order_by("sort_key"),
        required=False,
        empty_label=_("not on the list"),
    )
    organisation_name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("If it is not on the list above."),
        max_length=200,
        required=False,
    )
    authorised = forms.BooleanField(
        label=_("I declare that I may submit remarks on behalf of this organisation."),
        required=False,
    )
    person = forms.CharField(
        label=_("Name of the person submitting"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give your name. We do not publish it.")},
    )
    email = EmailField(label=_("E-mail for confirmation and reply"))

    def demand_organisation(self, cleaned):
        if not cleaned.get("organisation") and not cleaned.get("organisation_name"):
            self.add_error(
                "organisation_name",
                _("Please choose the organisation from the list or write its name."),
            )
        if not cleaned.get("authorised"):
            self.add_error("authorised", _("Please confirm that you may write on its behalf."))


@lru_cache
def _on_addresses(accepted, _language):
    """What becomes of an e-mail address, and the ways that are open to who has none.

    Kept for each language: in a rush the same is asked with every remark.
    """
    sentences = [gettext("We publish neither your e-mail nor your name.")]
    if ways := [str(way) for channel, way in WITHOUT_EMAIL.items() if channel in accepted]:
        without = gettext("Without e-mail you can remark in another way: %(ways)s.")
        sentences.append(without % {"ways": ", ".join(ways)})
    return " ".join(sentences)


class SenderFields(WhichOrganisation):
    """Who makes the remarks; of a resident only the person and the address are taken."""

    field_order = SENDER_FIELDS

    who = forms.ChoiceField(
        label=_("On whose behalf?"),
        choices=Who,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose on whose behalf you write.")},
    )
    krs = forms.CharField(
        label=_("KRS number (optional)"),
        help_text=_("Ten digits. We check only that there are ten."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    function = forms.CharField(
        label=_("Your function in the organisation (optional)"), max_length=120, required=False
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        accepted = tuple(consultation.accepted_channels)
        self.fields["email"].help_text = _on_addresses(accepted, get_language())
        if not consultation.residents_admitted:
            only = _(
                "In this consultation only the organisations named in the announcement may comment."
            )
            who = self.fields["who"]
            who.choices = [choice for choice in Who.choices if choice[0] != Who.RESIDENT]
            who.help_text = who.error_messages["invalid_choice"] = only

    def clean_krs(self):
        krs = normalise_krs(self.cleaned_data["krs"])
        if krs and not re.fullmatch(r"[0-9]{10}", krs):
            raise ValidationError(_("A KRS number has ten digits. You may also leave this empty."))
        return krs

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("who") in (Who.ORGANISATION, Who.INSTITUTION):
            self.demand_organisation(cleaned)
        return cleaned

    @property
    def typed_sender(self):
        return as_typed(self, SENDER_FIELDS)

    def content(self, remarks, attachments=()):
        """What was typed, as the record takes it."""
        data = self.cleaned_data
        sender = {"who": data["who"], "person": data["person"], "email": data["email"]}
        if data["who"] != Who.RESIDENT:
            chosen = data["organisation"]
            sender |= {
                "organisation_id": chosen.pk if chosen else None,
                "organisation_name": chosen.name if chosen else data["organisation_name"],
                "function": data["function"],
                "krs": data["krs"],
                "authorised": data["authorised"],
            }
        return SubmissionContent(
            **sender,
            language=get_language() or "pl",
            remarks=tuple(remarks),
            attachments=tuple(attachments),
        )


class RemarkForm(RemarkFields, SenderFields, Unhurried):
    """One remark and who makes it, on one page."""

    field_order = [*REMARK_FIELDS, *SENDER_FIELDS]

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", uuid.uuid4())


class SupportForm(WhichOrganisation):
    """Which organisation joins remarks of another, and who says so."""

    field_order = ["organisation", "organisation_name", "authorised", "person", "email"]

    def clean(self):
        cleaned = super().clean()
        self.demand_organisation(cleaned)
        return cleaned
