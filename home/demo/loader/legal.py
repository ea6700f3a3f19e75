"""Texts and set-ups of the demo's consultations, from the content files."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.utils.html import format_html_join

from home.demo.loader.events import working_day
from home.demo.loader.remarks import at
from resources.choices import ReceiptRule
from resources.models import Consultation

CHANNELS = (
    "Formularz na portalu, e-mail konsultacje@lipowadolina.example, papier złożony w OPS przy "
    "ul. Nadrzecznej 6 albo przesłany pocztą, e-Doręczenia, ustnie na spotkaniu konsultacyjnym."
)


def filled(text, year):
    """Puts the years into a text of the demo."""
    return (
        text.replace("{year}", str(year))
        .replace("{prev}", str(year - 1))
        .replace("{next}", str(year + 1))
    )


def legal_text(chapters, year, adopted=False):
    """Chapters as stream data; `adopted` takes the wording after the answers."""
    stream = []
    for chapter in chapters:
        stream.append(
            {
                "type": "chapter",
                "value": {
                    "label": chapter["label"],
                    "title": filled(chapter["title"], year),
                    "element": chapter.get("element") or "",
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


def headed(sections):
    """Headed sections as rich text."""
    return format_html_join(
        "", "<h3>{}</h3><p>{}</p>", ((s["heading"], s["text"]) for s in sections)
    )


def set_up(page, data, shared, year, opens, closes, users, **more):
    """A consultation as the clerk sets it up; without an order, its number is still to come."""
    order = data.get("order")
    resolution = shared["resolution"]
    session = data.get("session_days_after_close")
    return Consultation.objects.create(
        title=filled(data["title"], year),
        text_page=page.page_ptr,
        case_no=filled(data["case_number"], year),
        handled_by="Ośrodek Pomocy Społecznej, koordynator do spraw współpracy",
        clerk=users["moderacja"],
        substitute=users["zastepstwo"],
        order_no=filled(order["number"], year) if order else "",
        order_date=opens - timedelta(days=order["days_before_open"]) if order else None,
        local_resolution=(
            f"Uchwała {resolution['number']} Rady Miejskiej w Lipowej Dolinie {resolution['title']}"
        )[:250],
        channels=CHANNELS,
        accepted_channels=resolution["channels"],
        receipt_rule=ReceiptRule.POSTMARK,
        signature_required=False,
        least_days=resolution["least_days"],
        residents_admitted=True,
        bip_url="https://bip.lipowadolina.example/konsultacje/",
        board_from=opens,
        board_to=closes,
        privacy_short=shared["gdpr"]["short"],
        privacy_clause=headed(shared["gdpr"]["sections"]),
        opens_at=at(opens),
        closes_at=at(closes + timedelta(days=1)),
        answers_due=closes + timedelta(days=data.get("answers_days_after_close", 14)),
        session_on=working_day(closes + timedelta(days=session)) if session else None,
        **more,
    )


def introduce(consultation, data, year):
    """What the clerk writes on the page that announcing has made."""
    for page in consultation.pages.filter(locale__language_code=settings.LANGUAGE_CODE):
        page.title = filled(data["title"], year)
        page.slug = "konsultacje"
        page.lead = filled(data["lead"], year)
        page.introduction = headed(
            {"heading": s["heading"], "text": filled(s["text"], year)}
            for s in data.get("about", [])
        )
        page.save_revision().publish()
