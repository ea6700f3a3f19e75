"""What the site search knows of partnerships and organisations."""

from django.conf import settings
from django.utils.html import strip_tags

from partnerships.choices import PUBLIC_STATES
from partnerships.models import MemberDirectoryPage, Membership, Organisation, PartnershipPage
from portal.models import SearchEntry
from portal.visibility import open_to_all


def put_page(page):
    """Makes the page findable; one that only some may read is taken out."""
    if not page.live or page.get_view_restrictions().exists():
        SearchEntry.remove(page)
        return
    texts = []
    kind = SearchEntry.Kind.PAGE
    if isinstance(page, PartnershipPage):
        kind = SearchEntry.Kind.PARTNERSHIP
        members = Membership.objects.filter(partnership=page.partnership_id).current()
        texts = [
            page.vision,
            page.mission,
            page.main_goal,
            *(strip_tags(text) for text in (page.diagnosis, page.principles, page.benefits)),
            *(str(goal.value) for goal in page.goals),
            *(membership.organisation.name for membership in members),
        ]
    SearchEntry.put(
        page,
        language=page.locale.language_code,
        kind=kind,
        title=page.title,
        summary=page.lead,
        url=page.url,
        text=" ".join(texts),
    )


def put_organisation(organisation, directories=None):
    """Makes the organisation findable in each language that it has a text and a directory in."""
    SearchEntry.remove(organisation)
    if organisation.member_state not in PUBLIC_STATES:
        return
    texts = {
        text.locale.language_code: text for text in organisation.texts.select_related("locale")
    }
    tags = " ".join(organisation.tags.names())
    areas = list(organisation.areas.all())
    for directory in directories if directories is not None else open_directories():
        language = directory.locale.language_code
        text = texts.get(language)
        if text is None and language != settings.LANGUAGE_CODE:
            continue
        words = [organisation.short_name, organisation.town, tags]
        words += [getattr(area, f"name_{language}") for area in areas]
        if text:
            words += [text.description, text.offers, text.needs]
        SearchEntry.put(
            organisation,
            language=language,
            kind=SearchEntry.Kind.ORGANISATION,
            title=organisation.name,
            summary=text.helps_with if text else "",
            url=directory.organisation_url(organisation),
            text=" ".join(words),
        )


def put_all_organisations():
    """After the directory was published, moved, closed or taken off: every address changes."""
    directories = open_directories()
    for organisation in Organisation.objects.public():
        put_organisation(organisation, directories)


def open_directories():
    return list(open_to_all(MemberDirectoryPage.objects.all()).select_related("locale"))
