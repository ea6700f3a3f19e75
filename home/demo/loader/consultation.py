"""The programmes of two years, last year's closed consultation and the open one."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.models import Locale

from home.demo.loader import other_texts
from home.demo.loader.content import read
from home.demo.loader.legal import filled, introduce, legal_text, set_up
from home.demo.loader.remarks import Past, at
from portal.models import OutgoingMail
from resources.choices import Change, ProgrammeState
from resources.models import AnswerTemplate, Consultation, Programme, ProgrammePage
from resources.services import announcing, answering, reporting

#: Days for which the open consultation was and will be open when the demo is loaded.
OPEN_SINCE, OPEN_FOR = 9, 12


def programme_year(today):
    """The year whose programme is being drafted: from 1 December on the one after next."""
    return today.year + (2 if today.month == 12 else 1)


def load(index, now, users):
    """Makes both programmes below `index`; keeps what is already there.

    `users` are the demo's accounts by name. An open consultation that has run out since the
    demo was last started is extended by a logged extension.
    """
    if ProgrammePage.objects.child_of(index).exists():
        _extend_if_run_out(now, users)
        other_texts.keep_ahead(now)
        return
    for template in read("consultation")["answer_templates"]:
        AnswerTemplate.objects.create(**template)
    today = timezone.localdate(now)
    year = programme_year(today)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    _last_year(index, year - 1, users)
    _this_year(index, year, today, users)
    other_texts.load(index, year, today, users)
    # What the demo's past has written reached its readers in that past.
    OutgoingMail.objects.exclude(pk__in=before).update(state=OutgoingMail.State.SENT, sent_at=now)


def _page(index, content, year, state, text):
    summary = "".join(
        [
            format_html("<p>{}</p>", filled(content["summary"]["pl"], year)),
            format_html(
                "<ul>{}</ul>",
                format_html_join(
                    "",
                    "<li>{}</li>",
                    ((filled(change["pl"], year),) for change in content["changes"]),
                ),
            ),
        ]
    )
    page = index.add_child(
        instance=ProgrammePage(
            title=f"Program współpracy na {year} rok",
            slug=str(year),
            year=year,
            state=state,
            lead=filled(content["lead"], year),
            summary=summary,
            text=text,
            locale=index.locale,
        )
    )
    page.save_revision().publish()
    return page


def _translated(page, content, year):
    """The programme's page in the other languages; the official text stays Polish."""
    titles = {
        "en": f"Cooperation programme for {year}",
        "uk": f"Програма співпраці на {year} рік",
    }
    parent = page.get_parent()
    for code, title in titles.items():
        locale = Locale.objects.filter(language_code=code).first()
        if locale is None or not parent.has_translation(locale):
            continue
        translation = page.copy_for_translation(locale)
        translation.title = title
        translation.lead = ""
        translation.summary = format_html("<p>{}</p>", filled(content["summary"][code], year))
        translation.save_revision().publish()


def _this_year(index, year, today, users):
    content, shared = read("programme"), read("consultation")
    page = _page(index, content, year, ProgrammeState.DRAFT, legal_text(content["chapters"], year))
    _translated(page, content, year)
    opens, closes = today - timedelta(days=OPEN_SINCE), today + timedelta(days=OPEN_FOR)
    data = shared["open"]
    consultation = set_up(page, data, shared, year, opens, closes, users)
    announced = at(opens - timedelta(days=2), 10)
    announcing.announce(consultation, announced)
    consultation.refresh_from_db()
    introduce(consultation, data, year)
    past = Past(consultation, opens, min(closes, today - timedelta(days=1)), users)
    past.invite(announced, data["invitation_returned"])
    past.follow(data["followers"])
    past.load(data["submissions"])


def _last_year(index, year, users):
    content, shared = read("programme_last_year"), read("consultation")
    page = _page(index, content, year, ProgrammeState.DRAFT, legal_text(content["chapters"], year))
    _translated(page, content, year)
    data = shared["last_year"]
    opens = date.fromisoformat(filled(data["opens"], year))
    closes = opens + timedelta(days=data["window_days"] - 1)
    consultation = set_up(page, data, shared, year, opens, closes, users)
    announcing.announce(consultation, at(opens - timedelta(days=3), 10))
    consultation.refresh_from_db()
    introduce(consultation, data, year)
    answered = at(closes + timedelta(days=data["approved_days_after_close"]), 11)
    Past(consultation, opens, closes, users, answered).load(data["submissions"])
    published = at(closes + timedelta(days=data["published_days_after_close"]), 9)
    answering.publish_all(consultation, published)
    report = reporting.make(consultation, users["moderacja"], published + timedelta(hours=1))
    reporting.publish(report, published + timedelta(hours=2))
    _adopt(page, consultation, content, year)


def _adopt(page, consultation, content, year):
    """The council's text takes the place of the draft; each provision is mapped by its label."""
    # The page has got a child since it was made here.
    page = ProgrammePage.objects.get(pk=page.pk)
    page.text = legal_text(content["chapters"], year, adopted=True)
    page.state = ProgrammeState.IN_FORCE
    page.resolution_no = f"XXI/164/{year - 1}"
    page.resolution_date = date(year - 1, 11, 27)
    page.save_revision().publish()
    Programme.objects.filter(year=year).update(
        state=page.state,
        resolution_no=page.resolution_no,
        resolution_date=page.resolution_date,
    )
    for translation in page.get_translations():
        translation.state, translation.text = page.state, page.text
        translation.resolution_no = page.resolution_no
        translation.resolution_date = page.resolution_date
        translation.save_revision().publish()
    chapters = page.draft_outline()
    old = {u.anchor: u for u in consultation.version.units.all()}
    mapping = []
    for chapter in chapters:
        for unit in chapter.walk():
            if before := old.get(unit.anchor):
                same = before.sha256 == unit.digest
                mapping.append((unit.anchor, unit.anchor, Change.SAME if same else Change.CHANGED))
    adopted = datetime(year - 1, 12, 4, 9, tzinfo=timezone.get_default_timezone())
    announcing.revise(consultation, chapters, mapping, adopted)


def _extend_if_run_out(now, users):
    consultation = (
        Consultation.objects.filter(results_at=None, closes_at__lte=now)
        .filter(text_page__in=ProgrammePage.objects.values("pk"))
        .exclude(announced_at=None)
        .order_by("-closes_at")
        .first()
    )
    if consultation:
        announcing.extend(
            consultation,
            at(timezone.localdate(now) + timedelta(days=OPEN_FOR + 1)),
            "Burmistrz przedłużył konsultacje, aby więcej organizacji mogło zabrać głos.",
            users["moderacja"],
            now,
        )
