"""Mail that is to go out, as rows: the table is the truth, sending only drains it."""

import uuid
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutgoingMail(models.Model):
    """One mail to one address, written in the transaction that causes it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", pgettext_lazy("mail", "sent")
        UNCERTAIN = "uncertain", _("uncertain: the server may have taken it")
        FAILED = "failed", _("refused")

    #: After this many refusals a mail is given up and shown to staff: with the waits between
    #: them three days, longer than a weekend without a mail server.
    MAX_ATTEMPTS = 21
    #: How long a sender has; far more than the mail server's timeouts add up to.
    LEASE = timedelta(minutes=5)

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    headers = models.JSONField(default=dict, blank=True, editable=False)
    about = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(pgettext_lazy("mail", "sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self):
        return f"{self.subject} ({self.get_state_display()})"

    @classmethod
    def letter(cls, to, subject, body, now=None, headers=None, wait=timedelta(), about=""):
        """A mail, not yet queued.

        `headers` go out beside the usual ones; `wait` holds the mail back for that long; `about`
        is the name of what the mail is about, by which its writer finds it again.
        """
        now = now or timezone.now()
        return cls(
            to=to,
            subject=" ".join(subject.split())[:250],
            body=body,
            headers=headers or {},
            about=about,
            message_id=f"<{uuid.uuid4().hex}@portal>",
            created_at=now,
            next_attempt_at=now + wait,
        )

    @classmethod
    def queue(cls, mails):
        """Queues mails; they leave after the surrounding transaction has committed."""
        from portal.tasks import wake_outbox

        mails = cls.objects.bulk_create(mails)
        if any(mail.next_attempt_at <= mail.created_at for mail in mails):
            # Robust: the mails are safe by then, and their writer has succeeded whatever comes.
            transaction.on_commit(wake_outbox, robust=True)
        return mails

    @classmethod
    def write(cls, *args, **kwargs):
        """Queues one mail, given as to `letter`."""
        return cls.queue([cls.letter(*args, **kwargs)])[0]
