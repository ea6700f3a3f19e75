"""The table of remarks for spreadsheets: one row a remark, text that stays text."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resources.reporting import words

#: What a spreadsheet would take for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def heads():
    return [
        _("No."),
        pgettext("report", "Submission"),
        _("Provision"),
        _("Current wording"),
        pgettext("said", "Remark"),
        _("Proposed wording"),
        _("Justification"),
        pgettext("report", "Submitted by"),
        pgettext("report", "Together with"),
        pgettext("report", "Channel"),
        pgettext("report", "Received"),
        pgettext("report", "In time"),
        _("Outcome"),
        pgettext("outcome", "Reason"),
    ]


def row(remark):
    return [
        remark["number"],
        remark["reference"],
        words.provision(remark),
        remark["quote"],
        words.body(remark),
        remark["proposed"],
        remark["justification"],
        remark["by"],
        "; ".join(remark["supporters"]),
        remark["channel"],
        remark["received_on"],
        yes_or_no(remark["in_time"]),
        words.outcome(remark),
        remark["answer"],
    ]


def yes_or_no(is_so):
    if is_so:
        return pgettext("answer to a question", "yes")
    return pgettext("answer to a question", "no")


def visible(text):
    """The text with a sign in the place of each control character, which no file may hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(_picture, text)


def _picture(found):
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def safe(value):
    """What a spreadsheet will not calculate: the apostrophe is its sign for text."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
