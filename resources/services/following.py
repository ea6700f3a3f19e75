"""Telling whoever asked for it of a consultation's turns, by e-mail, once each.

Followers are outside the record: nobody becomes one by sending a remark, and an address is
deleted when its owner stops, when nothing more is to come, or when it was never confirmed; then
the outbox forgets it too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import outbox
from portal.dates import day
from portal.models import OutgoingMail
from resources.choices import ADOPTED_STATES, Notice
from resources.models import Consultation, ConsultedTextPage, Follower, NoticeSent, ProgrammePage
from resources.reading import page_of

#: An address that was not confirmed by then is deleted.
CONFIRM_WITHIN = timedelta(hours=72)
#: One address gets no second mail within this time, however often somebody types it.
ASK_AGAIN_AFTER = timedelta(minutes=10)
#: Addresses are deleted this long after the close, whether or not the council has adopted a text.
KEEP = timedelta(days=365)
CLOSING_DAYS = 3


@dataclass(frozen=True)
class Turn:
    """Something in a consultation's course that followers are told of."""

    kind: Notice
    moment: datetime
    about: int = 0


def adopted_page(consultation):
    """The published page on which the consulted text stands as adopted, or None.

    A resolution of before the consultation adopted the text that is now to be amended.
    """
    programmes = ProgrammePage.objects.filter(state__in=ADOPTED_STATES)
    for pages in (programmes, ConsultedTextPage.objects.all()):
        adopted = (
            pages.filter(pk=consultation.text_page_id, live=True)
            .exclude(resolution_no="")
            .exclude(resolution_date__lt=timezone.localdate(consultation.opens_at))
            .defer_streamfields()
            .first()
        )
        if adopted:
            return adopted
    return None


def adoption(page):
    """That the council has adopted the text on a page, as a title."""
    if isinstance(page, ProgrammePage):
        return _("The council has adopted the %(year)s programme") % {"year": page.year}
    return _("The council has adopted: %(title)s") % {"title": page.title}


def is_over(consultation, now):
    """Whether nothing more is to come of which a follower could be told."""
    if now >= consultation.closes_at + KEEP:
        return True
    return bool(consultation.results_at and adopted_page(consultation))


def turns(consultation, now):
    """The turns that the consultation has taken by `now` and that are still news."""
    found = []
    began = max(consultation.opens_at, consultation.announced_at)
    if consultation.is_open(now):
        found.append(Turn(Notice.OPENED, began))
        last = list(consultation.extensions.all())[-1:]
        for extension in last:
            found.append(Turn(Notice.EXTENDED, extension.at, extension.pk))
        # Days on the local calendar: in the week in which the clock is changed too.
        closing = timezone.localtime(consultation.closes_at) - timedelta(days=CLOSING_DAYS)
        if max([began, *(extension.at for extension in last)]) < closing <= now:
            found.append(Turn(Notice.CLOSING, closing, last[0].pk if last else 0))
    if consultation.results_at:
        found.append(Turn(Notice.RESULTS, consultation.results_at))
        if adopted_page(consultation):
            found.append(Turn(Notice.ADOPTED, now))
    return found


@transaction.atomic
def ask(consultation, email, language, now):
    """Writes to an address that wants to follow: please confirm, or: you follow already.

    Whoever typed the address learns nothing of which mail it was.
    """
    follower, created = Follower.objects.select_for_update().get_or_create(
        consultation=consultation,
        email=email.lower(),
        defaults={"language": language, "created_at": now},
    )
    if not created:
        if now < follower.created_at + ASK_AGAIN_AFTER:
            return
        follower.language, follower.created_at = language, now
        follower.save(update_fields=["language", "created_at"])
    _write(follower, "already" if follower.confirmed_at else "confirm", now)


@transaction.atomic
def confirm(follower, now):
    """From here on the address is told."""
    if follower.confirmed_at is None:
        follower.confirmed_at = now
        follower.save(update_fields=["confirmed_at"])


@transaction.atomic
def stop(follower):
    """The address is told no more, deleted and forgotten by the outbox."""
    # Deleted first: whoever writes to followers at this moment holds their rows.
    follower.delete()
    outbox.forget(mails_in(follower.consultation).filter(to=follower.email))


def mails_in(consultation):
    """Notices of one consultation, whoever they went to."""
    return OutgoingMail.objects.filter(about=f"follow:{consultation.pk}")


def tell_due(now):
    """Tells followers of every turn that was taken; run again, or by two at once, it adds none."""
    consultations = (
        Consultation.objects.filter(announced_at__isnull=False, closes_at__gt=now - KEEP)
        .exclude(notices__kind=Notice.ADOPTED)
        .prefetch_related("extensions", "notices")
    )
    for consultation in consultations:
        told = {(notice.kind, notice.about) for notice in consultation.notices.all()}
        for turn in turns(consultation, now):
            if (turn.kind, turn.about) not in told:
                tell(consultation, turn, now)


@transaction.atomic
def tell(consultation, turn, now):
    """Writes to all who followed when the turn was taken; the row of it lets this happen once."""
    _notice, first = NoticeSent.objects.get_or_create(
        consultation=consultation, kind=turn.kind, about=turn.about, defaults={"at": now}
    )
    if not first:
        return
    told = consultation.followers.filter(confirmed_at__lte=turn.moment)
    for follower in told.select_for_update():
        follower.consultation = consultation
        _write(follower, turn.kind, now)
    if turn.kind == Notice.ADOPTED:
        consultation.followers.all().delete()


def forget_due(now):
    """Deletes addresses that were not confirmed, and those of consultations long closed.

    Of those who go on following, the outbox forgets the notices that went.
    """
    over = Q(confirmed_at=None, created_at__lte=now - CONFIRM_WITHIN)
    over |= Q(consultation__closes_at__lte=now - KEEP)
    for follower in Follower.objects.filter(over).select_related("consultation"):
        stop(follower)
    outbox.forget_old(OutgoingMail.objects.filter(about__startswith="follow:"), now)


def _write(follower, kind, now):
    consultation = follower.consultation
    with translation.override(follower.language):
        base = settings.WAGTAILADMIN_BASE_URL
        stop_url = base + reverse("follow-stop", args=[follower.token])
        page = page_of(consultation, follower.language)
        title = consultation.title_in(follower.language)
        adopted = adopted_page(consultation) if kind == Notice.ADOPTED else None
        subjects = {
            "confirm": _("Please confirm: notices about “%(title)s”"),
            "already": _("You already get notices about “%(title)s”"),
            Notice.OPENED: _("Open for remarks until %(date)s: %(title)s"),
            Notice.EXTENDED: _("Consultation extended to %(date)s"),
            Notice.CLOSING: _("3 days left to comment: %(title)s"),
            Notice.RESULTS: _("Answers published: %(title)s"),
        }
        values = {"title": title, "date": day(consultation.last_day)}
        subject = adoption(adopted) if adopted else subjects[kind] % values
        body = render_to_string(
            f"resources/mail/follow_{kind}.txt",
            {
                "consultation": consultation,
                "title": title,
                "extension": consultation.extensions.last(),
                "adopted": adopted,
                "text_url": page.get_parent().full_url,
                "page_url": page.full_url,
                "until": follower.created_at + CONFIRM_WITHIN,
                "confirm_url": base + reverse("follow-confirm", args=[follower.token]),
                "stop_url": stop_url,
            },
        )
    headers = {}
    if kind not in ("confirm", Notice.ADOPTED):
        # RFC 8058: the mail program shows a button that posts there.
        headers = {
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    about = follower.mails
    OutgoingMail.write(follower.email, subject, body, now, headers=headers, about=about)
