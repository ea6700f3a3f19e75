"""How single facts of a report read, the same in every form."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from portal import dates
from resources.choices import Outcome


def day(iso):
    """ "4 grudnia 2026 r." from a date or moment of the content; empty from None."""
    if not iso:
        return ""
    return dates.day(datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso))


def minute(iso):
    return dates.minute(datetime.fromisoformat(iso))


def full_stop(text):
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def provision(remark):
    return remark["label"] or _("As a whole")


def body(remark):
    """The words of a remark, or why they are not there."""
    if remark["hidden"]:
        return _(
            "We do not publish the words of this remark (%(reason)s). It was examined like "
            "every other."
        ) % {"reason": remark["explanation"]}
    if remark["redacted"]:
        left_out = _("Part of the words is left out (%(reason)s).") % {
            "reason": remark["explanation"]
        }
        return f"{remark['body']}\n[{left_out}]"
    return remark["body"]


def by(remark):
    """Who sent a remark and who joined it, with the day and, if it was late, that it was."""
    names = [remark["by"]]
    if remark["supporters"]:
        names.append(f"{_('together with:')} {', '.join(remark['supporters'])}")
    names.append(day(remark["received_on"]))
    if not remark["in_time"]:
        names.append(_("received after the close"))
    return ", ".join(names)


def outcome(remark):
    return str(Outcome(remark["outcome"]).label) if remark["outcome"] else _("no answer")


def answer(remark):
    """The outcome and its reason, one below the other."""
    parts = [outcome(remark).capitalize(), remark["answer"]]
    if remark["answer_left_out"]:
        left_out = _("Part of the answer is left out (%(reason)s).") % {
            "reason": remark["answer_left_out"]
        }
        parts.append(f"[{left_out}]")
    return "\n".join(filter(None, parts))


def file_name(content, form, ending):
    """A name that says in a folder of downloads what it is and of which case."""
    kind = _("consultation-summary") if form.startswith("summary") else _("consultation-report")
    case = "".join(c if c.isalnum() else "-" for c in content["case_no"]).strip("-")
    parts = [kind, case or str(content["consultation"]), str(content["number"])]
    return f"{'-'.join(parts)}.{ending}"
