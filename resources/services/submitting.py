"""From a filled-in form to a remark on record."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.models import MunicipalitySettings, OutgoingMail
from resources.choices import Channel, SubmissionState, Suspicion, Who, WithdrawalCause
from resources.models import Attachment, Identity, Note, Remark, Submission
from resources.services import declared, ledger, supporting
from resources.services.refusals import Erased, KeyUsed, NewerVersion, NotAdmitted, NotOpen, Refused

#: More submissions than this in so short a time, and their mails to confirm wait for a while.
RATE_WINDOW = timedelta(minutes=10)
MOST_IN_ALL, MOST_BY_ADDRESS = 100, 10
LONGEST_MAIL_WAIT = timedelta(hours=1)
MOST_COUNTED = MOST_IN_ALL + LONGEST_MAIL_WAIT // timedelta(minutes=1)


@dataclass(frozen=True)
class RemarkContent:
    """One remark as typed; `anchor` is empty for a remark on the whole text."""

    body: str
    anchor: str = ""
    proposed: str = ""
    justification: str = ""


@dataclass(frozen=True)
class AttachedFile:
    """A file that waits with a draft, to become part of the record."""

    pk: int
    name: str
    sha256: str


@dataclass(frozen=True)
class SubmissionContent:
    """Everything the sender typed, and the files that belong to it."""

    who: str
    person: str
    email: str
    remarks: tuple[RemarkContent, ...]
    organisation_id: int | None = None
    organisation_name: str = ""
    function: str = ""
    krs: str = ""
    authorised: bool = False
    language: str = "pl"
    channel: str = field(default=Channel.ONLINE)
    attachments: tuple[AttachedFile, ...] = ()

    @property
    def digest(self):
        return sha256(ledger.canonical(asdict(self)).encode()).hexdigest()


def submit(consultation, key, content, now, suspicion="", seen=""):
    """Stores a submission with its ledger entry and the mail that asks to confirm it.

    Returns `(submission, created)`; the same key with the same content gives the stored one.
    `suspicion` says why it looks like the work of a machine; it is taken like any other. `seen` is
    the number of the version that the sender read, else it is the one that the request has read.
    Raises NotOpen, NotAdmitted, NewerVersion or KeyUsed. One transaction writes everything: whoever
    is told "we have it" is told so after it was committed.
    """
    # One letter more or less in a rush is no matter, so it is counted before the lock.
    wait = mail_wait(consultation, content.email, now)
    suspicion = Suspicion.MANY if wait else suspicion
    seen = seen or consultation.version.number
    try:
        if not consultation.is_open(now):
            raise NotOpen
        if content.who == Who.RESIDENT and not consultation.residents_admitted:
            raise NotAdmitted
        demand_same_text(consultation.version.number, content, seen)
        # What can be done before the lock is, because others wait for it.
        submission, written = draw_up(consultation, key, content, now, suspicion=suspicion)
        mail = letter(submission, "confirm", now, wait=wait, written=written)
        with transaction.atomic():
            seal_key = store(submission, written)
            mail.about = submission.mails
            OutgoingMail.queue([mail])
            head = ledger.lock(consultation)
            # Of what was checked before the lock, only the text can have changed to a no: the
            # closing date moves later or not at all, and who is admitted stays as announced.
            demand_same_text(head.versions, content, seen)
            seal(head, submission, written, seal_key, now)
            return submission, True
    except (IntegrityError, Refused):
        # The same form was sent before, perhaps a moment ago and in time.
        if earlier := consultation.submissions.filter(key=key).first():
            return _same_or_refuse(earlier, content), False
        raise


def _same_or_refuse(earlier, content):
    if earlier.content_digest != content.digest:
        raise KeyUsed(earlier)
    return earlier


def demand_same_text(newest, content, seen):
    """Refuses remarks on provisions of another version, by number, than the newest."""
    if str(seen) != str(newest) and any(r.anchor for r in content.remarks):
        raise NewerVersion


def mail_wait(consultation, email, now):
    """How long the mail to confirm waits when very many submissions come at once.

    Everything is taken; only the letters are spread over the hour, so that nobody's mailbox and
    no mail server is flooded through our form.
    """
    known = f"rush:{consultation.pk}"
    if now < cache.get(known, now):
        return LONGEST_MAIL_WAIT
    lately = consultation.submissions.filter(
        channel=Channel.ONLINE, received_at__gt=now - RATE_WINDOW
    ).order_by("-received_at")
    # In a rush it is enough to know that there are as many as make the longest wait, and that
    # there will be until the last of them counted is no longer of late.
    if last := lately.values_list("received_at", flat=True)[MOST_COUNTED - 1 : MOST_COUNTED]:
        cache.set(known, last[0] + RATE_WINDOW, RATE_WINDOW.total_seconds())
        return LONGEST_MAIL_WAIT
    senders = [address.lower() for address in lately.values_list("identity__email", flat=True)]
    excess = max(len(senders) - MOST_IN_ALL, senders.count(email.lower()) - MOST_BY_ADDRESS)
    return min(timedelta(minutes=max(excess + 1, 0)), LONGEST_MAIL_WAIT)


def draw_up(consultation, key, content, now, **facts):
    """A submission with its sender, and what they wrote: nothing of it stored yet.

    `facts` are further columns of the submission (how and when it came to the office). Returns
    the submission, and its remarks and attachments by these names.
    """
    submission = Submission(
        consultation=consultation,
        key=key,
        content_digest=content.digest,
        channel=content.channel,
        who=content.who,
        language=content.language,
        **{"received_at": now, **facts},
        confirm_by=now + consultation.CONFIRM_WITHIN,
    )
    submission.identity = Identity(
        person=content.person,
        function=content.function,
        email=content.email,
        organisation_id=content.organisation_id,
        organisation_name=content.organisation_name,
        krs=content.krs,
        authorised=content.authorised,
    )
    declared.link(submission.identity)
    units = consultation.version.units_by_anchor if any(r.anchor for r in content.remarks) else {}
    remarks = [
        _remark(submission, units[remark.anchor] if remark.anchor else None, remark)
        for remark in content.remarks
    ]
    files = [attached.pk for attached in content.attachments]
    attachments = list(Attachment.objects.filter(pk__in=files).order_by("pk")) if files else []
    return submission, {"remarks": remarks, "attachments": attachments}


def record(head, submission, written, now):
    """Puts what `draw_up` has made on record, which is locked already."""
    seal(head, submission, written, store(submission, written), now)


def store(submission, written):
    """Writes what `draw_up` has made, and returns the key under which `seal` must enter it."""
    submission.save(force_insert=True)
    submission.identity.save(force_insert=True)
    Remark.objects.bulk_create(written["remarks"])
    for attached in written["attachments"]:
        attached.draft, attached.submission = None, submission
        attached.save(update_fields=["draft", "submission"])
    return ledger.new_key(submission=submission)


def seal(head, submission, written, key, now):
    """Enters a stored submission, its sender, remarks and files in the ledger."""
    ledger.append(
        head,
        "submitted",
        now,
        rows=[submission, submission.identity, *written["remarks"], *written["attachments"]],
        key=key,
        submission=submission.pk,
        **({"channel": submission.channel} if submission.entered_by else {}),
    )


def _remark(submission, unit, remark):
    """One remark with the words, those of all levels below included, that it is about."""
    return Remark(
        submission=submission,
        unit_id=unit.pk if unit else None,
        label=unit.label if unit else "",
        quote=unit.wording if unit else "",
        body=remark.body,
        proposed=remark.proposed,
        justification=remark.justification,
    )


@transaction.atomic
def confirm(submission, now, staff=None):
    """Takes a submission into the record under its numbers; True if it was not there before.

    Raises NotOpen when the time for confirming has passed, and Erased. `staff` is the clerk to
    whom the sender has confirmed by another channel; for that there is time until the answers.
    """
    head = ledger.lock(submission.consultation)
    submission.refresh_from_db()
    if submission.confirmed_at:
        return False
    if submission.erased_at:
        raise Erased
    if now > submission.confirm_by and staff is None:
        raise NotOpen
    if submission.consultation.results_at:
        raise NotOpen
    take_in(head, submission, now, staff)
    tell_receipt(submission, now)
    return True


def take_in(head, submission, now, staff=None):
    """Gives a submission and its remarks their numbers; from now on they count."""
    head.submissions += 1
    submission.number = head.submissions
    submission.confirmed_at = now
    submission.save(update_fields=["number", "confirmed_at"])
    numbers = []
    for remark in submission.remarks.order_by("pk"):
        head.remarks += 1
        remark.number = head.remarks
        remark.save(update_fields=["number"])
        numbers.append(remark.number)
    ledger.append(
        head,
        "confirmed",
        now,
        submission=submission.pk,
        number=submission.number,
        remarks=numbers,
        **({"by": staff.pk} if staff else {}),
    )


def tell_receipt(submission, now):
    """Writes the receipt to the sender, and tells the organisation in whose name it came."""
    if submission.identity.email:
        write_mail(submission, "receipt", now)
    if address := declared.address_to_tell(submission.identity):
        write_mail(submission, "on_behalf", now, to=address)


@transaction.atomic
def withdraw(submission, now, staff=None, cause=WithdrawalCause.REQUEST, reason=""):
    """Takes a confirmed submission back; True if it did. Raises NotOpen.

    The sender may while the consultation is open. `staff` may until the answers are published: a
    letter entered twice must be mended after the close too. Their `reason` may name people, so it
    stays with staff, as a note on each remark.
    """
    head = ledger.lock(submission.consultation)
    submission.refresh_from_db()
    if submission.withdrawn_at or not submission.confirmed_at:
        return False
    consultation = submission.consultation
    if consultation.results_at or not (staff or consultation.is_open(now)):
        raise NotOpen
    submission.withdrawn_at = now
    submission.save(update_fields=["withdrawn_at"])
    ledger.append(
        head, "withdrawn", now, submission=submission.pk, **({"by": staff.pk} if staff else {})
    )
    if staff:
        words = f"{WithdrawalCause(cause).label}\n{reason}"
        Note.objects.bulk_create(
            [Note(remark=r, text=words, by=staff, at=now) for r in submission.remarks.all()]
        )
    tell_withdrawn(submission, cause, now)
    supporting.tell_withdrawn(submission, now)
    return True


def tell_withdrawn(submission, cause, now):
    """Writes to the sender, and of the office's mistake to the organisation it was put down to."""
    mistaken = cause == WithdrawalCause.MISTAKE
    if submission.identity.email:
        write_mail(submission, "mistaken" if mistaken else "withdrawn", now)
    if mistaken and (address := declared.address_to_tell(submission.identity)):
        write_mail(submission, "mistaken", now, to=address)


@transaction.atomic
def remind(submission, now):
    """Writes the one reminder to confirm."""
    ledger.lock(submission.consultation)
    submission.refresh_from_db()
    if submission.reminded_at or submission.state(now) != SubmissionState.UNCONFIRMED:
        return False
    submission.reminded_at = now
    submission.save(update_fields=["reminded_at"])
    write_mail(submission, "reminder", now)
    return True


def write_mail(submission, kind, now, **options):
    """Queues one of the mails about a submission; `options` as to `letter`."""
    OutgoingMail.queue([letter(submission, kind, now, **options)])


def letter(submission, kind, now, to="", wait=timedelta(), written=None):
    """One of the mails about a submission, in the sender's language, not yet queued.

    `written` is what the sender wrote, where it is at hand.
    """
    written = written or {
        "remarks": submission.remarks.all(),
        "attachments": submission.attachments.all(),
    }
    with translation.override(submission.language):
        until = timezone.localtime(submission.confirm_by)
        number = submission.reference
        title = submission.consultation.title_in(submission.language)
        subject = {
            "confirm": _("Please confirm your remarks: %(title)s"),
            "reminder": _("Remarks not yet submitted – confirm by %(date)s"),
            "receipt": _("We have received your remarks no. %(number)s"),
            "on_behalf": _("Remarks no. %(number)s were submitted on behalf of your organisation"),
            "withdrawn": _("Remarks no. %(number)s withdrawn"),
            "mistaken": _("Remarks no. %(number)s withdrawn: our mistake"),
            "results": _("Answer to your remarks no. %(number)s"),
        }[kind] % {
            "title": title,
            "date": date_format(until, "j E, H:i"),
            "number": number,
        }
        # The sender gets the links; the organisation that is only told gets none of them.
        base = settings.WAGTAILADMIN_BASE_URL
        body = render_to_string(
            f"resources/mail/{kind}.txt",
            {
                "submission": submission,
                "title": title,
                **written,
                "until": until,
                "is_open": submission.consultation.is_open(now),
                "confirm_url": base + submission.confirmation_path(),
                "receipt_url": base + submission.receipt_path(),
                "base": base,
                "own": not to,
                # Read only by the template that speaks of answering.
                "municipality": MunicipalitySettings.load,
            },
        )
        return OutgoingMail.letter(
            to or submission.identity.email,
            subject,
            body,
            now,
            wait=wait,
            about=submission.mails,
        )
