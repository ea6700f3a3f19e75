"""The programmes of two years, last year's closed consultation and the open one."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.models import Locale

from home.demo.loader.content import read
from partnerships.models import Organisation
from portal.models import OutgoingMail
from resources import outline
from resources.choices import Change, Channel, ProgrammeState, Who
from resources.models import Consultation, Programme, ProgrammePage
from resources.models.consultation import local_midnight
from resources.services import announcing, answering, submitting

#: Days for which the open consultation was and will be open when the demo is loaded.
OPEN_SINCE, OPEN_FOR = 9, 12

CHANNELS = (
    "Formularz na portalu, e-mail konsultacje@lipowadolina.example, papier złożony w OPS przy "
    "ul. Nadrzecznej 6 albo przesłany pocztą, e-Doręczenia, ustnie na spotkaniu konsultacyjnym."
)


def programme_year(today):
    """The year whose programme is being drafted: from 1 December on the one after next."""
    return today.year + (2 if today.month == 12 else 1)


def filled(text, year, case=1):
    """Puts the years into a text of the demo."""
    return (
        text.replace("{year}", str(year))
        .replace("{prev}", str(year - 1))
        .replace("{next}", str(year + 1))
        .replace("{n}", str(case))
    )


def at(day, hour=0, minute=0):
    return local_midnight(day) + timedelta(hours=hour, minutes=minute)


def blocks(content, year, adopted=False):
    """The programme's text as stream data; `adopted` takes the wording after the answers."""
    stream = []
    for chapter in content["chapters"]:
        stream.append(
            {
                "type": "chapter",
                "value": {
                    "label": chapter["label"],
                    "title": filled(chapter["title"], year),
                    "element": chapter["element"] or "",
                },
            }
        )
        for provision in chapter["provisions"]:
            text = provision["text"] if adopted else provision.get("draft_text", provision["text"])
            stream.append(
                {
                    "type": "provision",
                    "value": {
                        "label": provision["label"],
                        "text": filled(text, year),
                        "element": provision.get("element") or "",
                    },
                }
            )
            if table := provision.get("table"):
                stream.append({"type": "table", "value": _table(table, year)})
    for block in stream:
        block["id"] = str(uuid.uuid4())
    return stream


def _table(table, year):
    rows = [*table["rows"], *([table["total"]] if table.get("total") else [])]
    return {
        "caption": filled(table["caption"], year),
        "table": {
            "caption": "",
            "columns": [
                {"type": "text", "heading": filled(heading, year)} for heading in table["columns"]
            ],
            "rows": [{"values": [filled(str(cell), year) for cell in row]} for row in rows],
        },
    }


def paragraphs(sections):
    """Headed sections as rich text."""
    return format_html_join(
        "", "<h3>{}</h3><p>{}</p>", ((s["heading"], s["text"]) for s in sections)
    )


def load(index, now, users):
    """Makes both programmes below `index`; keeps what is already there.

    `users` are the demo's accounts by name. An open consultation that has run out since the
    demo was last started is extended by a logged extension.
    """
    if ProgrammePage.objects.child_of(index).exists():
        _extend_if_run_out(now, users)
        return
    today = timezone.localdate(now)
    year = programme_year(today)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    _last_year(index, year - 1, users)
    _this_year(index, year, today)
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


def _consultation(page, data, shared, year, opens, closes, case):
    return Consultation.objects.create(
        title=filled(data["title"], year),
        text_page=page.page_ptr,
        case_no=filled(data["case_number"], year, case),
        handled_by="Ośrodek Pomocy Społecznej, koordynator do spraw współpracy",
        order_no=filled(data["order"]["number"], year),
        order_date=opens - timedelta(days=data["order"]["days_before_open"]),
        local_resolution=(
            f"Uchwała {shared['resolution']['number']} Rady Miejskiej w Lipowej Dolinie "
            f"{shared['resolution']['title']}"
        )[:250],
        channels=CHANNELS,
        least_days=shared["resolution"]["least_days"],
        residents_admitted=True,
        bip_url="https://bip.lipowadolina.example/konsultacje/",
        board_from=opens,
        board_to=closes,
        privacy_short=shared["gdpr"]["short"],
        privacy_clause=paragraphs(shared["gdpr"]["sections"]),
        opens_at=at(opens),
        closes_at=at(closes + timedelta(days=1)),
        answers_due=closes + timedelta(days=data.get("answers_days_after_close", 14)),
    )


def _introduce(consultation, data, year):
    for page in consultation.pages.filter(locale__language_code=settings.LANGUAGE_CODE):
        page.title = filled(data["title"], year)
        page.slug = "konsultacje"
        page.lead = filled(data["lead"], year)
        page.introduction = paragraphs(
            {"heading": s["heading"], "text": filled(s["text"], year)}
            for s in data.get("about", [])
        )
        page.save_revision().publish()


def _send(consultation, data, opens, closes):
    """One remark of the demo, on its day, confirmed within minutes; returns it."""
    organisation = Organisation.objects.filter(slug=data["org"]).first() if data["org"] else None
    day = min(opens + timedelta(days=data["days_after_open"]), closes)
    moment = at(day, 9 + data["days_after_open"] % 8, (data["days_after_open"] * 17) % 60)
    content = submitting.SubmissionContent(
        who=Who.ORGANISATION if data["org"] else Who.RESIDENT,
        person=data["person"],
        email=f"{data['org'] or 'mieszkanka'}@poczta.example",
        organisation_id=organisation.pk if organisation else None,
        organisation_name=data.get("org_name") or (organisation.name if organisation else ""),
        authorised=bool(data["org"]),
        channel=data.get("channel", Channel.ONLINE),
        remarks=(
            submitting.RemarkContent(
                body=data["body"],
                anchor=outline.make_anchor(data["unit"]) if data["unit"] else "",
                proposed=data.get("proposed") or "",
                justification=data.get("justification") or "",
            ),
        ),
    )
    submission, _created = submitting.submit(consultation, uuid.uuid4(), content, moment)
    submitting.confirm(submission, moment + timedelta(minutes=6))
    return submission.remarks.get()


def _this_year(index, year, today):
    content, shared = read("programme"), read("consultation")
    page = _page(index, content, year, ProgrammeState.DRAFT, blocks(content, year))
    _translated(page, content, year)
    opens, closes = today - timedelta(days=OPEN_SINCE), today + timedelta(days=OPEN_FOR)
    data = shared["open"]
    consultation = _consultation(page, data, shared, year, opens, closes, 4)
    announcing.announce(consultation, at(opens - timedelta(days=2), 10))
    consultation.refresh_from_db()
    _introduce(consultation, data, year)
    for remark in sorted(data["remarks"], key=lambda r: r["days_after_open"]):
        _send(consultation, remark, opens, min(closes, today - timedelta(days=1)))


def _last_year(index, year, users):
    content, shared = read("programme_last_year"), read("consultation")
    page = _page(index, content, year, ProgrammeState.DRAFT, blocks(content, year))
    _translated(page, content, year)
    data = shared["last_year"]
    opens = date.fromisoformat(filled(data["opens"], year))
    closes = opens + timedelta(days=data["window_days"] - 1)
    consultation = _consultation(page, data, shared, year, opens, closes, 2)
    announcing.announce(consultation, at(opens - timedelta(days=3), 10))
    consultation.refresh_from_db()
    _introduce(consultation, data, year)
    mayor, clerk = users["burmistrz"], users["moderacja"]
    for remark_data in sorted(data["remarks"], key=lambda r: r["days_after_open"]):
        remark = _send(consultation, remark_data, opens, closes)
        approved = at(closes + timedelta(days=data["approved_days_after_close"]), 12)
        drafted = approved - timedelta(days=1)
        outcome, reason = remark_data["outcome"], remark_data["reason"]
        response = answering.draft(remark, outcome, reason, clerk, drafted)
        answering.put_forward([response], clerk, drafted)
        answering.approve([response], mayor, approved)
    published = at(closes + timedelta(days=data["published_days_after_close"]), 9)
    answering.publish_all(consultation, published)
    _adopt(page, consultation, content, year)


def _adopt(page, consultation, content, year):
    """The council's text takes the place of the draft; each provision is mapped by its label."""
    # The page has got a child since it was made here.
    page = ProgrammePage.objects.get(pk=page.pk)
    page.text = blocks(content, year, adopted=True)
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
