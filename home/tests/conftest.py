import pytest
from wagtail.models import Locale, Page, Site

from home.models import HomePage
from resources.tests.conftest import consultation, programme_page, send, site_root  # noqa: F401


@pytest.fixture
def home(db):
    """A front page with four sections in the navigation, in place of Wagtail's welcome."""
    pl = Locale.objects.get_or_create(language_code="pl")[0]
    welcome = Page.objects.get(depth=2)
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Start", slug="start", headline="Razem", locale=pl)
    )
    Site.objects.filter(is_default_site=True).update(root_page=home)
    welcome.delete()
    for number in range(4):
        home.add_child(
            instance=Page(title=f"Dział {number}", slug=f"dzial-{number}", show_in_menus=True)
        )
    return home
