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
class Provision:
    """A provision beside which remarks stand: a § without ust., or an ust."""

    unit: outline.Unit
    count: int = 0
    answered: list = field(default_factory=list)
    #: The anchor of a § whose first ust. this is: links to the § lead here, remarks on it count.
    opens: str = ""

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
    provisions: list[Provision] = field(default_factory=list)
    #: Remarks on the chapter as such.
    own: int = 0

    @property
    def count(self):
        return self.own + sum(provision.count for provision in self.provisions)

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


def page_of(consultation, locale_id):
    """The consultation's page in a language, or in the one it was written in."""
    pages = list(
        ConsultationPage.objects.filter(consultation=consultation)
        .live()
        .select_related("locale")
        .only("pk", "title", "path", "url_path", "depth", "locale", "slug")
    )
    pages.sort(key=lambda page: page.locale_id != locale_id)
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
    counts, answers = {}, {}
    if consultation:
        rows = newest_units(consultation)
        roots = outline.from_rows(rows)
        counts, answers = _beside(consultation, rows, now)
    else:
        roots = page.draft_outline()
    chapters = arrange(roots, counts, answers)
    search = searching.typed_in(request.GET)
    if search:
        search.look_in(chapters)
    return {
        "chapters": chapters,
        "search": search,
        "remarks_shown": bool(consultation and consultation.remarks_are_shown(now)),
        "status": status,
        "consultation": consultation,
        "consultation_page": consultation_page,
        "remarks_total": sum(counts.values()),
        "remarks_whole": counts.get(None, 0),
        "now": now,
    }


def _beside(consultation, rows, now):
    """What stands beside the text: numbers of remarks by anchor, and the remarks if few enough."""
    counts, answers = Counter(), defaultdict(list)
    if consultation.remarks_are_shown(now) and consultation.ledger_head.remarks <= BESIDE_TEXT:
        remarks = [public.shown(remark) for remark in public.remarks(consultation)]
        anchors = anchors_of(consultation, rows, {remark.unit_id for remark in remarks})
        for remark in remarks:
            place = _place(remark.unit_id, anchors)
            counts[place] += 1
            answers[place].append(remark)
    else:
        found = remark_counts(consultation)
        anchors = anchors_of(consultation, rows, found)
        for unit, outcomes in found.items():
            counts[_place(unit, anchors)] += outcomes.total()
    return counts, answers


def newest_units(consultation):
    """The frozen rows of the version that is consulted now."""
    newest = consultation.versions.order_by("-number").values("pk")[:1]
    return list(TextUnit.objects.filter(version=newest))


def anchors_of(consultation, rows, units):
    """Anchors in the version shown, by unit: its own `rows`, and those of earlier versions that
    became one of them, as editors mapped them. `units` are those that remarks were made on."""
    anchors = {row.pk: row.anchor for row in rows}
    if all(unit is None or unit in anchors for unit in units):
        return anchors
    mapped = (
        UnitMapping.objects.filter(old__version__consultation=consultation, new__isnull=False)
        .order_by("-old__version__number", "pk")
        .values_list("old_id", "new_id")
    )
    for old, new in mapped:
        if new in anchors:
            anchors.setdefault(old, anchors[new])
    return anchors


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


def _place(unit, anchors):
    """The anchor of a unit; None for the whole text, "" for a provision that is gone."""
    return anchors.get(unit, "") if unit else None


def removed_provisions(consultation):
    """Provisions that the newest version has no more: the words and the number of remarks."""
    counts = remark_counts(consultation)
    anchors = anchors_of(consultation, newest_units(consultation), counts)
    gone = [unit for unit in counts if _place(unit, anchors) == ""]
    units = list(
        TextUnit.objects.filter(pk__in=gone)
        .annotate(wording=Max("remarks__quote"))
        .order_by("version__number", "position")
    )
    for unit in units:
        unit.count = counts[unit.pk].total()
    return units


def arrange(roots, counts, answers):
    """Chapters of provisions; a § that has ust. is not a provision of its own."""
    chapters = []
    for root in roots:
        if root.kind == UnitKind.CHAPTER:
            chapter, paragraphs = Chapter(root), root.children
            chapter.own = counts.get(root.anchor, 0)
        else:
            chapter, paragraphs = Chapter(outline.Unit(UnitKind.CHAPTER, "", "")), [root]
        for paragraph in paragraphs:
            subsections = [u for u in paragraph.children if u.kind == UnitKind.SUBSECTION]
            for unit in subsections or [paragraph]:
                opens = paragraph.anchor if subsections and unit is subsections[0] else ""
                provision = Provision(unit, opens=opens)
                for anchor in provision.anchors:
                    provision.count += counts.get(anchor, 0)
                    provision.answered += answers.get(anchor, [])
                chapter.provisions.append(provision)
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
    """The remarks as the public reads them: all, those on one provision, or of one outcome."""
    remarks = public.remarks(consultation)
    counts = remark_counts(consultation)
    total = sum(map(Counter.total, counts.values()))
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
    page.object_list = [public.shown(remark) for remark in page.object_list]
    return {
        "remarks_total": total,
        "totals": [(o.value, o.label, outcomes[o.value]) for o in Outcome if published],
        "chosen": chosen,
        "provision": provision,
        "page_obj": page,
    }


def _asked_provision(consultation, anchor, counts):
    """The provision at an anchor, with the units whose remarks stand beside it, or None.

    Those are its own levels and the units of earlier versions that became one of them.
    """
    if not anchor:
        return None
    rows = newest_units(consultation)
    for chapter in arrange(outline.from_rows(rows), {}, {}):
        for provision in chapter.provisions:
            if anchor in provision.anchors:
                places = anchors_of(consultation, rows, counts)
                units = [unit for unit in counts if places.get(unit) in provision.anchors]
                return {"unit": provision.unit, "units": units}
    return None
