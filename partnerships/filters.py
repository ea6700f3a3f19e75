"""The directory's filters: what was asked, what was found, what each choice would find."""

from dataclasses import dataclass, field

import django_filters
from django.core.paginator import Paginator
from django.db.models import CharField, Count, F, OuterRef, Q, Subquery, Value
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from taggit.models import Tag

from partnerships.choices import InstitutionType, Sector, StakeholderType
from partnerships.models.organisations import TEXTS, Organisation, OrganisationText, TaskArea
from partnerships.models.partnerships import Membership
from partnerships.wording import languages_to_try
from portal.paging import asked_number, page_or_none
from portal.text import fold, sort_key

MAX_WORDS = 8
#: Shorter words stand in the names of too many areas and key words to say anything.
MIN_LETTERS = 3
MAX_TEXT = 100
MAX_VALUES = 20
PER_PAGE = 20


class RelatedChoiceFilter(django_filters.MultipleChoiceFilter):
    """Matches through a relation without finding the same organisation twice."""

    def filter(self, qs, value):
        if not value:
            return qs
        related = Organisation.objects.filter(**{f"{self.field_name}__in": value})
        return qs.filter(pk__in=related.order_by().values("pk"))


class OrganisationFilter(django_filters.FilterSet):
    """One field per facet; within a facet any choice may match, between facets all must."""

    q = django_filters.CharFilter(method="with_words", label=_("Name or need"))
    scope = django_filters.ChoiceFilter(
        method="in_scope",
        label=pgettext_lazy("directory", "Whom to show"),
        choices=[
            ("members", _("Members of the partnership")),
            ("all", _("Organisations and institutions in the municipality")),
        ],
    )
    sector = django_filters.MultipleChoiceFilter(label=_("Sector"), choices=Sector.choices)
    area = RelatedChoiceFilter(field_name="areas__key", label=_("What it helps with"))
    tag = RelatedChoiceFilter(
        field_name="tags__slug", label=pgettext_lazy("organisation", "Key words")
    )
    town = django_filters.MultipleChoiceFilter(field_name="town", label=_("Where it is active"))
    type = django_filters.MultipleChoiceFilter(
        field_name="institution_type",
        label=_("Type of institution"),
        choices=InstitutionType.choices,
    )
    stakeholder = django_filters.MultipleChoiceFilter(
        field_name="stakeholder_type",
        label=_("Type of stakeholder"),
        choices=StakeholderType.choices,
    )
    looking = django_filters.MultipleChoiceFilter(
        method="looking_now",
        label=_("Looking for a partner now"),
        choices=[("yes", pgettext_lazy("filter", "yes"))],
    )

    class Meta:
        model = Organisation
        fields = []

    def with_words(self, qs, name, value):
        """Each word must stand in the name, the texts, or the name of an area or key word."""
        for word in fold(value).split()[:MAX_WORDS]:
            texts = OrganisationText.objects.filter(folded__contains=word).values("organisation")
            fits = Q(name_folded__contains=word) | Q(pk__in=texts)
            for facet in ("area", "tag") if len(word) >= MIN_LETTERS else ():
                choices = self.form.fields[facet].choices
                named = [key for key, label in choices if word in fold(label)]
                if named:
                    related = {f"{self.filters[facet].field_name}__in": named}
                    fits |= Q(pk__in=Organisation.objects.filter(**related).order_by().values("pk"))
            qs = qs.filter(fits)
        return qs

    def in_scope(self, qs, name, value):
        return qs if value == "all" else qs.members()

    def looking_now(self, qs, name, value):
        return qs.filter(looking_for_partner=True)


@dataclass
class Option:
    value: str
    label: str
    count: int
    chosen: bool


#: Facets whose choices are words of the register, which is kept in Polish.
IN_POLISH = ("tag", "town")


@dataclass
class Facet:
    """One group of choices in the filter form."""

    name: str
    label: str
    options: list[Option] = field(default_factory=list)

    unfolded: bool = False

    #: With more choices than this, only the first few show until the reader asks for all.
    MANY = 12
    FEW = 8

    @property
    def in_polish(self):
        return self.name in IN_POLISH

    @cached_property
    def shown(self):
        """All choices; or those chosen and the few that find most."""
        if self.unfolded or len(self.options) <= self.MANY:
            return self.options
        common = sorted(self.options, key=lambda option: -option.count)[: self.FEW]
        return [option for option in self.options if option.chosen or option in common]

    @property
    def hidden(self):
        return len(self.options) - len(self.shown)


@dataclass
class Chip:
    """A filter in force, and the address without it."""

    label: str
    url: str
    facet: str = "q"

    @property
    def in_polish(self):
        return self.facet in IN_POLISH


@dataclass
class Offer:
    """A way out of an empty result: what to take off and how many that would find."""

    label: str
    url: str
    count: int

    @property
    def sentence(self):
        return ngettext(
            "then there will be %(n)s result", "then there will be %(n)s results", self.count
        ) % {"n": self.count}


def _labelled(queryset, facet, key, label):
    """Rows of (facet, value, label) that can be joined with those of other tables."""
    facet = Value(facet, output_field=CharField())
    return queryset.order_by().values_list(facet, F(key), F(label))


def _area_name():
    return f"name_{languages_to_try()[0]}"


def choices_of(organisation):
    """The areas and key words of one organisation, in one query: {"area": [(key, label)], …}."""
    found = _labelled(organisation.areas.all(), "area", "key", _area_name()).union(
        _labelled(Tag.objects.filter(organisation=organisation), "tag", "slug", "name")
    )
    choices = {"area": [], "tag": []}
    for facet, key, label in sorted(found, key=lambda row: sort_key(row[2])):
        choices[facet].append((key, label))
    return choices


class Directory:
    """One reader's question to the register and its answer, in four queries at any size."""

    FACETS = ["sector", "area", "tag", "town", "type", "stakeholder", "looking"]
    #: Columns by which the choices of a facet are counted.
    COLUMNS = {
        "sector": "sector",
        "area": "areas__key",
        "tag": "tags__slug",
        "town": "town",
        "type": "institution_type",
        "stakeholder": "stakeholder_type",
    }
    DEFAULT_SCOPE = "members"

    def __init__(self, params):
        self.ignored = []
        self.words = " ".join(params.get("q", "").split())[:MAX_TEXT]
        self.choices = self._choices()
        self.scope = self._one(params, "scope", dict(self._static("scope"))) or self.DEFAULT_SCOPE
        self.chosen = {name: self._many(params, name) for name in self.FACETS}
        self.unfolded = self._one(params, "more", self.FACETS)
        self.page_number = asked_number(params)
        if self.page_number is None:
            self.ignored.append(params["page"][:40])
        self.filterset = self._filterset()

    # --- what was asked -------------------------------------------------------------------

    @staticmethod
    def _static(name):
        return OrganisationFilter.base_filters[name].extra["choices"]

    def _choices(self):
        """The possible values of every facet; those that lie in the database in one query."""
        public = Organisation.objects.public().order_by()
        tags = Tag.objects.filter(tagged_organisations__content_object__in=public)
        stored = _labelled(TaskArea.objects.all(), "area", "key", _area_name()).union(
            _labelled(tags, "tag", "slug", "name"),
            _labelled(public.exclude(town=""), "town", "town", "town"),
        )
        choices = {
            name: [(value, str(label)) for value, label in self._static(name)]
            for name in self.FACETS
            if name not in ("area", "tag", "town")
        }
        # Under the heading "Sector" one word is enough; a chip stands alone and says it in full.
        choices["sector"] = [(sector.value, sector.short_label) for sector in Sector]
        for facet, key, label in stored:
            choices.setdefault(facet, []).append((key, label))
        for facet in ("area", "tag", "town"):
            choices[facet] = sorted(choices.get(facet, []), key=lambda pair: sort_key(pair[1]))
        return {name: dict(pairs) for name, pairs in choices.items()}

    def _many(self, params, name):
        values = list(dict.fromkeys(value for value in params.getlist(name) if value))
        known = [value for value in values if value in self.choices[name]]
        self.ignored += [value[:40] for value in values if value not in self.choices[name]]
        return known[:MAX_VALUES]

    def _one(self, params, name, known):
        value = params.get(name, "")
        if value and value not in known:
            self.ignored.append(value[:40])
            return ""
        return value

    def _filterset(self):
        data = QueryDict(mutable=True)
        data["q"] = self.words
        data["scope"] = self.scope
        for name, values in self.chosen.items():
            data.setlist(name, values)
        filterset = OrganisationFilter(data, Organisation.objects.public())
        for name in ("area", "tag", "town"):
            filterset.form.fields[name].choices = list(self.choices[name].items())
        filterset.form.full_clean()
        return filterset

    def _matching(self, leave_out=(), scope=None):
        """Organisations that match all filters but those named."""
        queryset = Organisation.objects.public()
        for name, value in self.filterset.form.cleaned_data.items():
            if name not in leave_out:
                value = scope if name == "scope" and scope else value
                queryset = self.filterset.filters[name].filter(queryset, value)
        return queryset

    # --- what was found -------------------------------------------------------------------

    @cached_property
    def _counts(self):
        """How many each choice would find, and the totals, in one query."""

        def rows(queryset, facet, key):
            facet = Value(facet, output_field=CharField())
            counted = queryset.order_by().values(facet=facet, key=key).annotate(n=Count("pk"))
            return counted.values_list("facet", "key", "n")

        def fixed(text):
            return Value(text, output_field=CharField())

        parts = [
            rows(self._matching(leave_out=[name]), name, F(column))
            for name, column in self.COLUMNS.items()
        ]
        looking = self._matching(leave_out=["looking"]).filter(looking_for_partner=True)
        parts.append(rows(looking, "looking", fixed("yes")))
        for scope, _label in self._static("scope"):
            parts.append(rows(self._matching(scope=scope), "scope", fixed(scope)))
        register = Organisation.objects.public()
        parts.append(
            rows(self.filterset.filters["scope"].filter(register, self.scope), "of", fixed(""))
        )
        first, *rest = parts
        return {(facet, key): n for facet, key, n in first.union(*rest, all=True)}

    @property
    def total(self):
        return self._counts.get(("scope", self.scope), 0)

    @property
    def register_total(self):
        """How many there are in the chosen scope before any filter."""
        return self._counts.get(("of", ""), 0)

    @cached_property
    def page(self):
        """The organisations of the page asked for; None when there is no such page."""
        partnerships = (
            Membership.objects.filter(organisation=OuterRef("pk"), left_on__isnull=True)
            .order_by()
            .values("organisation")
            .annotate(n=Count("pk"))
            .values("n")
        )
        found = (
            self._matching()
            .annotate(partnership_count=Subquery(partnerships))
            .prefetch_related(TEXTS)
        )
        paginator = Paginator(found, PER_PAGE)
        paginator.count = self.total  # Known already; saves the query.
        return page_or_none(paginator, self.page_number)

    @property
    def groups(self):
        """The page's organisations under their letters."""
        groups = []
        for organisation in self.page:
            if not groups or groups[-1][0] != organisation.letter:
                groups.append((organisation.letter, []))
            groups[-1][1].append(organisation)
        return groups

    @cached_property
    def facets(self):
        facets = []
        for name in self.FACETS:
            label = OrganisationFilter.base_filters[name].label
            facet = Facet(name, label, unfolded=name == self.unfolded)
            for value, label in self.choices[name].items():
                count = self._counts.get((name, value), 0)
                chosen = value in self.chosen[name]
                if count or chosen or name in ("sector", "stakeholder"):
                    facet.options.append(Option(value, label, count, chosen))
            if facet.options:
                facets.append(facet)
        return facets

    @cached_property
    def scopes(self):
        return [
            Option(value, label, self._counts.get(("scope", value), 0), value == self.scope)
            for value, label in self._static("scope")
        ]

    @property
    def is_filtered(self):
        return bool(self.words or any(self.chosen.values()))

    @property
    def is_plain(self):
        """Whether this is the list as everybody first meets it."""
        return not self.is_filtered and self.scope == self.DEFAULT_SCOPE

    @cached_property
    def chips(self):
        chips = []
        if self.words:
            chips.append(
                Chip(_("words: %(words)s") % {"words": self.words}, self.url(leave_out="q"))
            )
        for name, values in self.chosen.items():
            for value in values:
                chips.append(Chip(self._chip_label(name, value), self.url(name, value), name))
        return chips

    def _chip_label(self, name, value):
        if name == "sector":
            return Sector(value).label
        if name == "looking":
            return OrganisationFilter.base_filters[name].label
        return self.choices[name][value]

    @cached_property
    def offers(self):
        """For an empty result: each filter whose removal finds somebody."""
        asked = [name for name, values in self.chosen.items() if values]
        if self.words:
            asked.append("q")
        parts = {name: self._matching(leave_out=[name]) for name in asked}
        if self.scope != "all":
            parts["scope"] = self._matching(scope="all")
        if not parts:
            return []
        first, *rest = [
            queryset.order_by()
            .values(facet=Value(name, output_field=CharField()))
            .annotate(n=Count("pk"))
            .values_list("facet", "n")
            for name, queryset in parts.items()
        ]
        found = dict(first.union(*rest, all=True) if rest else first)
        return [
            Offer(self._offer_label(name), self._offer_url(name), found[name])
            for name in parts
            if found.get(name)
        ]

    def _offer_label(self, name):
        if name == "scope":
            return _("Search among all organisations in the municipality")
        if name == "q":
            return _("Take out the words “%(words)s”") % {"words": self.words}
        labels = ", ".join(str(self._chip_label(name, value)) for value in self.chosen[name])
        return _("Take off the filter “%(filter)s”") % {"filter": labels}

    def _offer_url(self, name):
        return self.url(scope="all") if name == "scope" else self.url(leave_out=name)

    # --- addresses ------------------------------------------------------------------------

    def url(self, leave_out=None, value=None, scope=None):
        """The query of the same question with one thing changed."""
        query = QueryDict(mutable=True)
        if self.words and leave_out != "q":
            query["q"] = self.words
        if (scope or self.scope) != self.DEFAULT_SCOPE:
            query["scope"] = scope or self.scope
        for name, values in self.chosen.items():
            kept = values if name != leave_out else [v for v in values if value and v != value]
            if kept:
                query.setlist(name, kept)
        return f"?{query.urlencode()}"

    @property
    def clear_url(self):
        return "?" if self.scope == self.DEFAULT_SCOPE else f"?scope={self.scope}"

    @property
    def querystring(self):
        """All but the page number, for the links of the pagination."""
        return self.url().removeprefix("?")
