"""Meetings that were, with reports, and meetings to come, with invitations."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.models import EventAttachment, EventPage, EventPicture
from home.demo.loader.content import block, body, publish, read, translate


def moment(day, clock):
    hour, minute = (int(part) for part in clock.split(":"))
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))


#: Month and day of what may fall on a Tuesday or Wednesday: holidays, and the days around
#: Christmas and New Year when nobody meets.
FREE = {(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11)} | {
    (12, day) for day in range(23, 32)
}


def working_day(day):
    """The nearest Tuesday or Wednesday that is no holiday, not before `day`."""
    while day.weekday() not in (1, 2) or (day.month, day.day) in FREE:
        day += timedelta(days=1)
    return day


def load(index, organisations, pictures, documents, locales, now):
    """All events below `index`; returns their pages by key."""
    pages = {}
    for entry in read("events")["events"]:
        page = _page(entry, organisations, timezone.localdate(now))
        page.locale = index.locale
        page.pictures = [
            EventPicture(
                sort_order=order,
                image=pictures[shot["file"]],
                caption=shot.get("caption", ""),
                locale=index.locale,
            )
            for order, shot in enumerate(entry.get("gallery", []))
        ]
        page.attachments = [
            EventAttachment(
                sort_order=order,
                document=documents[attachment["file"]],
            )
            for order, attachment in enumerate(entry.get("attachments", []))
        ]
        publish(index, page)
        pages[entry["key"]] = page
        if english := entry["texts"].get("en"):
            _translate(page, english, locales["en"])
    return pages


def _page(entry, organisations, today):
    if "start" in entry:
        starts, ends = (
            timezone.make_aware(datetime.fromisoformat(entry[name])) for name in ("start", "end")
        )
        confirm_by = None
    else:
        day = working_day(today + timedelta(days=entry["days_from_now"]))
        starts, ends = moment(day, entry["time"]), moment(day, entry["end_time"])
        before = entry["days_from_now"] - entry["confirm_by_days_from_now"]
        confirm_by = day - timedelta(days=before)
    texts, told = entry["texts"]["pl"], "start" in entry
    organiser = entry["organiser"]
    return EventPage(
        title=texts["title"],
        slug=entry["slug"],
        kind=entry["kind"],
        starts_at=starts,
        ends_at=ends,
        place=entry["place"],
        address=entry.get("address") or "",
        town=entry["town"],
        organiser=organisations[organiser] if organiser else None,
        capacity=entry.get("capacity"),
        confirm_by=confirm_by,
        lead=texts["lead"],
        audience=texts.get("audience", ""),
        access="\n".join(texts.get("accessibility", [])),
        invitation=[] if told else body(texts["body"]),
        agenda=[_agenda(point) for point in texts.get("agenda", [])],
        body=body(texts["body"]) if told else [],
        totals=[block("total", total) for total in texts.get("totals", [])],
        conclusions=[block("conclusion", c) for c in texts.get("conclusions", [])],
        open_questions=[block("question", q) for q in texts.get("open_questions", [])],
        quote=texts.get("quote", ""),
    )


def _agenda(point):
    if "day" in point:
        return block("day", point["day"])
    return block(
        "point",
        {
            "time": point["time"],
            "minutes": point.get("minutes"),
            "title": point["title"],
            "text": point.get("text", ""),
        },
    )


def _translate(page, texts, locale):
    told = bool(page.body)
    words = body(texts.get("body", []))
    translate(
        page,
        locale,
        title=texts["title"],
        lead=texts["lead"],
        body=words if told else [],
        invitation=[] if told else words,
        agenda=[],
        totals=[],
        conclusions=[],
        open_questions=[],
        quote="",
        audience="",
        access="",
    )
