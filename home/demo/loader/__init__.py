"""Loads the demo: Gmina Lipowa Dolina, with everything that a municipality came for."""

from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from home.demo.loader import (
    consultation,
    events,
    library,
    media,
    municipality,
    organisations,
    pages,
    users,
)
from home.demo.loader.content import read
from home.models import HomePage
from home.roles import keep_to_sections
from resources.models import ConsultationPage, ProgrammeIndexPage


@transaction.atomic
def load(now=None):
    """Fills an empty portal; on a filled one only keeps its address right, the consultation open.

    All or nothing, and never over what somebody has entered since.
    """
    now = now or timezone.now()
    accounts = users.load()
    pages.set_address()
    if HomePage.objects.exists():
        index = ProgrammeIndexPage.objects.filter(locale__language_code="pl").first()
        if index:
            consultation.load(index, now, accounts)
        return
    locales = {
        language: Locale.objects.get_or_create(language_code=language)[0]
        for language in pages.LANGUAGES
    }
    content = read("pages")
    tree = pages.load_tree(content, locales)
    pages.load_bodies(content, tree)
    municipality.load(content, tree)
    pictures = media.load_pictures()
    documents = media.load_documents()
    register = organisations.load(locales)
    organisations.load_partnerships(tree["pl"]["partnerstwo"], register, locales, documents)
    meetings = events.load(tree["pl"]["wydarzenia"], register, pictures, documents, locales, now)
    library.load(tree["pl"]["dokumenty"], documents, locales)
    consultation.load(tree["pl"]["program-wspolpracy"], now, accounts)
    _link_meeting(meetings)
    pages.load_home(content, tree)
    keep_to_sections()
    # Wagtail adds them on commit, from addresses that no reader has ever seen.
    transaction.on_commit(Redirect.objects.all().delete)


def _link_meeting(meetings):
    """The open consultation names its meeting."""
    meeting = next((p for p in meetings.values() if p.kind == "consultation_meeting"), None)
    page = (
        ConsultationPage.objects.filter(locale__language_code="pl")
        .order_by("-consultation__opens_at")
        .first()
    )
    if meeting and page:
        page.meeting_page = meeting.page_ptr
        page.save_revision().publish()
