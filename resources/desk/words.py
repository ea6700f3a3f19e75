"""The form for an answer, and words to start it from."""

from django import forms
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.dates import day
from resources.choices import Outcome
from resources.models import AnswerTemplate, Response

#: Stands in the list of templates for a remark that came after the close.
LATE = "late"


class AnswerForm(forms.Form):
    """An outcome and its reason; "start" puts the words of a template into them."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose the outcome of the remark.")},
    )
    reason = forms.CharField(
        label=pgettext_lazy("outcome", "Reason"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Always give a reason. The sender and the public read exactly these words."
        ),
        error_messages={"required": gettext_lazy("Please give the reason for the answer.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The server checks the length; a browser would cut a pasted text without a word.
        self.fields["reason"].widget.attrs.pop("maxlength", None)


def templates(late):
    """What can be chosen to start an answer from."""
    ready = [(LATE, _("came after the close"))] if late else []
    return ready + [
        (str(pk), title) for pk, title in AnswerTemplate.objects.values_list("pk", "title")
    ]


def late_answer(consultation):
    """The usual answer to a late remark, in the language of answers."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = _(
            "Remarks were taken until %(day)s. This one came later, so it was not examined "
            "in this consultation."
        )
        return Outcome.NOT_EXAMINED, reason % {"day": day(consultation.last_day)}


def start(data, consultation):
    """The outcome and reason that `template` or `copy` in these data name, or None.

    `copy` is the key of another remark of the same consultation whose answer is taken over.
    """
    chosen, other = data.get("template", ""), data.get("copy", "")
    if other:
        found = Response.objects.filter(
            remark_id=_key(other), remark__submission__consultation=consultation
        ).first()
    elif chosen == LATE:
        return late_answer(consultation)
    else:
        found = AnswerTemplate.objects.filter(pk=_key(chosen)).first() if chosen else None
    return (found.outcome, found.reason) if found else None


def _key(text):
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def joined(typed, outcome, reason):
    """The words of a template behind what was typed: nothing is lost."""
    before = typed["reason"].strip()
    if reason not in before:
        before = f"{before}\n\n{reason}".strip()
    return {"outcome": outcome, "reason": before}


def minutes_since(moment):
    return max(1, round((timezone.now() - moment).total_seconds() / 60))
