"""Links in rich text, resolved in one query a text whatever the number of links."""

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LocalisedPageLinkHandler(PageLinkHandler):
    """Leads to the page in the reader's language, where it exists, else as it was chosen.

    Wagtail's own handler asks for the page, its type, the locale and the translation one by
    one, for every paragraph with a link.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        chosen = [int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id")).isdecimal()]
        keys = Page.objects.filter(pk__in=chosen).values("translation_key")
        pages = Page.objects.filter(translation_key__in=keys).select_related("locale")
        by_pk = {page.pk: page for page in pages}
        language = get_language()
        translated = {
            page.translation_key: page
            for page in by_pk.values()
            if page.live and page.locale.language_code == language
        }
        links = []
        for attrs in attrs_list:
            page = by_pk.get(int(attrs["id"])) if str(attrs.get("id")).isdecimal() else None
            if page:
                page = translated.get(page.translation_key, page)
            links.append(f'<a href="{escape(page.url)}">' if page else "<a>")
        return links
