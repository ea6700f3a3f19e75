"""Every page of the demo goes through the translator and comes out readable."""

import pytest
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource


def through_the_translator(page, locale):
    """Sends a page to translation, translates each string, publishes; returns the translation."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": segment.string.data},
        )
    translation.save_target(publish=True)
    return page.get_translation(locale)


@pytest.fixture
def ukrainian(demo_content):
    return Locale.objects.get(language_code="uk")


def test_every_page_survives_the_translator(ukrainian):
    reader = Client()
    pages = Page.objects.filter(locale__language_code="pl", depth__gt=1, live=True).order_by("path")
    failed = []
    for page in pages.specific():
        translation = through_the_translator(page, ukrainian)
        address = translation.get_url()
        status = reader.get(address).status_code
        if status != 200 or not address.startswith("/uk/"):
            failed.append((address, status))
    assert failed == []
    assert pages.count() > 40


def test_facts_stay_the_same_and_records_one(ukrainian):
    from events.models import EventPage, Meeting
    from partnerships.models import Partnership, PartnershipPage
    from resources.models import Programme, ProgrammePage

    records = [Meeting, Partnership, Programme]
    before = [model.objects.count() for model in records]
    for model in (PartnershipPage, EventPage, ProgrammePage):
        page = model.objects.filter(locale__language_code="pl", live=True).first()
        translation = through_the_translator(page, ukrainian)
        facts = [field.field_name for field in page.override_translatable_fields]
        fields = [name for name in facts if name != "slug"]
        assert [getattr(translation, name) for name in fields] == [
            getattr(page, name) for name in fields
        ]
    assert [model.objects.count() for model in records] == before
