"""The report as a paper: the blocks from which its PDF, its DOCX and the HTML for the BIP are
made. The table of remarks lies across the page, with a place for signatures below it."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import document
from portal.document import Document, facts, heading, paragraph, part, quote
from resources.choices import Authority, Change, Channel, Outcome, Who
from resources.reporting import words

#: Shares of the page's width that the columns of the table have.
WIDTHS = [0.45, 2.2, 2.3, 1.8, 1.6, 1.25, 2.2]


def pdf(content):
    return build(content).pdf()


def docx(content):
    return build(content).docx()


def build(content):
    return Document(
        title(content),
        parts=[
            part(*opening(content)),
            *([part(*remarks(content), landscape=True)] if content["remarks"] else []),
            part(*closing(content), *signatures()),
        ],
        **frame(content),
    )


def frame(content):
    """What every paper of a report has around its words."""
    return {
        "issuer": content["issuer"],
        "day": datetime.fromisoformat(content["made_at"]).date(),
        "edition": content["case_no"],
        "lang": settings.LANGUAGE_CODE,
    }


def title(content):
    return f"{_('Report on the consultation')} – {content['text']}"


def opening(content):
    yield heading(pgettext("report", "How the consultation went"))
    yield paragraph(" ".join(content["summary"]))
    if not content["remarks"]:
        yield document.note(_("No remarks were submitted within the time set."))
    if content["counts"]["unanswered"] and content["results_override"]:
        yield document.note(
            _("Some remarks have no answer. The reason: %(reason)s")
            % {"reason": content["results_override"]}
        )
    yield heading(pgettext("report", "Legal basis and dates"))
    yield facts(basis(content))
    yield heading(pgettext("report", "In numbers"))
    yield facts(numbers(content))


def basis(content):
    """Facts of the case, those that are known."""
    window, publication = content["window"], content["publication"]
    rows = [
        (_("Case number"), content["case_no"]),
        (_("Case handled by"), content["handled_by"]),
        (_("Order opening the consultation"), _order(content)),
        (_("Local consultation resolution"), content["resolution"]),
        (
            _("Consultation period"),
            f"{words.day(window['opens_at'])} – {words.day(window['last_day'])}",
        ),
        *((pgettext("report", "Extended"), _extension(e)) for e in window["extensions"]),
        (_("Who may comment"), who_may(content)),
        (_("How to comment"), content["channels"] or _channels(content)),
        (_("Public Information Bulletin (BIP)"), publication["bip_url"]),
        (pgettext("report", "On the portal"), publication["page_url"]),
        (_("Notice board"), _board(publication)),
        (pgettext("fact", "Meeting"), _meeting(content["meeting"])),
        (
            _("answers published").capitalize(),
            words.minute(content["results_at"]) if content["results_at"] else "",
        ),
    ]
    return [(str(name), value) for name, value in rows if value]


def who_may(content):
    if content["residents_admitted"]:
        return _("organisations and institutions active in the municipality, and its residents")
    return _("organisations and institutions active in the municipality")


def _order(content):
    return ", ".join(filter(None, [content["order_no"], words.day(content["order_date"])]))


def _extension(extension):
    return _("%(on)s, from %(before)s to %(after)s: %(reason)s") % {
        "on": words.day(extension["at"]),
        "before": words.minute(extension["closed_at"]),
        "after": words.minute(extension["closes_at"]),
        "reason": extension["reason"],
    }


def _channels(content):
    return ", ".join(str(Channel(c).label) for c in content["accepted_channels"])


def _board(publication):
    return " – ".join(
        filter(None, [words.day(publication["board_from"]), words.day(publication["board_to"])])
    )


def _meeting(meeting):
    if not meeting:
        return ""
    return ", ".join(filter(None, [meeting["title"], words.day(meeting["on"]), meeting["place"]]))


def numbers(content):
    """Names and numbers; what nobody expects is left out where there is none of it."""
    counts = content["counts"]
    rows = [
        (pgettext("report", "Submissions"), counts["submissions"]),
        (
            pgettext("report", "Submissions by sender"),
            shares([*Who, Authority.MISSING], counts["by_who"]),
        ),
        (pgettext("report", "Submissions by channel"), shares(Channel, counts["by_channel"])),
        (pgettext("report", "Remarks"), counts["remarks"]),
        (pgettext("report", "Remarks by outcome"), outcomes(counts)),
        (_("Submissions sent and not confirmed (they do not count)"), counts["unconfirmed"]),
        (_("Submissions withdrawn"), counts["withdrawn"]),
        (_("Submissions received after the close"), counts["late"]),
        (_("Joint positions of several organisations"), counts["joint"] or ""),
        (_("Remarks whose words are not published"), counts["hidden"] or ""),
        (_("Remarks of which part is left out"), counts["redacted"] or ""),
    ]
    return [(name, str(value)) for name, value in rows if value != ""]


def shares(choices, counted):
    """ "accepted: 3, not accepted: 1", in the order in which the office names them."""
    return ", ".join(_share(c.label, counted[c]) for c in choices if c in counted)


def _share(label, number):
    """A colon, because labels hold dashes; the number stays on the line of its label."""
    return f"{label[:1].lower()}{label[1:]}:\u00a0{number}"


def outcomes(counts):
    unanswered = _share(_("no answer"), counts["unanswered"]) if counts["unanswered"] else ""
    return ", ".join(filter(None, [shares(Outcome, counts["by_outcome"]), unanswered]))


def remark_heads():
    return [
        _("No."),
        _("Provision and current wording"),
        pgettext("said", "Remark"),
        _("Proposed wording"),
        _("Justification"),
        pgettext("report", "Submitted by"),
        _("Outcome and reason"),
    ]


def remark_row(remark):
    return [
        str(remark["number"]),
        "\n".join(filter(None, [words.provision(remark), remark["quote"]])),
        words.body(remark),
        remark["proposed"] or "–",
        remark["justification"] or "–",
        words.by(remark),
        words.answer(remark),
    ]


def remarks(content):
    yield heading(_("Remarks and answers"))
    yield document.table(remark_heads(), map(remark_row, content["remarks"]), WIDTHS)


def closing(content):
    yield from council(content["council"])
    yield from versions(content["versions"])
    yield heading(pgettext("report", "Entry in the record"))
    yield paragraph(
        _(
            "Every act of the consultation has an entry in a ledger that can only be added to. "
            "The report was made after the entry named here; by its hash anybody can check that "
            "nothing was changed or left out since."
        )
    )
    yield facts(proof(content))


def council(opinion):
    if not opinion:
        return
    yield heading(_("Opinion of the Public Benefit Council"))
    if opinion["opinion_on"]:
        yield paragraph(
            _("Delivered on %(delivered)s, opinion given on %(given)s.")
            % {
                "delivered": words.day(opinion["delivered_on"]),
                "given": words.day(opinion["opinion_on"]),
            }
        )
        if opinion["opinion"]:
            yield quote(opinion["opinion"])
    else:
        yield paragraph(silence(opinion))


def silence(opinion):
    if not opinion["delivered_on"]:
        return _("The draft has not been delivered to the council yet.")
    names = {"delivered": words.day(opinion["delivered_on"]), "due": words.day(opinion["due"])}
    if opinion["silent"]:
        return (
            _(
                "Delivered on %(delivered)s. No opinion was given by %(due)s, which means that the "
                "council waived its right."
            )
            % names
        )
    return _("Delivered on %(delivered)s. The council has until %(due)s.") % names


def versions(found):
    if not found:
        return
    yield heading(pgettext("report", "Versions of the text"))
    for version in found:
        yield facts(
            [
                (
                    _("Version %(number)s") % {"number": version["number"]},
                    words.minute(version["frozen_at"]),
                ),
                ("SHA-256", version["sha256"]),
            ]
        )
        if version["changes"]:
            yield document.bullets(map(change, version["changes"]))


def change(found):
    """What became of a provision, on one line: "§ 3 ust. 2 → § 4 ust. 1: changed"."""
    place = found["old"]
    if found["new"] and found["new"] != found["old"]:
        place += f" → {found['new']}"
    return f"{place}: {Change(found['change']).label}"


def proof(content):
    entry = content["ledger"]
    return [
        (_("Report no."), str(content["number"])),
        (pgettext("report", "Made"), words.minute(content["made_at"])),
        (_("Entry in the record"), str(entry["seq"])),
        (_("Hash of the entry"), entry["hash"]),
    ]


def signatures():
    """On paper the report is signed; on the portal its hash stands for that."""
    yield heading(pgettext("report", "Signatures"))
    yield document.table(
        [pgettext("signature", "Who"), _("Name and function"), _("Date and signature")],
        [
            [pgettext("signature", "Prepared by"), "", ""],
            [pgettext("signature", "Approved by"), "", ""],
        ],
        [1, 2, 2],
        tall=16,
    )
