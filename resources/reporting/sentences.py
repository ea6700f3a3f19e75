"""How the consultation went, in sentences to be pasted into the programme: its required element
"how it was drafted and consulted"."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resources.choices import Outcome
from resources.reporting.words import day, full_stop


def summary(content):
    """The sentences in their order; those that nothing is known for are left out."""
    found = [
        _when(content),
        *map(_extension, content["window"]["extensions"]),
        _who(content),
        _how(content),
        *_where(content["publication"]),
        _meeting(content["meeting"]),
        *_outcome(content),
        _council(content["council"]),
    ]
    return [sentence for sentence in found if sentence]


def _when(content):
    window = content["window"]
    words = {
        "text": content["text"],
        "from": day(window["opens_at"]),
        "to": day(window["last_day"]),
    }
    sentence = _("The draft “%(text)s” was consulted from %(from)s to %(to)s.") % words
    basis = "; ".join(filter(None, [content["resolution"].strip(), _order(content)]))
    if basis:
        sentence += " " + _("Basis: %(basis)s.") % {"basis": basis.rstrip(".")}
    return sentence


def _order(content):
    """The mayor's order; whoever typed "Zarządzenie nr 5" for its number need not read it twice."""
    order = content["order_no"].strip()
    if order[:1].isdigit():
        order = _("the mayor's order no. %(number)s") % {"number": order}
    if order and content["order_date"]:
        return _("%(order)s of %(date)s") % {"order": order, "date": day(content["order_date"])}
    return order


def _extension(extension):
    return _("On %(on)s the consultation was extended; the reason: %(reason)s") % {
        "on": day(extension["at"]),
        "reason": full_stop(extension["reason"]),
    }


def _who(content):
    if content["residents_admitted"]:
        return _(
            "Non-governmental organisations and other bodies active in the municipality could "
            "take part, and its residents."
        )
    return _(
        "Non-governmental organisations and other bodies active in the municipality could take "
        "part."
    )


def _how(content):
    if not content["channels"]:
        return ""
    # Quoted, because what the office typed begins as a sentence does.
    return _("The announcement named these ways to submit remarks: “%(channels)s”.") % {
        "channels": content["channels"].strip().rstrip(".")
    }


def _where(publication):
    if publication["bip_url"]:
        yield _("The announcement was published in the BIP: %(url)s.") % {
            "url": publication["bip_url"]
        }
    if publication["page_url"]:
        yield _("On the municipality's portal it is at: %(url)s.") % {
            "url": publication["page_url"]
        }
    if publication["board_from"] and publication["board_to"]:
        yield _("It hung on the notice board from %(from)s to %(to)s.") % {
            "from": day(publication["board_from"]),
            "to": day(publication["board_to"]),
        }


def _meeting(meeting):
    if not meeting:
        return ""
    return _("A meeting was held on %(date)s: “%(title)s”.") % {
        "title": meeting["title"],
        "date": day(meeting["on"]),
    }


def _outcome(content):
    counts = content["counts"]
    if not counts["remarks"]:
        yield _("No remark was submitted.")
        return
    yield (
        ngettext("%(n)s submission came in.", "%(n)s submissions came in.", counts["submissions"])
        % {"n": counts["submissions"]}
        + " "
        + ngettext(
            "There was %(n)s remark in all.", "There were %(n)s remarks in all.", counts["remarks"]
        )
        % {"n": counts["remarks"]}
    )
    if content["results_at"]:
        listed = [f"{Outcome(o).label} – {n}" for o, n in counts["by_outcome"].items()]
        if counts["unanswered"]:
            listed.append(f"{_('no answer')} – {counts['unanswered']}")
        yield _("Outcome of the remarks: %(outcomes)s.") % {"outcomes": ", ".join(listed)}
    if counts["unanswered"] and content["results_override"]:
        yield _("Some remarks have no answer. The reason: %(reason)s") % {
            "reason": full_stop(content["results_override"])
        }


def _council(council):
    if not council or not council["delivered_on"]:
        return ""
    words = {"delivered": day(council["delivered_on"])}
    if council["opinion_on"]:
        return _(
            "The council of public benefit received the draft on %(delivered)s and gave its "
            "opinion on %(given)s."
        ) % {**words, "given": day(council["opinion_on"])}
    if council["silent"]:
        return (
            _(
                "The council of public benefit received the draft on %(delivered)s and gave no "
                "opinion within 14 days, which means that it waived its right."
            )
            % words
        )
    return _("The council of public benefit received the draft on %(delivered)s.") % words
