"""Addresses of the site that are not pages."""

from django.urls import path
from django.utils.functional import lazy
from django.utils.translation import get_language

from home.search import search

#: Fixed addresses, and so no matter for translators.
SEARCH_PATHS = {"pl": "szukaj/", "en": "search/", "uk": "poshuk/"}

search_path = lazy(lambda: SEARCH_PATHS.get(get_language(), "szukaj/"), str)

urlpatterns = [path(search_path(), search, name="search")]
