"""What happened to a remark, told in words for staff."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from resources import public
from resources.choices import AnswerAct, Authority

#: Kinds of ledger entries that stand on a submission.
RECORDED = {
    "submitted": pgettext_lazy("history", "sent"),
    "confirmed": gettext_lazy("confirmed, counts from now on"),
    "withdrawn": pgettext_lazy("history", "withdrawn"),
    "support_confirmed": gettext_lazy("another organisation has joined"),
    "support_withdrawn": gettext_lazy("a support no longer counts"),
    "erased": gettext_lazy("data erased"),
}


@dataclass
class Turn:
    """One thing that happened: when, what, by whom, and the words that belong to it."""

    at: datetime
    what: str
    by: object = None
    words: str = ""


def history(remark):
    """Everything that happened to a remark and its submission, newest first."""
    turns = [*_recorded(remark), *_answered(remark), *_redacted(remark)]
    return sorted(turns, key=lambda turn: turn.at, reverse=True)


def _recorded(remark):
    entries = [json.loads(entry.payload) for entry in remark.submission.ledger.order_by("seq")]
    staff = get_user_model().objects.in_bulk({e["by"] for e in entries if "by" in e})
    joined = {s.pk: public.name_of(s) for s in remark.submission.supports.all()}
    for entry in entries:
        what = RECORDED.get(entry["kind"])
        if entry["kind"] == "authority":
            what = Authority(entry["authority"]).label
        elif entry["kind"] == "submitted" and "channel" in entry:
            what = _("entered by staff")
        elif entry["kind"] == "withdrawn" and "by" in entry:
            what = _("withdrawn by the office")
        if what:
            at, words = datetime.fromisoformat(entry["at"]), joined.get(entry.get("support"), "")
            yield Turn(at, what, staff.get(entry.get("by")), words)


def _answered(remark):
    for event in remark.answer_events.select_related("by"):
        words = event.note
        if event.act == AnswerAct.DRAFTED:
            words = f"{event.get_outcome_display()}: {event.reason}"
        if event.erased_at:
            words = pgettext_lazy("erasure", "Erased")
        what = _("answer %(act)s") % {"act": event.get_act_display()}
        yield Turn(event.at, what, event.by, words)


def _redacted(remark):
    for moderation in remark.moderations.select_related("by"):
        if moderation.hidden:
            what = _("hidden from the public")
        elif public.is_less(moderation, remark):
            what = _("parts left out for the public")
        else:
            what = _("shown to the public as it was sent")
        yield Turn(moderation.at, what, moderation.by, moderation.get_reason_display())
    response = getattr(remark, "response", None)
    for redaction in response.redactions.select_related("by") if response else []:
        if redaction.text == response.reason:
            what = _("the whole answer shown to the public")
        else:
            what = _("parts of the answer left out for the public")
        yield Turn(redaction.at, what, redaction.by, redaction.get_reason_display())
