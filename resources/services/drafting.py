"""Half-written submissions, kept until they are sent or run out.

A draft is outside the record. Its secret link holds the idempotency key of the submission that
it becomes, so the link of a draft that was sent still finds what it became.
"""

import uuid
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal import outbox
from portal.models import OutgoingMail
from resources.models import Draft, Submission
from resources.services import ledger, submitting

#: A draft is deleted this long after its last change, or after the close.
KEPT_FOR = timedelta(days=30)
#: One draft holds at most so many remarks; a whole programme has fewer provisions.
MAX_REMARKS = 200
#: Addresses to which one draft's link is sent.
MAX_MAILED = 3


class Gone(Exception):
    """The draft is no longer there: sent, thrown away or run out."""


class Changed(Exception):
    """The draft is not what its owner has just seen; somebody changed it in another window."""


class Full(Exception):
    """The draft holds as many remarks as one draft takes."""


def find(token):
    return Draft.objects.select_related("consultation").filter(token=token).first()


def sent_as(token):
    """The submission that a draft with this token became, or None."""
    try:
        key = uuid.UUID(token)
    except ValueError:
        return None
    return Submission.objects.select_related("consultation").filter(key=key).first()


@transaction.atomic
def start(consultation, key, sender, language, now):
    """The draft that a form with this key opens; the same one if the form is sent again."""
    if consultation.submissions.filter(key=key).exists():
        key = uuid.uuid4()
    draft, _created = Draft.objects.select_for_update().get_or_create(
        token=key.hex,
        defaults={
            "consultation": consultation,
            "key": key,
            "language": language,
            "created_at": now,
            "changed_at": now,
            "data": {"sender": sender, "remarks": []},
        },
    )
    return draft


@contextmanager
def changing(draft, now):
    """Locks the draft for a change of its data and keeps the change; yields it as it is now."""
    with transaction.atomic():
        current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if current is None:
            raise Gone
        yield current
        current.changed_at = now
        current.save(update_fields=["data", "key", "changed_at"])


def is_full(draft):
    return len(draft.data["remarks"]) >= MAX_REMARKS


def put_remark(draft, number, typed):
    """Keeps a remark as typed under its id; one without any words is left out.

    Raises Full where there is no room for another one.
    """
    remarks = draft.data["remarks"]
    words = [typed[name].strip() for name in ("body", "proposed", "justification")]
    place = next((i for i, remark in enumerate(remarks) if remark["id"] == number), None)
    if place is not None:
        remarks[place] = {"id": number, **typed}
    elif any(words):
        _add(draft, {"id": number, **typed})


def _add(draft, remark):
    if is_full(draft):
        raise Full
    draft.data["remarks"].append(remark)
    if draft.data.get("removed", {}).get("id") == remark["id"]:
        del draft.data["removed"]


def take_out(draft, number):
    """Removes a remark; the last one removed can be put back."""
    for remark in draft.data["remarks"]:
        if remark["id"] == number:
            draft.data["removed"] = remark
    draft.data["remarks"] = [r for r in draft.data["remarks"] if r["id"] != number]


def put_back(draft):
    """Takes in again the last remark removed; raises Full where there is no room for it."""
    if removed := draft.data.get("removed"):
        _add(draft, removed)


def at_hand(draft):
    """The remarks of a draft by their ids, with the one that can be put back."""
    removed = [draft.data["removed"]] if "removed" in draft.data else []
    return {remark["id"]: remark for remark in [*draft.data["remarks"], *removed]}


def attached(draft):
    """The draft's files, as the content of a submission names them."""
    return [
        submitting.AttachedFile(file.pk, file.name, file.sha256) for file in draft.attachments.all()
    ]


def send(draft, content, now, seen=""):
    """Submits what the owner has seen and throws the draft away, both or neither.

    Returns the submission; sent twice it is the same one. Raises Gone, Changed and what
    `submitting.submit` raises.
    """
    with transaction.atomic():
        ledger.lock(draft.consultation)
        current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if current is None:
            if earlier := sent_as(draft.token):
                return earlier
            raise Gone
        if current.changed_at != draft.changed_at:
            raise Changed
        submission, created = submitting.submit(
            draft.consultation, draft.key, content, now, draft.data.get("suspicion", ""), seen
        )
        if not created:
            # Sent before, from the form that the draft began with: its files are there already.
            _delete_files(current.attachments.all())
        _delete(current)
    return submission


def throw_away(drafts):
    """Deletes drafts with their files."""
    for draft in drafts:
        with transaction.atomic():
            _delete_files(draft.attachments.all())
            _delete(draft)


@transaction.atomic
def forget(consultation, email):
    """Throws away the drafts of a sender; those of others forget that they were mailed to them."""
    drafts = list(consultation.drafts.select_for_update())
    own = [d for d in drafts if d.data.get("sender", {}).get("email", "").lower() == email.lower()]
    throw_away(own)
    for draft in drafts:
        mailed = draft.data.get("mailed_to", [])
        others = [address for address in mailed if address.lower() != email.lower()]
        if draft not in own and others != mailed:
            draft.data["mailed_to"] = others
            draft.save(update_fields=["data"])


def _delete(draft):
    """Deletes the row; a mail with its link that still waits is not sent.

    Those that went are forgotten a day later: until then they slow down whoever floods an address.
    """
    about = draft.mails
    draft.delete()
    OutgoingMail.objects.filter(about=about, state=OutgoingMail.State.WAITING).delete()


def mails_in(consultation):
    """Mails with links to drafts of one consultation, whether or not those are still there."""
    return OutgoingMail.objects.filter(about__startswith=f"draft:{consultation.pk}:")


def forget_mails(now):
    """Takes the addresses from mails with links to drafts that went some time ago."""
    outbox.forget_old(OutgoingMail.objects.filter(about__startswith="draft:"), now)


def detach(draft, number):
    """Deletes one of the draft's files; one that is not there is no matter."""
    for attachment in draft.attachments.all():
        if str(attachment.pk) == number:
            _delete_files([attachment])
            attachment.delete()


def _delete_files(attachments):
    for attachment in attachments:
        storage, name = attachment.file.storage, attachment.file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))


def run_out(now):
    """Drafts whose time is over."""
    before = now - KEPT_FOR
    return Draft.objects.filter(Q(changed_at__lt=before) | Q(consultation__closes_at__lt=before))


def kept_until(draft):
    """The moment until which the draft is kept if nobody changes it."""
    return min(draft.changed_at, draft.consultation.closes_at) + KEPT_FOR


def mail_link(draft, email, now):
    """Sends the draft's link to an address, once to each; False for one address too many."""
    mailed = draft.data.setdefault("mailed_to", [])
    if email in mailed:
        return True
    if len(mailed) >= MAX_MAILED:
        return False
    mailed.append(email)
    lately = OutgoingMail.objects.filter(
        to__iexact=email, created_at__gt=now - submitting.RATE_WINDOW
    )
    wait = timedelta(minutes=max(0, lately.count() - submitting.MOST_BY_ADDRESS))
    title = draft.consultation.title_in(draft.language)
    with translation.override(draft.language):
        body = render_to_string(
            "resources/mail/draft.txt",
            {
                "consultation": draft.consultation,
                "title": title,
                "draft_url": settings.WAGTAILADMIN_BASE_URL + draft.get_absolute_url(),
                "kept_until": kept_until(draft),
            },
        )
        subject = _("Your remarks, not sent yet: %(title)s") % {"title": title}
    wait = min(wait, submitting.LONGEST_MAIL_WAIT)
    OutgoingMail.write(email, subject, body, now, wait=wait, about=draft.mails)
    return True
