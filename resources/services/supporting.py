"""A joint position: other organisations join remarks that one of them has sent."""

import json
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.models import MunicipalitySettings, OutgoingMail
from resources import public
from resources.choices import Authority
from resources.models import Submission, Support
from resources.reading import page_of
from resources.services import declared, following, ledger, reporting
from resources.services.refusals import (
    EndedByStaff,
    Erased,
    JoinedAlready,
    NotCounting,
    NotOpen,
    OwnRemarks,
)


@dataclass(frozen=True)
class SupportContent:
    """Which organisation joins, and who says so."""

    person: str
    email: str
    organisation_id: int | None = None
    organisation_name: str = ""
    authorised: bool = False
    language: str = "pl"


def find(signed):
    """The submission that a link for supporters names, or None."""
    try:
        pk = Signer(salt="support").unsign(signed)
    except BadSignature:
        return None
    return Submission.objects.select_related("consultation").filter(pk=pk).first()


def counting(submission):
    """The supports that were confirmed and not taken back."""
    confirmed = submission.supports.filter(confirmed_at__isnull=False, withdrawn_at=None)
    return confirmed.select_related("organisation")


def supporters(submission):
    """Names of the organisations that have confirmed, as the public reads them."""
    return [public.name_of(support) for support in submission.supports.all() if support.counts]


def may_join(submission, now):
    """Whether others can still join."""
    return counts(submission) and submission.consultation.is_open(now)


def counts(submission):
    return bool(submission.confirmed_at and not submission.withdrawn_at)


@transaction.atomic
def support(submission, content, now):
    """Records that an organisation wants to join and asks it to confirm by mail.

    One address joins once: one that counts changes nothing, one that waits gets its mail again.
    Who withdrew or missed the time to confirm starts anew; not who was ended by staff: another
    confirmation by mail would prove no more than the first. Raises NotOpen, NotCounting,
    OwnRemarks, JoinedAlready or EndedByStaff.
    """
    head = ledger.lock(submission.consultation)
    submission.refresh_from_db()
    if not counts(submission):
        raise NotCounting
    if not submission.consultation.is_open(now):
        raise NotOpen
    support = Support(
        submission=submission,
        organisation_id=content.organisation_id,
        organisation_name=content.organisation_name,
        authorised=content.authorised,
        person=content.person,
        email=content.email.lower(),
        language=content.language,
        received_at=now,
        confirm_by=now + submission.consultation.CONFIRM_WITHIN,
    )
    declared.link(support)
    if _is_own(submission.identity, support):
        raise OwnRemarks
    if earlier := _standing(submission, support.email, now):
        if not earlier.confirmed_at and not _written_lately(earlier, now):
            write_mail(earlier, "support_confirm", now)
        return earlier
    if submission.supports.filter(email=support.email, pk__in=_ended_by_staff(submission)).exists():
        raise EndedByStaff
    if _has_joined(support):
        raise JoinedAlready
    support.save(force_insert=True)
    ledger.append(head, "supported", now, rows=[support], **_ids(support))
    write_mail(support, "support_confirm", now)
    return support


def _is_own(sender, support):
    """Whether the remarks are those of the organisation itself, as far as staff know."""
    return sender.authority != Authority.MISSING and declared.is_same(sender, support)


def _has_joined(support):
    """Whether its organisation counts already; one that has yet to confirm keeps nobody out."""
    others = counting(support.submission).exclude(pk=support.pk)
    return any(declared.is_same(support, other) for other in others)


def _standing(submission, email, now):
    """The support from this address that counts or can still be confirmed, or None."""
    supports = submission.supports.filter(email=email, withdrawn_at=None)
    return supports.filter(Q(confirmed_at__isnull=False) | Q(confirm_by__gte=now)).first()


def _ended_by_staff(submission):
    """Keys of the supports of a submission that staff have ended, as the ledger tells."""
    acts = submission.ledger.filter(payload__contains='"kind":"support_withdrawn"')
    told = [json.loads(payload) for payload in acts.values_list("payload", flat=True)]
    return [act["support"] for act in told if "by" in act]


def _written_lately(support, now):
    since = now - following.ASK_AGAIN_AFTER
    return OutgoingMail.objects.filter(about=support.mails, created_at__gt=since).exists()


@transaction.atomic
def confirm(support, now):
    """Counts the support from now on; True if it did not before.

    Raises Erased, NotOpen, NotCounting or JoinedAlready.
    """
    head = ledger.lock(support.submission.consultation)
    support.refresh_from_db()
    if support.confirmed_at:
        return False
    if support.erased_at:
        raise Erased
    if not counts(support.submission):
        raise NotCounting
    if now > support.confirm_by or support.submission.consultation.results_at:
        raise NotOpen
    if _has_joined(support):
        raise JoinedAlready
    support.confirmed_at = now
    support.save(update_fields=["confirmed_at"])
    ledger.append(head, "support_confirmed", now, **_ids(support))
    if address := declared.address_to_tell(support):
        write_mail(support, "support_on_behalf", now, to=address)
    return True


@transaction.atomic
def withdraw(support, now, staff=None):
    """Takes a confirmed support back; True if it did.

    Who joined may while the consultation is open, else it raises NotOpen. `staff` may at any time,
    where they find that whoever joined may not speak for the organisation; that one is told.
    """
    head = ledger.lock(support.submission.consultation)
    support.refresh_from_db()
    if support.withdrawn_at or not support.confirmed_at:
        return False
    if not staff and not support.submission.consultation.is_open(now):
        raise NotOpen
    support.withdrawn_at = now
    support.save(update_fields=["withdrawn_at"])
    by = {"by": staff.pk} if staff else {}
    ledger.append(head, "support_withdrawn", now, **_ids(support), **by)
    if staff and support.email:
        write_mail(support, "support_unauthorised", now)
    if staff:
        reporting.renew(support.submission.consultation, staff, now)
    return True


def tell_withdrawn(submission, now):
    """Tells those who joined remarks that their sender has taken these back."""
    for support in counting(submission).filter(erased_at=None):
        write_mail(support, "support_ended", now)


def results_letters(submissions, consultation, now):
    """The mails with the answers to those who joined, each in their language, not yet queued.

    All are read at once, as others wait for the lock meanwhile.
    """
    supports = Support.objects.filter(
        submission__in=submissions, confirmed_at__isnull=False, withdrawn_at=None, erased_at=None
    )
    remarks, pages = defaultdict(list), {}
    for remark in public.remarks(consultation).filter(
        submission__in=supports.order_by().values("submission")
    ):
        remarks[remark.submission_id].append(remark)
    letters = []
    for support in supports.select_related("submission", "organisation"):
        support.submission.consultation = consultation
        if support.language not in pages:
            pages[support.language] = page_of(consultation, support.language).full_url
        with translation.override(support.language):
            shown = [public.shown(remark) for remark in remarks[support.submission_id]]
            more = {
                "remarks": shown,
                "waits": any(not remark.outcome for remark in shown),
                "page_url": pages[support.language],
            }
            letters.append(letter(support, "support_results", now, **more))
    return letters


def _ids(support):
    return {"submission": support.submission_id, "support": support.pk}


def write_mail(support, kind, now, to=""):
    """Queues a mail about a support; only the supporter's own has the link to act."""
    OutgoingMail.queue([letter(support, kind, now, to=to)])


def letter(support, kind, now, to="", **facts):
    """One of the mails about a support, in its language, not yet queued.

    It quotes neither remarks nor answers, which are not the supporter's own: what is left out or
    erased after the mail was written goes from the page that it links, and it holds no copy.
    """
    submission = support.submission
    with translation.override(support.language):
        subject = {
            "support_confirm": _("Please confirm the support for remarks no. %(number)s"),
            "support_on_behalf": _("Remarks no. %(number)s were supported by your organisation"),
            "support_unauthorised": _("Your support for remarks no. %(number)s no longer counts"),
            "support_ended": _("Remarks no. %(number)s, which you supported, were withdrawn"),
            "support_results": _("Answer to remarks no. %(number)s, which you supported"),
        }[kind] % {"number": submission.reference}
        base = settings.WAGTAILADMIN_BASE_URL
        body = render_to_string(
            f"resources/mail/{kind}.txt",
            {
                "submission": submission,
                "title": submission.consultation.title_in(support.language),
                "name": public.name_of(support),
                "matched": support.matched,
                "until": timezone.localtime(support.confirm_by),
                "municipality": MunicipalitySettings.load,
                "is_open": submission.consultation.is_open(now),
                "url": base + reverse("support-confirm", args=[support.confirmation]),
                "remarks_url": base + submission.support_path(),
                **facts,
            },
        )
    return OutgoingMail.letter(to or support.email, subject, body, now, about=support.mails)


def public_remarks(submission):
    """The remarks as the public would read them."""
    remarks = public.remarks(submission.consultation).filter(submission=submission)
    return [public.shown(remark) for remark in remarks]
