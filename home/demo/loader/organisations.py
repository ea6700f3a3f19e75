"""The register of organisations and the partnerships among them."""

from datetime import date

from home.demo.loader.content import block, bullets, paragraphs, publish, read, translate
from partnerships.models import (
    Membership,
    Organisation,
    OrganisationText,
    Partnership,
    PartnershipPage,
    TaskArea,
    WorkPlanTask,
)


def load(locales):
    """Organisations by key."""
    areas = {area.number: area for area in TaskArea.objects.all()}
    organisations = {}
    for entry in read("organisations"):
        organisation = Organisation(
            name=entry["name"],
            short_name=entry["short_name"],
            slug=entry["key"],
            sector=entry["sector"],
            institution_type=entry["institution_type"],
            stakeholder_type=entry["stakeholder_type"],
            member_state=entry["member"],
            joined_on=entry["joined_on"],
            town=entry["town"],
            address=entry["address"],
            address_public=bool(entry["address"]),
            email=entry["email"],
            email_public=bool(entry["email"]),
            e_delivery=entry.get("e_delivery", ""),
            website=entry["website"],
            phone=entry["phone"],
            phone_public=bool(entry["phone"]),
            nip=entry["nip"],
            regon=entry["regon"],
            krs=entry["krs"],
            register=entry["register"],
            opp=entry["opp"],
            looking_for_partner=entry["looking_for_partner"],
        )
        organisation.texts = [
            OrganisationText(locale=locales[language], **texts)
            for language, texts in entry["texts"].items()
        ]
        organisation.full_clean(exclude=["sort_key", "name_folded"])
        organisation.save()
        organisation.areas.set([areas[number] for number in entry["areas"]])
        organisation.tags.set(entry["tags"])
        organisations[entry["key"]] = organisation
    return organisations


def load_partnerships(index, organisations, locales, documents):
    """Partnerships with their pages below `index`, the network first."""
    entries = sorted(read("partnerships"), key=lambda e: e["level"] != "local_network")
    network = None
    for entry in entries:
        partnership = _record(entry, organisations, network, documents)
        if entry["level"] == "local_network":
            network = partnership
        page = publish(
            index,
            PartnershipPage(
                slug=entry["key"],
                locale=index.locale,
                partnership=partnership,
                **_words(entry["texts"]["pl"]),
            ),
        )
        for language in ("en",):
            if texts := entry["texts"].get(language):
                translate(page, locales[language], **_words(texts))


def _record(entry, organisations, network, documents):
    partnership = Partnership(
        name=entry["texts"]["pl"]["title"],
        level=entry["level"],
        network=network,
        form=entry["form"],
        founding=entry["founded"],
        founded_on=entry.get("founded_on") or entry["agreement_date"],
        agreement_signed_on=entry["agreement_date"] if entry["form"] == "agreement" else None,
        seat=organisations[entry["seat"]],
        contact_email=entry["contact_email"],
        contact_phone=entry["contact_phone"],
        agreement=documents.get("porozumienie-o-wspolpracy.pdf")
        if entry["form"] == "agreement"
        else None,
    )
    hours = entry["contact_hours"]
    if isinstance(hours, str):
        partnership.contact_hours_pl = hours
    else:
        for language, text in hours.items():
            setattr(partnership, f"contact_hours_{language}", text)
    partnership.memberships = [
        Membership(
            organisation=organisations[member["org"]],
            role=member["role"],
            formal=member["formal"],
            joined_on=member["joined_on"],
            contribution_pl=member["contribution"]["pl"],
            contribution_en=member["contribution"].get("en", ""),
        )
        for member in entry["members"]
    ]
    partnership.tasks = [
        WorkPlanTask(
            title_pl=task["title"]["pl"],
            title_en=task["title"].get("en", ""),
            result_pl=task["detail"]["pl"],
            result_en=task["detail"].get("en", ""),
            starts_on=_first_day(task["from"]),
            ends_on=_last_day(task["to"]) if task.get("to") else None,
            responsible=organisations.get(task.get("org")),
            state=task["state"],
        )
        for task in entry["work_plan"]
    ]
    partnership.save()
    return partnership


def _first_day(month):
    return date.fromisoformat(f"{month}-01")


def _last_day(month):
    first = _first_day(month)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _words(texts):
    return {
        "title": texts["title"],
        "lead": texts["lead"],
        "diagnosis": str(paragraphs(texts["diagnosis"])),
        "vision": texts["vision"],
        "mission": texts["mission"],
        "main_goal": texts["main_goal"],
        "goals": [block("goal", goal) for goal in texts["goals"]],
        "principles": str(bullets(texts["principles"])),
        "benefits": str(bullets(texts["benefits"])),
        "evaluation": str(paragraphs(texts["evaluation"])),
    }
