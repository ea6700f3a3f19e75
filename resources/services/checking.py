"""What a clerk should know before announcing: each sentence with the rule it comes from."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.dates import day, minute
from resources import outline
from resources.choices import ADOPTED_STATES, OFFLINE
from resources.models import ProgrammePage

#: Days between the close and the session: for answers, the council of public benefit, papers.
DAYS_BEFORE_SESSION = 30
#: Councillors get their papers this many days before the session; the most that is usual.
DAYS_FOR_PAPERS = 10


class Level(TextChoices):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Rule(TextChoices):
    """Where a check comes from."""

    RESOLUTION = "resolution", gettext_lazy("council's resolution on consultations, art. 5(5)")
    ACT = "act", gettext_lazy("public-benefit act, art. 5a")
    ORDER = "order", gettext_lazy("mayor's order")
    PUBLICITY = "publicity", gettext_lazy("announcing in the BIP, on the board and on the site")
    GDPR = "gdpr", gettext_lazy("GDPR")
    SESSION = "session", gettext_lazy("counted back from the council session")
    RECORD = "record", gettext_lazy("record of the consultation")
    PRACTICE = "practice", gettext_lazy("good practice")


@dataclass(frozen=True)
class Check:
    """One thing checked; `name` is how the ledger calls a warning that was accepted."""

    name: str
    level: Level
    sentence: str
    rule: Rule


def check(consultation, now):
    """Everything that is checked before announcing, in the order of the set-up."""
    page = consultation.text_page.specific
    checks = [
        *_text(consultation, page),
        _basis(consultation),
        *_channels(consultation),
        _order(consultation),
        _window(consultation, now),
        *_dates(consultation, page),
        *_publicity(consultation),
        _privacy(consultation),
    ]
    return [Check(*found) for found in checks]


def dates(consultation):
    """What follows from the last day of the consultation, also from one that was moved."""
    return [Check(*found) for found in _dates(consultation, consultation.text_page.specific)]


def _dates(consultation, page):
    yield _answers(consultation)
    if is_programme := isinstance(page, ProgrammePage):
        if page.state in ADOPTED_STATES:
            yield _amendment(page)
        else:
            yield _november(consultation, page)
            yield _year(consultation, page)
    yield from _session(consultation, is_programme)


def of_level(checks, level):
    return [found for found in checks if found.level == level]


def consulted_outline(consultation, page):
    """The outline that announcing freezes; while there is no text yet, its assumptions."""
    if not hasattr(page, "draft_outline"):
        return []
    return page.assumptions_outline() if consultation.without_text else page.draft_outline()


def full_days(start, end):
    """Whole days by the clock on the wall: the hour that October adds makes none."""
    local_start, local_end = (timezone.localtime(m).replace(tzinfo=None) for m in (start, end))
    return (local_end - local_start).days


def deadlines(consultation):
    """Last days counted back from the session: `(name, day)`; empty without a session."""
    session = consultation.session_on
    if session is None:
        return []
    papers = session - timedelta(days=DAYS_FOR_PAPERS)
    council = papers - timedelta(days=consultation.COUNCIL_DAYS)
    return [
        ("close", session - timedelta(days=DAYS_BEFORE_SESSION)),
        *([("council", council)] if consultation.has_council else []),
        ("papers", papers),
    ]


def _text(consultation, page):
    if not page.live:
        yield (
            "page",
            Level.ERROR,
            _("The page with the text is not published, so nobody could read it. Publish it."),
            Rule.RECORD,
        )
    if closed := page.get_view_restrictions().select_related("page").first():
        sentence = _(
            "The section “%(section)s”, in which the text lies, is not open to everybody, so not "
            "everybody could read it. Make the section public first."
        )
        yield "private", Level.ERROR, sentence % {"section": closed.page.title}, Rule.RECORD
    chapters = consulted_outline(consultation, page)
    if consultation.without_text:
        text_is_there = hasattr(page, "draft_outline") and page.draft_outline()
        yield (
            "text",
            Level.WARNING if text_is_there else Level.OK,
            _(
                "The page has a text already, yet you announce that there is none: only the "
                "summary in plain words will be consulted."
            )
            if text_is_there
            else _("There is no text yet: the summary in plain words is consulted."),
            Rule.RECORD,
        )
        if not chapters:
            yield (
                "no_assumptions",
                Level.WARNING,
                _(
                    "The page has no summary in plain words. Write the assumptions there: what you "
                    "announce is frozen, so that nobody can change it under the remarks."
                ),
                Rule.RECORD,
            )
    elif not chapters:
        yield (
            "text",
            Level.ERROR,
            _(
                "The page has no text to consult yet. Add it, or tick in the set-up that "
                "assumptions are consulted."
            ),
            Rule.RECORD,
        )
    elif repeated := outline.repeated_labels(chapters):
        yield (
            "labels",
            Level.ERROR,
            _(
                "These labels stand in the text more than once: %(labels)s. Nobody could tell "
                "which provision a remark is about."
            )
            % {"labels": ", ".join(repeated)},
            Rule.RECORD,
        )
    else:
        count = sum(1 for chapter in chapters for _unit in chapter.walk())
        yield (
            "text",
            Level.OK,
            ngettext(
                "The text has %(count)s labelled level; it will be frozen.",
                "The text has %(count)s labelled levels; they will be frozen.",
                count,
            )
            % {"count": count},
            Rule.RECORD,
        )
    if page.expire_at:
        yield (
            "expires",
            Level.ERROR,
            _(
                "The page is set to disappear on %(date)s. An announced text stays public: remove "
                "that date on the page and publish it."
            )
            % {"date": minute(page.expire_at)},
            Rule.RECORD,
        )
    if page.live and page.has_unpublished_changes:
        yield (
            "unpublished",
            Level.WARNING,
            _("The page has changes that are not published. What is published will be frozen."),
            Rule.RECORD,
        )


def _basis(consultation):
    if consultation.local_resolution:
        sentence = _("Basis: %(resolution)s.") % {
            "resolution": consultation.local_resolution.rstrip(" .")
        }
        return "basis", Level.OK, sentence, Rule.RESOLUTION
    sentence = _("The resolution on whose basis you consult is missing.")
    return "basis", Level.ERROR, sentence, Rule.RESOLUTION


def _channels(consultation):
    if OFFLINE.isdisjoint(consultation.accepted_channels):
        yield (
            "online_only",
            Level.WARNING,
            _(
                "Remarks are taken online only. Such a consultation can be contested: let people "
                "use paper and the office too."
            ),
            Rule.RESOLUTION,
        )
    else:
        yield (
            "online_only",
            Level.OK,
            _("Remarks are taken not only online."),
            Rule.RESOLUTION,
        )
    if not consultation.channels:
        yield (
            "channels",
            Level.WARNING,
            _("It is not said in words how and where to send remarks. Readers will look for it."),
            Rule.RESOLUTION,
        )


def _order(consultation):
    number, of = consultation.order_no, consultation.order_date
    if not (number and of):
        sentence = _("The number or the date of the order that opens the consultation is missing.")
        return "order", Level.WARNING, sentence, Rule.ORDER
    if of > timezone.localdate(consultation.opens_at):
        sentence = _("The order is dated later than the opening of the consultation.")
        return "order", Level.WARNING, sentence, Rule.ORDER
    sentence = _("Order: %(number)s of %(date)s.") % {"number": number, "date": day(of)}
    return "order", Level.OK, sentence, Rule.ORDER


def _window(consultation, now):
    """Somebody who reads the announcement late has less time: the window starts with it."""
    if now >= consultation.closes_at:
        sentence = _("The closing date has passed. Set a later one first.")
        return "window", Level.ERROR, sentence, Rule.RESOLUTION
    days = full_days(max(consultation.opens_at, now), consultation.closes_at)
    facts = {"days": days, "least": consultation.least_days}
    if days < consultation.least_days:
        sentence = ngettext(
            "People would have %(days)s full day; the resolution demands at least %(least)s. "
            "Set a later last day.",
            "People would have %(days)s full days; the resolution demands at least %(least)s. "
            "Set a later last day.",
            days,
        )
        return "window", Level.ERROR, sentence % facts, Rule.RESOLUTION
    sentence = ngettext(
        "People have %(days)s full day; the resolution demands at least %(least)s.",
        "People have %(days)s full days; the resolution demands at least %(least)s.",
        days,
    )
    return "window", Level.OK, sentence % facts, Rule.RESOLUTION


def _answers(consultation):
    due = consultation.answers_due
    if due is None:
        sentence = _("There is no day by which you promise the answers. Senders will ask for it.")
        return "answers", Level.WARNING, sentence, Rule.PRACTICE
    earliest = timezone.localdate(consultation.results_from)
    if due < earliest:
        sentence = _(
            "Answers are promised by %(due)s, but somebody may still confirm a remark: they can "
            "be published from %(earliest)s."
        ) % {"due": day(due), "earliest": day(earliest)}
        return "answers", Level.WARNING, sentence, Rule.RECORD
    sentence = _("Answers are promised by %(due)s.") % {"due": day(due)}
    return "answers", Level.OK, sentence, Rule.PRACTICE


def _amendment(page):
    """An adopted programme is amended whenever that is needed, also during its year."""
    sentence = _("The programme for %(year)s is adopted already: its amendment is consulted.")
    return "amendment", Level.OK, sentence % {"year": page.year}, Rule.ACT


def _november(consultation, page):
    """The programme of a year is adopted by 30 November of the year before."""
    latest = date(page.year - 1, 11, 30)
    if (consultation.session_on or latest) > latest:
        sentence = _(
            "The council session is on %(session)s, but the programme should be adopted by "
            "%(latest)s."
        ) % {"session": day(consultation.session_on), "latest": day(latest)}
        return "november", Level.WARNING, sentence, Rule.ACT
    if consultation.last_day > latest:
        sentence = _(
            "Remarks are taken until %(last)s, but the programme should be adopted by %(latest)s."
        ) % {"last": day(consultation.last_day), "latest": day(latest)}
        return "november", Level.WARNING, sentence, Rule.ACT
    sentence = _("The consultation ends by %(latest)s, when the programme should be adopted.")
    return "november", Level.OK, sentence % {"latest": day(latest)}, Rule.ACT


def _year(consultation, page):
    opens = timezone.localdate(consultation.opens_at).year
    facts = {"year": page.year, "opens": opens}
    if opens != page.year - 1:
        sentence = _(
            "The programme is for %(year)s and its consultation opens in %(opens)s. Is the page "
            "of the right year chosen?"
        )
        return "year", Level.WARNING, sentence % facts, Rule.ACT
    return "year", Level.OK, _("The programme is for %(year)s.") % facts, Rule.ACT


def _session(consultation, is_programme):
    session = consultation.session_on
    if session is None:
        if is_programme:
            yield (
                "session",
                Level.WARNING,
                _(
                    "The date of the council session is not entered, so the terms cannot be "
                    "counted back from it."
                ),
                Rule.SESSION,
            )
        return
    latest = dict(deadlines(consultation))
    enough = consultation.last_day <= latest["close"]
    sentence = (
        _(
            "The session is on %(session)s. The consultation ends in time, by %(close)s; "
            "councillors get their papers by %(papers)s."
        )
        if enough
        else _(
            "The session is on %(session)s, so the consultation should end by %(close)s: the "
            "answers, the opinion and the papers for councillors (by %(papers)s) take time."
        )
    )
    facts = {"session": day(session), **{name: day(last) for name, last in latest.items()}}
    yield "session", Level.OK if enough else Level.WARNING, sentence % facts, Rule.SESSION
    if consultation.has_council:
        delivered = consultation.council_delivered_on
        late = max(delivered or date.min, consultation.last_day) > latest["council"]
        sentence = (
            _(
                "The council of public benefit (RDPP) has %(days)s days: it should have had the "
                "draft by %(council)s, after the consultation."
            )
            if late
            else _(
                "The council of public benefit (RDPP) has %(days)s days: hand it the draft by "
                "%(council)s."
            )
        )
        facts["days"] = consultation.COUNCIL_DAYS
        yield "council", Level.WARNING if late else Level.OK, sentence % facts, Rule.SESSION


def _publicity(consultation):
    if consultation.bip_url:
        yield "bip", Level.OK, _("The announcement is in the BIP."), Rule.PUBLICITY
    else:
        yield (
            "bip",
            Level.WARNING,
            _("The address of the announcement in the BIP is missing."),
            Rule.PUBLICITY,
        )
    if consultation.board_from:
        sentence = _("The announcement hangs on the notice board from %(day)s.")
        sentence %= {"day": day(consultation.board_from)}
        yield "board", Level.OK, sentence, Rule.PUBLICITY
    else:
        yield (
            "board",
            Level.WARNING,
            _("It is not noted since when the announcement hangs on the notice board."),
            Rule.PUBLICITY,
        )


def _privacy(consultation):
    if consultation.privacy_short and consultation.privacy_clause:
        return "privacy", Level.OK, _("Senders read what happens to their data."), Rule.GDPR
    sentence = _(
        "The information on personal data is missing: two sentences for the form and the whole "
        "clause. Without it no data may be collected."
    )
    return "privacy", Level.ERROR, sentence, Rule.GDPR
