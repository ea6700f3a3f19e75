"""Which remarks the desk shows, and in which order: one shareable address says it."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.text import fold
from resources.choices import Approval, Channel, Outcome, ReceiptRule, UnitKind
from resources.models import Attachment, Remark, TextUnit
from resources.services.refusals import NotCounting
from resources.services.similar import similar
from resources.setting_up import full_name

#: Where a remark stands; "none" is "no answer yet".
ANSWER_STATES = [("none", _("no answer yet")), *Approval.choices]

ORDERS = {
    "number": ["number"],
    "newest": ["-submission__received_at", "-number"],
    "provision": [F("unit__position").asc(nulls_first=True), "number"],
}

#: Letters that people type for each other where the right keyboard is not at hand.
_LETTERS = {
    plain: f"[{plain}{marked}]"
    for plain, marked in {**dict(zip("acelnosіи", "ąćęłńóśїй", strict=True)), "z": "źż"}.items()
}


def loosely(words):
    """A regular expression for words in either case, with or without Polish marks."""
    return "".join(
        _LETTERS.get(char, char if char.isalnum() else r"\s+" if char == " " else f"\\{char}")
        for char in fold(words)
    )


def people_who_answer():
    """Those to whom a remark can be assigned."""
    return get_user_model().objects.with_perm(
        "portal_resources.answer_remarks",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )


def assigned_to(user, consultation):
    """Remarks that this person answers, as clerk or substitute, named for them or for all."""
    mine = Q(handling__clerk=user) | Q(handling__substitute=user)
    if consultation.clerk_id == user.pk:
        mine |= Q(handling__clerk=None)
    if consultation.substitute_id == user.pk:
        mine |= Q(handling__substitute=None)
    return mine


def late(consultation):
    """Remarks that came after the close, by the rule of the local resolution."""
    by_receipt = Q(submission__received_at__gte=consultation.closes_at)
    if consultation.receipt_rule != ReceiptRule.POSTMARK:
        return by_receipt
    stamped = Q(submission__channel=Channel.POST, submission__postmarked_on__isnull=False)
    by_stamp = Q(submission__postmarked_on__gt=consultation.last_day)
    return (stamped & by_stamp) | (~stamped & by_receipt)


class RemarkFilter(forms.Form):
    """The remarks of a consultation that somebody chose to see."""

    q = forms.CharField(label=pgettext_lazy("desk", "Words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=pgettext_lazy("desk", "Answer"),
        choices=[("", _("in any state")), *ANSWER_STATES],
        required=False,
    )
    unit = forms.TypedChoiceField(
        label=_("Provision"), required=False, coerce=str, empty_value="", choices=[]
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", pgettext_lazy("outcome", "any")), *Outcome.choices],
        required=False,
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("submission", "channel"),
        choices=[("", pgettext_lazy("channel", "any")), *Channel.choices],
        required=False,
    )
    who = forms.ChoiceField(
        label=_("Who answers"),
        choices=[("", pgettext_lazy("clerk", "anybody")), ("mine", _("mine to answer"))],
        required=False,
    )
    late = forms.BooleanField(label=_("came late"), required=False)
    suspicious = forms.BooleanField(label=_("look like the work of a machine"), required=False)
    files = forms.BooleanField(label=_("with attachments"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("desk", "Order"),
        choices=[
            ("", pgettext_lazy("order", "by number")),
            ("newest", pgettext_lazy("order", "newest first")),
            ("provision", pgettext_lazy("order", "by provision")),
        ],
        required=False,
    )
    similar = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )

    def __init__(self, data, consultation, user):
        super().__init__(data)
        self.consultation, self.user = consultation, user
        self.fields["unit"].choices = self._units()
        self.fields["who"].choices += [
            (str(person.pk), full_name(person)) for person in people_who_answer()
        ]

    def remarks(self):
        """All remarks of the consultation that count."""
        return Remark.objects.accepted().filter(submission__consultation=self.consultation)

    def found(self):
        """The keys of the chosen remarks in the chosen order.

        A value that the form does not offer (an old address, a slip) filters nothing.
        """
        self.full_clean()
        chosen = self.cleaned_data
        remarks = self.remarks()
        for name, value in chosen.items():
            if value and (narrow := getattr(self, f"_by_{name}", None)):
                remarks = narrow(remarks, value)
        return self._in_order(remarks)

    def around(self, pk):
        """The chosen remarks beside this one, and its place among them; None where there is none.

        One that was just answered, and so is not among "no answer yet" any more, keeps its place.
        Raises NotCounting for one that was withdrawn since it was read.
        """
        found = self.found()
        narrowed = self.is_narrow or self.cleaned_data.get("state")
        every = self._in_order(self.remarks()) if narrowed else found
        if pk not in every:
            raise NotCounting
        chosen, at = set(found), every.index(pk)
        return {
            "before": next((key for key in reversed(every[:at]) if key in chosen), None),
            "following": next((key for key in every[at + 1 :] if key in chosen), None),
            "at": found.index(pk) + 1 if pk in chosen else None,
            "of": len(found),
        }

    def _in_order(self, remarks):
        order = ORDERS[self.cleaned_data.get("order") or "number"]
        return list(remarks.order_by(*order).values_list("pk", flat=True))

    @property
    def is_narrow(self):
        """Whether anything beyond the state and the order is chosen."""
        return any(v for n, v in self.cleaned_data.items() if n not in ("state", "order"))

    def _by_q(self, remarks, words):
        pattern = loosely(words)
        columns = [
            "body",
            "proposed",
            "justification",
            "label",
            "submission__identity__organisation_name",
            "submission__identity__person",
        ]
        matches = Q()
        for column in columns:
            matches |= Q(**{f"{column}__iregex": pattern})
        return remarks.filter(matches)

    def _by_state(self, remarks, state):
        if state == "none":
            return remarks.filter(response=None)
        return remarks.filter(response__approval=state)

    def _by_unit(self, remarks, unit):
        if unit == "whole":
            return remarks.filter(unit=None)
        return remarks.filter(unit__in=self._below(int(unit)))

    def _by_outcome(self, remarks, outcome):
        return remarks.filter(response__outcome=outcome)

    def _by_channel(self, remarks, channel):
        return remarks.filter(submission__channel=channel)

    def _by_who(self, remarks, who):
        user = self.user if who == "mine" else get_user_model()(pk=int(who))
        return remarks.filter(assigned_to(user, self.consultation))

    def _by_late(self, remarks, chosen):
        return remarks.filter(late(self.consultation))

    def _by_suspicious(self, remarks, chosen):
        return remarks.exclude(submission__suspicion="")

    def _by_files(self, remarks, chosen):
        return remarks.filter(Exists(Attachment.objects.filter(submission=OuterRef("submission"))))

    def _by_similar(self, remarks, number):
        remark = remarks.filter(number=number).select_related("submission").first()
        if remark is None:
            return remarks.none()
        return remarks.filter(pk__in=[remark.pk, *(other.pk for other in similar(remark))])

    def _units(self):
        """Chapters and provisions that have remarks, at themselves or below."""
        rows = TextUnit.objects.filter(version__consultation=self.consultation).order_by(
            "-version__number", "position"
        )
        self._rows = list(rows.values_list("pk", "parent_id", "kind", "label", "heading"))
        parent = {row[0]: row[1] for row in self._rows}
        used = set()
        for pk in set(self.remarks().order_by().values_list("unit", flat=True)) - {None}:
            while pk and pk not in used:
                used.add(pk)
                pk = parent[pk]
        listed = (UnitKind.CHAPTER, UnitKind.PARAGRAPH, UnitKind.SUBSECTION)
        return [
            ("", pgettext_lazy("provision", "any")),
            ("whole", _("As a whole")),
            *(
                (
                    str(pk),
                    f"{label} {heading}".strip() if kind == UnitKind.CHAPTER else f"\u2003{label}",
                )
                for pk, _parent, kind, label, heading in self._rows
                if pk in used and kind in listed
            ),
        ]

    def _below(self, unit):
        """The unit with all levels below it; a parent stands before its children."""
        found = {unit}
        for pk, parent, *_rest in self._rows:
            if parent in found:
                found.add(pk)
        return found
