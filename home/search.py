"""The site search: one question over everything public, by kind."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.models import SearchEntry
from portal.paging import asked_number, page_or_none
from portal.text import fold

PER_PAGE = 20
MAX_LENGTH = 200

KINDS = {
    SearchEntry.Kind.PROGRAMME: _("Cooperation programme"),
    SearchEntry.Kind.EVENT: _("Events and reports"),
    SearchEntry.Kind.ORGANISATION: _("Organisations and institutions"),
    SearchEntry.Kind.PARTNERSHIP: pgettext_lazy("search", "Partnerships"),
    SearchEntry.Kind.RESOURCE: pgettext_lazy("search", "Templates to download"),
    SearchEntry.Kind.PAGE: _("Pages about the portal"),
}


class SiteSearch:
    """What somebody asks in one language, made safe, and what is found."""

    def __init__(self, params, language):
        self.language = language
        typed = params.get("q", "")
        self.words = " ".join(typed[:MAX_LENGTH].split())
        self.cut = len(typed) > MAX_LENGTH or len(self.words.split()) > SearchEntry.MAX_WORDS
        self.kind = params.get("kind", "")
        self.unknown_kind = bool(self.kind) and self.kind not in KINDS
        if self.unknown_kind:
            self.kind = ""
        self.asked_page = asked_number(params)

    @cached_property
    def _found(self):
        return SearchEntry.find(self.words, self.language)

    @cached_property
    def _counts(self):
        if not self.words:
            return {}
        counted = self._found.order_by().values("kind").annotate(n=Count("pk"))
        return dict(counted.values_list("kind", "n"))

    @property
    def total(self):
        return sum(self._counts.values())

    @property
    def shown(self):
        """How many there are of the chosen kind."""
        return self._counts.get(self.kind, 0) if self.kind else self.total

    @cached_property
    def _paginator(self):
        entries = self._found.filter(kind=self.kind) if self.kind else self._found
        paginator = Paginator(entries.only("kind", "title", "summary", "url"), PER_PAGE)
        paginator.count = self.shown  # Known already; saves the query.
        return paginator

    @property
    def unknown_page(self):
        return self.asked_page is None

    @cached_property
    def page(self):
        """The page asked for; None where the list ends earlier."""
        return page_or_none(self._paginator, self.asked_page)

    @property
    def rows(self):
        return [(entry, KINDS[entry.kind]) for entry in self.page]

    @property
    def kinds(self):
        """Links that narrow the results: everything, then each kind that something is of."""
        links = [{"label": None, "count": self.total, "url": self._url(), "chosen": not self.kind}]
        for kind, label in KINDS.items():
            if self._counts.get(kind) or kind == self.kind:
                links.append(
                    {
                        "label": label,
                        "count": self._counts.get(kind, 0),
                        "url": self._url(kind),
                        "chosen": kind == self.kind,
                    }
                )
        return links

    @cached_property
    def offers(self):
        """For an empty result: the words that find something alone, with how much."""
        words = dict.fromkeys(fold(self.words).split()[: SearchEntry.MAX_WORDS])
        if len(words) < 2:
            return []
        found = SearchEntry.objects.filter(language=self.language).aggregate(
            **{
                f"word_{number}": Count("pk", filter=Q(text_folded__contains=word))
                for number, word in enumerate(words)
            }
        )
        return [
            {"word": word, "count": found[f"word_{number}"], "url": f"?{_encode(q=word)}"}
            for number, word in enumerate(words)
            if found[f"word_{number}"]
        ]

    def _url(self, kind=""):
        return f"?{_encode(q=self.words, kind=kind)}"

    @property
    def querystring(self):
        """All but the page number, for the links of the pagination."""
        return _encode(q=self.words, kind=self.kind)


def _encode(**values):
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})
    return query.urlencode()


@require_safe
def search(request):
    """The form, and below it what was found."""
    asked = SiteSearch(request.GET, get_language())
    if asked.page is None:
        return render(request, "portal/no_such_list_page.html", status=404)
    return render(request, "home/search.html", {"search": asked})
