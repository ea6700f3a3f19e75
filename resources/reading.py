"""What the public pages of a programme and its consultation show."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from portal.cache import fresh_until
from portal.navigation import parent_url
from portal.paging import asked_number, page_or_none
from resources import outline, papers, public, searching
from resources.choices import Change, ConsultationState, Outcome, UnitKind
from resources.models import Consultation, ConsultationPage, Remark, Report, TextUnit, UnitMapping

#: The consultation's page tells much beside the remarks, and is to stay light.
PER_PAGE = 6
#: So many remarks are read beside the text; more of them on the consultation's page.
BESIDE_TEXT = 40


def weight_of(count):
    """How thick the margin bar is: 0 none, 1 up to three remarks, 2 up to eight, 3 more."""
    return 0 if not count else 1 if count <= 3 else 2 if count <= 8 else 3


@dataclass
class Beside:
    """The remarks beside a text, by the units on which they were made.

    Where a unit was split, its remarks stand at each of its places and still count once in
    whatever holds several of these.
    """

    counts: Counter = field(default_factory=Counter)
    remarks: dict = field(default_factory=dict)
    #: Units by the anchors in the text at which their remarks stand.
    standing: dict = field(default_factory=dict)

    def units_at(self, anchors):
        return list(dict.fromkeys(u for anchor in anchors for u in self.standing.get(anchor, ())))

    def count(self, units):
        return sum(self.counts[unit] for unit in units)


@dataclass
class Provision:
    """A provision beside which remarks stand: a § without ust., or an ust."""

    unit: outline.Unit
    #: The anchor of a § whose first ust. this is: links to the § lead here, remarks on it count.
    opens: str = ""
    #: Units whose remarks stand here.
    units: list = field(default_factory=list)
    count: int = 0
    answered: list = field(default_factory=list)

    @property
    def anchors(self):
        """Anchors whose remarks stand beside this provision."""
        own = [level.anchor for level in self.unit.walk()]
        return [self.opens, *own] if self.opens else own

    @property
    def weight(self):
        return weight_of(self.count)


@dataclass
class Chapter:
    unit: outline.Unit
    #: The § that stands in the text by itself, without a chapter; then the unit is empty.
    paragraph: outline.Unit | None = None
    provisions: list[Provision] = field(default_factory=list)
    #: Remarks on the chapter as such and on its provisions.
    count: int = 0

    @property
    def number(self):
        return self.unit.label.rsplit(" ", 1)[-1]


@dataclass
class Status:
    """A consultation at one reading of the clock, for bands and notices."""

    consultation: Consultation
    state: str
    days_left: int
    page_url: str = ""

    @property
    def is_open(self):
        return self.state in (ConsultationState.OPEN, ConsultationState.EXTENDED)

    @property
    def label(self):
        return ConsultationState(self.state).label


def status_of(consultation, request, now, page=None):
    """The status, and a note to the page cache of the moment at which it will change."""
    if consultation is None:
        return None
    fresh_until(request, consultation.next_change(now))
    return Status(
        consultation,
        consultation.state(now),
        consultation.days_left(now),
        page.get_url(request) if page else "",
    )


def page_of(consultation, language):
    """The consultation's page in a language, or in the one it was written in."""
    pages = list(
        ConsultationPage.objects.filter(consultation=consultation)
        .live()
        .select_related("locale")
        .only("pk", "title", "path", "url_path", "depth", "locale", "slug")
    )
    pages.sort(key=lambda page: page.locale.language_code != language)
    return pages[0] if pages else None


def consultation_of(page):
    """The latest announced consultation of a page's text, and its own page; or None twice."""
    pages = list(
        ConsultationPage.objects.live()
        .filter(consultation__text_page__translation_key=page.translation_key)
        .exclude(consultation__announced_at=None)
        .select_related("locale", "consultation__ledger_head")
        .order_by("-consultation__opens_at")
    )
    if not pages:
        return None, None
    latest = [found for found in pages if found.consultation_id == pages[0].consultation_id]
    latest.sort(key=lambda found: found.locale_id != page.locale_id)
    return latest[0].consultation, latest[0]


def programme_context(page, request):
    """Chapters with their provisions, remark counts and answers, and the status."""
    now = timezone.now()
    consultation, consultation_page = consultation_of(page)
    status = status_of(consultation, request, now, consultation_page)
    beside = Beside()
    if consultation:
        rows = newest_units(consultation)
        roots = outline.from_rows(rows)
        beside = _beside(consultation, rows, now)
    else:
        roots = page.draft_outline()
    assumptions = bool(consultation and consultation.without_text and outline.is_assumptions(roots))
    chapters = arrange(roots, beside)
    search = searching.typed_in(request.GET)
    if search:
        search.look_in(chapters)
    return {
        "chapters": chapters,
        "assumptions": assumptions,
        # What was announced stands in its place; a page in another language translates it.
        "summary": "" if assumptions and page.pk == consultation.text_page_id else page.summary,
        "search": search,
        "remarks_shown": bool(consultation and consultation.remarks_are_shown(now)),
        "status": status,
        "consultation": consultation,
        "consultation_page": consultation_page,
        "remarks_total": beside.counts.total(),
        "remarks_whole": beside.counts[None],
        "now": now,
    }


def _beside(consultation, rows, now):
    """What stands beside the text: numbers of remarks, and the remarks too if they are few."""
    counts, remarks = Counter(), defaultdict(list)
    if consultation.remarks_are_shown(now) and consultation.ledger_head.remarks <= BESIDE_TEXT:
        for remark in map(public.in_short, public.remarks(consultation)):
            counts[remark.unit_id] += 1
            remarks[remark.unit_id].append(remark)
    else:
        for unit, outcomes in remark_counts(consultation).items():
            counts[unit] += outcomes.total()
    return Beside(counts, remarks, standing(consultation, rows, counts))


def standing(consultation, rows, units):
    """Of the units that remarks were made on, those that stand at each anchor of the text."""
    found = defaultdict(list)
    places = places_of(consultation, rows, units)
    for unit in units:
        for anchor in places.get(unit, ()):
            found[anchor].append(unit)
    return found


def newest_units(consultation):
    """The frozen rows of the version that is consulted now."""
    newest = consultation.versions.order_by("-number").values("pk")[:1]
    return list(TextUnit.objects.filter(version=newest))


def places_of(consultation, rows, units):
    """Anchors in the version shown, by unit: of its own `rows` one each, and of earlier units
    those of what they became, as editors mapped them. `units` are those with remarks."""
    places = {row.pk: [row.anchor] for row in rows}
    if all(unit is None or unit in places for unit in units):
        return places
    # The later mappings first, so that each leads on from where the next one led.
    mapped = (
        UnitMapping.objects.filter(old__version__consultation=consultation, new__isnull=False)
        .order_by("-old__version__number", "pk")
        .values_list("old_id", "new_id")
    )
    for old, new in mapped:
        if new in places:
            own = places.setdefault(old, [])
            own += [anchor for anchor in places[new] if anchor not in own]
    return places


def remark_counts(consultation):
    """Accepted remarks by unit (None for the whole text), and in each by outcome.

    Until the answers are published outcomes are drafts, and nobody's business.
    """
    rows = (
        Remark.objects.accepted()
        .filter(submission__consultation=consultation)
        .order_by()
        .values_list("unit", "response__outcome")
        .annotate(Count("pk"))
    )
    counts = defaultdict(Counter)
    for unit, outcome, count in rows:
        counts[unit][outcome] += count
    return counts


def removed_provisions(consultation):
    """Provisions that the newest version has no more: the words and the number of remarks."""
    counts = remark_counts(consultation)
    places = places_of(consultation, newest_units(consultation), counts)
    gone = [unit for unit in counts if unit and unit not in places]
    units = list(
        TextUnit.objects.filter(pk__in=gone)
        .annotate(wording=Max("remarks__quote"))
        .order_by("version__number", "position")
    )
    for unit in units:
        unit.count = counts[unit.pk].total()
    return units


def arrange(roots, beside):
    """Chapters of provisions; a § that has ust. is not a provision of its own."""
    chapters = []
    for root in roots:
        if root.kind == UnitKind.CHAPTER:
            chapter, paragraphs = Chapter(root), root.children
        else:
            chapter = Chapter(outline.Unit(UnitKind.CHAPTER, "", ""), paragraph=root)
            paragraphs = [root]
        for paragraph in paragraphs:
            subsections = [u for u in paragraph.children if u.kind == UnitKind.SUBSECTION]
            for unit in subsections or [paragraph]:
                opens = paragraph.anchor if subsections and unit is subsections[0] else ""
                provision = Provision(unit, opens)
                provision.units = beside.units_at(provision.anchors)
                provision.count = beside.count(provision.units)
                for made_on in provision.units:
                    provision.answered += beside.remarks.get(made_on, [])
                chapter.provisions.append(provision)
        within = (anchor for provision in chapter.provisions for anchor in provision.anchors)
        chapter.count = beside.count(beside.units_at([chapter.unit.anchor, *within]))
        chapters.append(chapter)
    return chapters


def with_facts(pk):
    """A consultation, and in the same query whether its report is public (`has_report`) and
    whether a later version lacks some of its provisions (`removes`)."""
    reports = Report.objects.filter(consultation=pk).exclude(published_at=None)
    removed = UnitMapping.objects.filter(old__version__consultation=pk, change=Change.REMOVED)
    return Consultation.objects.annotate(has_report=Exists(reports), removes=Exists(removed)).get(
        pk=pk
    )


def consultation_context(page, request):
    """Status, facts and, once published, the remarks with their answers."""
    now = timezone.now()
    consultation = page.consultation = with_facts(page.consultation_id)
    status = status_of(consultation, request, now, page)
    context = {
        "consultation": consultation,
        "status": status,
        "now": now,
        "text_url": parent_url(page.get_url(request)),
        "removed": removed_provisions(consultation) if consultation.removes else [],
        "council_silent": consultation.council_is_silent(now),
        "extensions": list(consultation.extensions.all()) if consultation.extended_at else [],
        "meeting": page.meeting_page if page.meeting_page and page.meeting_page.live else None,
    }
    if now < consultation.closes_at:
        context["paper_forms"] = _paper_forms(consultation, request)
    if consultation.remarks_are_shown(now):
        return {**context, **_results(consultation, request)}
    accepted = Remark.objects.accepted().filter(submission__consultation=consultation)
    return {**context, "remarks_total": accepted.count()}


def _paper_forms(consultation, request):
    """The form for whoever would rather write on paper, with what a download costs."""
    return [
        {
            "format": form.upper(),
            "url": reverse(f"remark-form-{form}", args=[consultation.pk]),
            "size": len(papers.remark_form(consultation, form, request)[1]),
        }
        for form in ("docx", "pdf")
    ]


def _results(consultation, request):
    """The remarks as the public reads them: all, on one provision, of one outcome, or one whole."""
    remarks = public.remarks(consultation)
    counts = remark_counts(consultation)
    total = sum(map(Counter.total, counts.values()))
    if "uwaga" in request.GET:
        return {"remarks_total": total, **_alone(remarks, asked_number(request.GET, "uwaga"))}
    provision = _asked_provision(consultation, request.GET.get("zapis", ""), counts)
    if provision:
        remarks = remarks.filter(unit__in=provision["units"])
        counts = {unit: counts[unit] for unit in provision["units"]}
    outcomes = sum(counts.values(), Counter())
    found = outcomes.total()
    published = consultation.results_at is not None
    chosen = published and {o.value: o for o in Outcome}.get(request.GET.get("wynik"))
    if chosen:
        remarks, found = remarks.filter(response__outcome=chosen), outcomes[chosen]
    paginator = Paginator(remarks, PER_PAGE)
    paginator.count = found
    number = asked_number(request.GET, "strona")
    page = page_or_none(paginator, number)
    if number is None or page is None:
        raise Http404
    page.object_list = [public.in_short(remark) for remark in page.object_list]
    return {
        "remarks_total": total,
        "totals": [(o.value, o.label, outcomes[o.value]) for o in Outcome if published],
        "chosen": chosen,
        "provision": provision,
        "page_obj": page,
    }


def _alone(remarks, number):
    """One remark with all its words, at the address to which shortened ones lead."""
    found = [public.shown(remark) for remark in remarks.filter(number=number)]
    if not found:
        raise Http404
    return {"alone": number, "page_obj": Paginator(found, 1).page(1)}


def _asked_provision(consultation, anchor, counts):
    """The provision at an anchor, with the units whose remarks stand beside it, or None.

    Those are its own levels and the units of earlier versions that became one of them.
    """
    if not anchor:
        return None
    rows = newest_units(consultation)
    beside = Beside(standing=standing(consultation, rows, counts))
    for chapter in arrange(outline.from_rows(rows), beside):
        for provision in chapter.provisions:
            if anchor in provision.anchors:
                return {"unit": provision.unit, "units": provision.units}
    return None
