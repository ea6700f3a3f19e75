"""The form with which a remark is made."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnerships.models import Organisation
from resources.choices import Who
from resources.services.submitting import RemarkContent, SubmissionContent

#: Characters; three times what the longest remarks seen in practice had.
MAX_TEXT = 30_000


class RemarkForm(forms.Form):
    """One remark and who makes it. Only the remark and the sender are required."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    anchor = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    body = forms.CharField(
        label=_("Your remark – what should change?"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write what should change.")},
    )
    proposed = forms.CharField(
        label=_("Proposed wording (optional)"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    justification = forms.CharField(
        label=_("Justification (optional)"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.ChoiceField(
        label=_("On whose behalf?"),
        choices=Who,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose on whose behalf you write.")},
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation from the register"),
        queryset=Organisation.objects.none(),
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
    email = forms.EmailField(
        label=_("E-mail for confirmation and reply"),
        help_text=_(
            "We publish neither your e-mail nor your name. "
            "Without e-mail, use paper or e-Doręczenia."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Please give an e-mail address: we send the link there.")},
    )

    def __init__(self, *args, consultation, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.units = units
        self.fields["organisation"].queryset = Organisation.objects.public().order_by("sort_key")
        if not consultation.residents_admitted:
            self.fields["who"].choices = [c for c in Who.choices if c[0] != Who.RESIDENT]
        if not self.is_bound:
            self.initial.setdefault("key", uuid.uuid4())
        for name in ("body", "proposed", "justification"):
            # The server checks the length; a browser would cut a pasted text without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_anchor(self):
        anchor = self.cleaned_data["anchor"]
        if anchor and anchor not in self.units:
            raise ValidationError(_("This provision is not in the consulted text."))
        return anchor

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("who") in (Who.ORGANISATION, Who.INSTITUTION):
            if not cleaned.get("organisation") and not cleaned.get("organisation_name"):
                self.add_error(
                    "organisation_name",
                    _("Please choose the organisation from the list or write its name."),
                )
            if not cleaned.get("authorised"):
                self.add_error("authorised", _("Please confirm that you may write on its behalf."))
        return cleaned

    def content(self):
        """What was typed, as the record takes it."""
        data = self.cleaned_data
        organisation = data["organisation"] if data["who"] != Who.RESIDENT else None
        typed = data["organisation_name"] if data["who"] != Who.RESIDENT else ""
        return SubmissionContent(
            who=data["who"],
            person=data["person"],
            email=data["email"],
            organisation_id=organisation.pk if organisation else None,
            organisation_name=organisation.name if organisation else typed,
            authorised=data["authorised"] and data["who"] != Who.RESIDENT,
            language=get_language() or "pl",
            remarks=(
                RemarkContent(
                    body=data["body"],
                    anchor=data["anchor"],
                    proposed=data["proposed"],
                    justification=data["justification"],
                ),
            ),
        )
