"""What the report says, as plain data: everything else about it is only a way to show this.

The content is JSON, so that it can be frozen, hashed and read again in many years. Remarks come
in through `resources.public` alone, so that no person's name can be in it.
"""

from collections import Counter
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.utils import timezone, translation

from portal.models import MunicipalitySettings
from resources import public
from resources.choices import Authority, Change, Channel, Outcome, Who
from resources.models import UnitMapping
from resources.reporting import last_year, sentences
from resources.services.ledger import canonical, stamp

__all__ = ["FORM", "build", "canonical", "public_remark"]

#: Raised when the shape of the content changes, for whoever reads old reports.
FORM = 1


def build(consultation, head, now, number=1):
    """The content of a report on the record as it stands at `head`."""
    with translation.override(settings.LANGUAGE_CODE):
        remarks = [_remark(public.shown(remark)) for remark in public.remarks(consultation)]
        content = {
            "form": FORM,
            "number": number,
            "made_at": stamp(now),
            "issuer": MunicipalitySettings.load().name,
            "consultation": consultation.pk,
            "title": consultation.title,
            "text": consultation.text_page.title,
            **_basis(consultation),
            "window": _window(consultation),
            "publication": _publication(consultation),
            "meeting": _meeting(consultation, now),
            "council": _council(consultation, now),
            "counts": _counts(consultation, remarks),
            "remarks": remarks,
            "versions": _versions(consultation),
            "last_year": last_year.compare(consultation),
            "ledger": {"seq": head.seq, "hash": head.hash},
        }
        content["summary"] = sentences.summary(content)
        return content


def _iso(day):
    return day.isoformat() if day else None


def _remark(shown):
    remark = asdict(shown) | {"received_on": _iso(shown.received_on)}
    del remark["unit_id"], remark["shortened"]
    return remark


def public_remark(remark):
    """A remark of the content as it was shown; its unit is known by anchor and label alone."""
    received_on = date.fromisoformat(remark["received_on"])
    return public.PublicRemark(**remark | {"unit_id": None, "received_on": received_on})


def _basis(consultation):
    return {
        "case_no": consultation.case_no,
        "handled_by": consultation.handled_by,
        "order_no": consultation.order_no,
        "order_date": _iso(consultation.order_date),
        "resolution": consultation.local_resolution,
        "residents_admitted": consultation.residents_admitted,
        "channels": consultation.channels,
        "accepted_channels": [str(c) for c in consultation.accepted_channels],
        "results_at": stamp(consultation.results_at) if consultation.results_at else None,
        "results_override": consultation.results_override,
    }


def _window(consultation):
    return {
        "opens_at": stamp(consultation.opens_at),
        "closes_at": stamp(consultation.closes_at),
        "last_day": _iso(consultation.last_day),
        "extensions": [
            {
                "closed_at": stamp(extension.closed_at),
                "closes_at": stamp(extension.closes_at),
                "reason": extension.reason,
                "at": stamp(extension.at),
            }
            for extension in consultation.extensions.all()
        ],
    }


def _pages(consultation):
    """The pages of the consultation, that of the report's language first."""
    pages = consultation.pages.live().select_related("locale", "meeting_page")
    return sorted(pages, key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)


def _publication(consultation):
    pages = _pages(consultation)
    return {
        "bip_url": consultation.bip_url,
        "page_url": settings.WAGTAILADMIN_BASE_URL + pages[0].url if pages else "",
        "board_from": _iso(consultation.board_from),
        "board_to": _iso(consultation.board_to),
    }


def _meeting(consultation, now):
    """The meeting if it was held, which its page tells, whatever plugin the page is of."""
    for linked in (page.meeting_page for page in _pages(consultation) if page.meeting_page):
        page = linked.specific
        if hasattr(page, "took_place") and page.took_place(now):
            return {
                "title": page.title,
                "on": _iso(timezone.localtime(page.meeting.starts_at).date()),
                "place": page.meeting.place,
            }
    return None


def _council(consultation, now):
    """The council of public benefit: its opinion, or that it kept silent, or None."""
    if not consultation.has_council:
        return None
    due = consultation.council_due
    return {
        "delivered_on": _iso(consultation.council_delivered_on),
        "due": _iso(due),
        "opinion_on": _iso(consultation.council_opinion_on),
        "opinion": consultation.council_opinion,
        "silent": consultation.council_is_silent(now),
    }


def _counts(consultation, remarks):
    submissions = consultation.submissions.all()
    counted = submissions.filter(confirmed_at__isnull=False, withdrawn_at=None)
    letters = {remark["reference"]: remark for remark in remarks}.values()
    outcomes = Counter(remark["outcome"] for remark in remarks)
    channels = Counter(counted.order_by().values_list("channel", flat=True))
    return {
        "submissions": counted.count(),
        "remarks": len(remarks),
        "by_channel": {value: channels[value] for value in Channel.values if channels[value]},
        "by_who": _by_who(counted),
        "by_outcome": {value: outcomes[value] for value in Outcome.values if outcomes[value]},
        "unanswered": outcomes[""],
        "unconfirmed": submissions.filter(confirmed_at=None).count(),
        "withdrawn": submissions.filter(withdrawn_at__isnull=False).count(),
        "late": sum(not letter["in_time"] for letter in letters),
        "joint": sum(bool(letter["supporters"]) for letter in letters),
        "hidden": sum(remark["hidden"] for remark in remarks),
        "redacted": sum(remark["redacted"] for remark in remarks),
    }


def _by_who(submissions):
    """How many came from whom; those in the name of an organisation without its authority apart."""
    found = Counter()
    for who, authority in submissions.order_by().values_list("who", "identity__authority"):
        unauthorised = authority == Authority.MISSING and who != Who.RESIDENT
        found[Authority.MISSING.value if unauthorised else who] += 1
    return {value: found[value] for value in [*Who.values, Authority.MISSING.value] if found[value]}


def _versions(consultation):
    """The text's versions, each with what an editor said became of the one before."""
    changes = {}
    mapped = (
        UnitMapping.objects.filter(old__version__consultation=consultation)
        .exclude(change=Change.SAME)
        .select_related("old__version", "new")
        .order_by("old__position", "pk")
    )
    for mapping in mapped:
        changes.setdefault(mapping.old.version.number + 1, []).append(
            {
                "change": mapping.change,
                "old": mapping.old.label,
                "old_text": mapping.old.text,
                "new": mapping.new.label if mapping.new else "",
                "new_text": mapping.new.text if mapping.new else "",
            }
        )
    return [
        {
            "number": version.number,
            "frozen_at": stamp(version.frozen_at),
            "sha256": version.sha256,
            "changes": changes.get(version.number, []),
        }
        for version in consultation.versions.order_by("number")
    ]
