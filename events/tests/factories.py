"""Small builders for tests of events."""

from datetime import UTC, datetime, timedelta

from wagtail.models import Locale, Page, Site

from events.models import EventIndexPage, EventPage

NOW = datetime(2026, 10, 1, 10, 0, tzinfo=UTC)


def make_calendar(slug="wydarzenia"):
    """A site whose home holds a calendar, in the default language."""
    locale = Locale.objects.get_or_create(language_code="pl")[0]
    home = Page.objects.filter(depth=2).first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(title="Start", slug="start", locale=locale)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home.add_child(
        instance=EventIndexPage(title="Wydarzenia i relacje", slug=slug, locale=locale)
    )


def make_event(calendar, title="Śniadanie partnerów", starts_in=timedelta(days=5), **fields):
    """An event of two hours that starts `starts_in` after the tests' NOW."""
    starts_at = fields.pop("starts_at", NOW + starts_in)
    publish = fields.pop("publish", True)
    event = EventPage(
        **{
            "title": title,
            "kind": "partners",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "place": "Biblioteka Gminna",
            "town": "Lipowa Dolina",
            "live": False,
            **fields,
        }
    )
    calendar.add_child(instance=event)
    if publish:
        event.save_revision().publish()
        event.refresh_from_db()
    return event


REPORT = [{"type": "paragraph", "value": "<p>Przyszło dwadzieścia siedem osób.</p>"}]
