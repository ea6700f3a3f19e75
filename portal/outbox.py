"""Sends what waits in the outbox: each mail once, unless nobody can know whether it was taken.

A mail is claimed for a while before it is sent. If the mail server falls silent after it was
given the whole text, or the process dies and the claim runs out, nobody can know, so the mail is
marked uncertain for staff to see: sending it again by guess could tell somebody the same thing
twice. Where the server stopped before the end of the text, it cannot have the mail, which waits.
"""

import smtplib
import time
from contextlib import suppress
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.models import MunicipalitySettings, OutgoingMail

State = OutgoingMail.State
LONGEST_WAIT = timedelta(hours=6)
#: Between two mails: in a rush people at the forms go first, and mail servers dislike bursts.
PAUSE_SECONDS = 0.05
#: How long a mail that went keeps its address and words, and one that staff should check.
KEPT, KEPT_TO_CHECK = timedelta(days=1), timedelta(days=30)


def drain(now=None):
    """Sends every mail that is due, oldest first, and returns how many were sent.

    Several may drain at once. Must not run in a transaction: a claim holds once it is committed.
    """
    expire_claims(now or timezone.now())
    sent = 0
    while mail := claim(now or timezone.now()):
        sent += deliver(mail, now)
        time.sleep(PAUSE_SECONDS)
    return sent


def expire_claims(now):
    """Marks mails whose sender died while it had them."""
    OutgoingMail.objects.filter(state=State.SENDING, lease_until__lte=now).update(
        state=State.UNCERTAIN, lease_until=None
    )


def claim(now):
    """Takes the mail that has been due longest, or None; no two callers get the same one."""
    due = OutgoingMail.objects.filter(state=State.WAITING, next_attempt_at__lte=now)
    while mail := due.order_by("next_attempt_at", "pk").first():
        # The condition is tested again by the update, so of two that read the same row one
        # changes nothing and looks for another.
        claimed = due.filter(pk=mail.pk).update(
            state=State.SENDING, lease_until=now + mail.LEASE, attempts=F("attempts") + 1
        )
        if claimed:
            mail.refresh_from_db()
            return mail
    return None


def deliver(mail, now=None):
    """Hands one claimed mail to the mail server and notes what came of it."""
    # A connection for each: a server that closes one after so many mails would otherwise make
    # the next mail wait.
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        refuse(mail, error, now or timezone.now())
        return False
    handover = Handover(connection)
    try:
        message(mail, connection).send()
    except Exception as error:
        if handover.done and is_silence(error):
            note(mail, state=State.UNCERTAIN, last_error=describe(error))
        else:
            refuse(mail, error, now or timezone.now())
        return False
    else:
        note(mail, state=State.SENT, sent_at=now or timezone.now(), last_error="")
        return True
    finally:
        with suppress(OSError):
            connection.close()


def message(mail, connection):
    """The mail as it leaves; an answer to it goes to the office, whoever the sender is."""
    office = MunicipalitySettings.load().email
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        reply_to=[office] if office else None,
        headers={
            **mail.headers,
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


class Handover:
    """Notes whether the server has been given a mail to its end; before that it cannot take it."""

    def __init__(self, connection):
        line = getattr(connection, "connection", None)
        # What does not speak SMTP cannot tell, so there a mail may have been taken at any time.
        self.done = not isinstance(line, smtplib.SMTP)
        if not self.done:
            self.send, line.send = line.send, self.pass_on

    def pass_on(self, data):
        self.send(data)
        # Only the text ends so: a command is a single line.
        self.done |= isinstance(data, bytes) and data.endswith(b"\r\n.\r\n")


def is_silence(error):
    """Whether the line broke before the server said anything, and not by its refusal."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def refuse(mail, error, now):
    """Puts the mail back for later, twice as late each time, until its attempts are used up."""
    if mail.attempts >= mail.MAX_ATTEMPTS:
        note(mail, state=State.FAILED, last_error=describe(error))
    else:
        wait = min(timedelta(minutes=2 ** (mail.attempts - 1)), LONGEST_WAIT)
        note(mail, state=State.WAITING, next_attempt_at=now + wait, last_error=describe(error))


def note(mail, **changes):
    row = OutgoingMail.objects.filter(pk=mail.pk)
    if row.exclude(to="").update(lease_until=None, **changes):
        return
    # Forgotten while it was on its way: not tried again, and no error brings the address back.
    row.update(lease_until=None, **changes | {"last_error": ""})
    row.filter(state=State.WAITING).delete()


def describe(error):
    return f"{type(error).__name__}: {error}"[:1000]


def to_check():
    """Mails that only staff can settle: perhaps taken, or refused to the end."""
    return OutgoingMail.objects.filter(state__in=[State.UNCERTAIN, State.FAILED]).exclude(to="")


def send_again(mail, now):
    """Staff say that it did not arrive; True unless somebody settled it before."""
    again = to_check().filter(pk=mail.pk)
    return bool(again.update(state=State.WAITING, attempts=0, next_attempt_at=now, last_error=""))


def settle(mail, now):
    """Staff know that it arrived, or have told the person otherwise; True unless settled before."""
    return bool(to_check().filter(pk=mail.pk).update(state=State.SENT, sent_at=now))


def forget(mails):
    """Takes address and words from mails whose matter is over; those that wait are not sent.

    Of one that went the subject stays, and what came of it and when.
    """
    keys = list(mails.exclude(to="").values_list("pk", flat=True))
    if not keys:
        return
    mails = OutgoingMail.objects.filter(pk__in=keys)
    with transaction.atomic():
        mails.update(to="", body="", headers={}, last_error="")
        mails.filter(state=State.WAITING).delete()


def forget_old(mails, now):
    """Forgets those of these mails that went some time ago, or that nobody checked for long."""
    went = Q(state=State.SENT, created_at__lte=now - KEPT)
    to_check = Q(state__in=[State.UNCERTAIN, State.FAILED], created_at__lte=now - KEPT_TO_CHECK)
    forget(mails.filter(went | to_check))
