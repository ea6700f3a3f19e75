"""Consultations of other texts: assumptions that wait for answers, rules about to be announced."""

from datetime import timedelta

from django.utils import timezone

from home.demo.loader.content import paragraphs, publish, read
from home.demo.loader.legal import at, introduce, legal_text, set_up
from home.demo.loader.remarks import Past
from resources.models import Consultation, ConsultedTextPage
from resources.services import announcing


def load(index, year, today, users):
    content, shared = read("consultation_other"), read("consultation")
    _strategy(index, content["strategy"], shared, year, today, users)
    _grants(index, content["grants"], shared, year, today, users)


def _page(index, data, text=()):
    page = ConsultedTextPage(
        title=data["title"],
        slug=data["slug"],
        kind=data["kind"],
        lead=data["lead"],
        summary=str(paragraphs(data["summary"])),
        text=list(text),
        locale=index.locale,
    )
    return publish(index, page)


def _strategy(index, data, shared, year, today, users):
    """Closed long enough: every act up to the publication can be tried on it at once."""
    page = _page(index, data["page"])
    opens = today - timedelta(days=data["opened_days_ago"])
    closes = opens + timedelta(days=data["window_days"] - 1)
    consultation = set_up(page, data, shared, year, opens, closes, users, without_text=True)
    announcing.announce(consultation, at(opens - timedelta(days=2), 10))
    consultation.refresh_from_db()
    introduce(consultation, data, year)
    Past(consultation, opens, closes, users).load(data["submissions"])


def _grants(index, data, shared, year, today, users):
    """Set up but for the number of the order, and not announced."""
    page = _page(index, data["page"], legal_text(data["chapters"], year))
    closes = today + timedelta(days=data["window_days"])
    set_up(page, data, shared, year, today, closes, users)


def keep_ahead(now):
    """As long as the rules are not announced, they open today, whenever the demo is started."""
    today, slug = timezone.localdate(now), read("consultation_other")["grants"]["page"]["slug"]
    prepared = Consultation.objects.filter(
        announced_at=None, opens_at__lt=at(today), text_page__slug=slug
    )
    for consultation in prepared:
        days = today - timezone.localdate(consultation.opens_at)
        for name in ("opens_at", "closes_at"):
            moved = timezone.localtime(getattr(consultation, name)) + days
            setattr(consultation, name, moved)
        for name in ("board_from", "board_to", "answers_due", "session_on"):
            if moved := getattr(consultation, name):
                setattr(consultation, name, moved + days)
        consultation.save()
