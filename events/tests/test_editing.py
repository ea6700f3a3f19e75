"""What editors and translators do with events."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from events.models import EventAttachment, EventPage, EventPicture, Meeting
from events.tests.factories import NOW, REPORT, make_calendar, make_event

pytestmark = pytest.mark.django_db

AGENDA = [
    {"type": "day", "value": "Dzień pierwszy"},
    {"type": "point", "value": {"time": "23:50", "minutes": 20, "title": "Kolacja", "text": ""}},
]
CONCLUSIONS = [
    {
        "type": "conclusion",
        "value": {
            "title": "Powtórzymy spotkanie",
            "text": "",
            "who": "OPS",
            "term": "2027-01-15",
            "state": "planned",
        },
    }
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def calendar():
    return make_calendar()


@pytest.fixture
def picture():
    return get_image_model().objects.create(
        title="IMG_2041", description="Ludzie przy stole", file=get_test_image_file()
    )


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("redakcja", "r@example.test", "haslo")
    client.force_login(user)
    return client


def translate(page, language):
    """Sends `page` for translation, translates each string as "EN …" and publishes."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    source = TranslationSource.get_or_create_from_instance(page)[0]
    source.update_from_db()
    translation = Translation.objects.get_or_create(source=source, target_locale=locale)[0]
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": f"EN {segment.string.data}"},
        )
    translation.save_target(publish=False)
    page.get_translation(locale).get_latest_revision().publish()
    return page.get_translation(locale)


def test_translations_show_the_same_meeting(client, calendar, picture):
    event = make_event(
        calendar,
        "Relacja",
        starts_in=timedelta(days=-3),
        body=REPORT,
        agenda=AGENDA,
        conclusions=CONCLUSIONS,
        pictures=[EventPicture(image=picture, caption="Przy stole")],
    )
    home = calendar.get_parent().specific
    english_home = home.copy_for_translation(Locale.objects.create(language_code="en"))
    english_home.save_revision().publish()
    translate(calendar, "en")
    english = translate(event, "en")
    assert english.meeting_id == event.meeting_id
    assert Meeting.objects.count() == 1
    assert [shot.image_id for shot in english.pictures.all()] == [picture.pk]
    page = client.get(english.url).text
    assert "EN Relacja" in page and "EN Przy stole" in page and "EN Powtórzymy" in page
    assert "26:" not in page and "23:50–00:10" in page

    event.plan, event.place = "cancelled", "Dom Kultury"
    event.save_revision().publish()
    page = client.get(english.url).text
    assert "EventCancelled" in page and "Dom Kultury" in page


def test_publishing_a_translation_changes_no_fact(calendar):
    event = make_event(calendar)
    calendar.get_parent().copy_for_translation(Locale.objects.create(language_code="en"))
    translate(calendar, "en")
    english = translate(event, "en")
    english.place = "Elsewhere"
    english.save_revision().publish()
    assert Meeting.objects.get().place == "Biblioteka Gminna"


def test_a_picture_without_a_description_is_refused(calendar, picture):
    picture.description = ""
    picture.save()
    with pytest.raises(ValidationError) as refused:
        EventPicture(image=picture, locale=calendar.locale).full_clean(exclude=["page"])
    assert "image" in refused.value.message_dict


def test_both_previews_show_the_draft(editor, calendar, picture):
    event = make_event(calendar, body=REPORT, invitation=REPORT, place="Stare miejsce")
    event.place = "Nowe miejsce"
    event.pictures.add(EventPicture(image=picture, locale=event.locale))
    event.save_revision()
    draft = event.get_latest_revision_as_object()
    invitation = draft.make_preview_request(preview_mode="invitation").render().text
    assert "Nowe miejsce" in invitation and "facts margin" in invitation
    report = draft.make_preview_request(preview_mode="report").render().text
    assert "dwadzieścia siedem" in report and "Ludzie przy stole" in report


def test_the_form_and_the_list_open(editor, calendar):
    event = make_event(calendar, "Do listy")
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[event.pk])).status_code == 200
    new = reverse("wagtailadmin_pages:add", args=["portal_events", "eventpage", calendar.pk])
    assert editor.get(new).status_code == 200
    listed = editor.get(reverse("events:index"), {"kind": "partners", "q": ""})
    assert "Do listy" in listed.text
    assert "Do listy" not in editor.get(reverse("events:index"), {"kind": "seminar"}).text


def test_attachments_name_their_type_and_size(client, calendar):
    document = get_document_model().objects.create(
        title="Protokół", file=ContentFile(b"x" * 2048, name="protokol.pdf"), file_size=2048
    )
    event = make_event(calendar, attachments=[EventAttachment(document=document)])
    page = client.get(event.url).text.replace("\xa0", " ")
    assert "Protokół" in page and "PDF, 2,0 KB" in page
    assert EventPage.objects.get().attachments.count() == 1
