"""The record of a consultation: what was sent, by whom, what was answered, and the proof."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.append_only import AppendOnly
from resources.choices import (
    AnswerAct,
    AnswerRedactionReason,
    Approval,
    Authority,
    Channel,
    Outcome,
    ReceiptRule,
    RedactionReason,
    SubmissionState,
    SupportState,
    Suspicion,
    Who,
)
from resources.models.consultation import Consultation, TextUnit


def new_token():
    return secrets.token_urlsafe(24)


class Submission(models.Model):
    """One letter with one or more remarks, from one sender."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="submissions"
    )
    key = models.UUIDField(
        "idempotency key of the form", help_text="The same form sent twice is one submission."
    )
    content_digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=40, unique=True, default=new_token)
    confirmation = models.CharField(max_length=40, unique=True, default=new_token)
    number = models.PositiveIntegerField(_("number"), null=True)
    channel = models.CharField(
        pgettext_lazy("submission", "channel"),
        max_length=12,
        choices=Channel,
        default=Channel.ONLINE,
    )
    who = models.CharField(_("On whose behalf?"), max_length=12, choices=Who)
    language = models.CharField(max_length=10, default="pl")
    received_at = models.DateTimeField(_("received"))
    postmarked_on = models.DateField(_("day of the postmark"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    suspicion = models.CharField(max_length=5, choices=Suspicion, blank=True)
    confirm_by = models.DateTimeField(_("to be confirmed by"))
    reminded_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["received_at"]
        indexes = [models.Index(fields=["consultation", "received_at"], name="submission_received")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "key"], name="one_submission_a_key"),
            models.UniqueConstraint(
                fields=["consultation", "number"], name="one_submission_a_number"
            ),
        ]

    append_only = AppendOnly(
        free=("number", "entered_by", "reminded_at", "confirmed_at", "withdrawn_at"),
        # A plain digest of everything typed: it could confirm a guess at who sent it.
        erasable=("content_digest",),
    )

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        """The public number, e.g. "12/2027"; empty until the submission is confirmed."""
        year = timezone.localtime(self.consultation.opens_at).year
        return f"{self.number}/{year}" if self.number else ""

    @property
    def in_time(self):
        """Whether it came within the window, by the rule of the local resolution."""
        by_postmark = self.consultation.receipt_rule == ReceiptRule.POSTMARK
        if by_postmark and self.channel == Channel.POST and self.postmarked_on:
            return self.postmarked_on <= self.consultation.last_day
        return self.received_at < self.consultation.closes_at

    def state(self, now):
        if self.withdrawn_at:
            return SubmissionState.WITHDRAWN
        if self.confirmed_at:
            answered = self.consultation.results_at is not None
            return SubmissionState.ANSWERED if answered else SubmissionState.ACCEPTED
        if self.erased_at:
            return SubmissionState.ERASED
        return SubmissionState.UNCONFIRMED if now <= self.confirm_by else SubmissionState.EXPIRED

    @property
    def last_entry(self):
        """The newest entry about it in the ledger; what a receipt names."""
        return self.ledger.order_by("seq").last()

    @property
    def mails(self):
        """What the mails about it are kept under in the outbox."""
        return f"submission:{self.pk}"

    def receipt_path(self):
        return reverse("remark-receipt", args=[self.receipt])

    def confirmation_path(self):
        return reverse("remark-confirm", args=[self.confirmation])

    def support_path(self):
        """Where other organisations join; the sender hands it to them."""
        return reverse("remark-support", args=[Signer(salt="support").sign(self.pk)])


class InNameOf:
    """Mixin of those who speak for an organisation: typed in by them, or chosen by them."""

    @property
    def declared(self):
        """The organisation's name as declared; "" where it was erased or there is none."""
        chosen = self.organisation if self.organisation_id and not self.matched else None
        return self.organisation_name or (chosen.name if chosen else "")


class Identity(InNameOf, models.Model):
    """Who sent a submission. Only the organisation's name is ever shown to the public."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="identity")
    person = models.CharField(_("Name of the person submitting"), max_length=120, blank=True)
    function = models.CharField(_("Function in the organisation"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    organisation = models.ForeignKey(
        "portal_partnerships.Organisation",
        verbose_name=_("organisation from the register"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_name = models.CharField(_("Name of the organisation"), max_length=200, blank=True)
    #: Linked by the name or number that was typed, not chosen from the register's list.
    matched = models.BooleanField(default=False, editable=False)
    krs = models.CharField(_("KRS number"), max_length=10, blank=True)
    authorised = models.BooleanField(_("declaration of authority"), default=False)
    authority = models.CharField(
        _("authority"), max_length=10, choices=Authority, default=Authority.UNVERIFIED
    )
    erased_at = models.DateTimeField(null=True, editable=False)

    append_only = AppendOnly(
        free=("authority",), erasable=("person", "function", "email", "organisation_name", "krs")
    )

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")

    def __str__(self):
        return self.organisation_name or self.person


class AcceptedRemarks(models.QuerySet):
    def accepted(self):
        """Remarks that count: confirmed and not withdrawn."""
        return self.filter(
            submission__confirmed_at__isnull=False, submission__withdrawn_at__isnull=True
        )


class Remark(models.Model):
    """What should change, and the exact words it was said about."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="remarks")
    unit = models.ForeignKey(TextUnit, null=True, on_delete=models.PROTECT, related_name="remarks")
    number = models.PositiveIntegerField(_("number"), null=True)
    label = models.CharField(_("provision"), max_length=80, blank=True)
    quote = models.TextField(_("Current wording"), blank=True)
    body = models.TextField(_("Your remark – what should change?"))
    proposed = models.TextField(_("Proposed wording (optional)"), blank=True)
    justification = models.TextField(_("Justification (optional)"), blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = AcceptedRemarks.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["number", "pk"]

    append_only = AppendOnly(free=("number",), erasable=("body", "proposed", "justification"))

    def __str__(self):
        return f"{self.number or '–'} {self.label}"


class Response(models.Model):
    """The mayor's position on a remark: drafted, put forward, approved, published."""

    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="response")
    outcome = models.CharField(_("Outcome"), max_length=14, choices=Outcome)
    reason = models.TextField(pgettext_lazy("outcome", "Reason"), max_length=6000)
    approval = models.CharField(
        pgettext_lazy("answer", "state"), max_length=10, choices=Approval, default=Approval.DRAFT
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(pgettext_lazy("answer", "approved"), null=True)
    published_at = models.DateTimeField(pgettext_lazy("answer", "published"), null=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    append_only = AppendOnly(
        free=("drafted_by", "approved_by"), when="OLD.published_at IS NOT NULL"
    )

    def __str__(self):
        return f"{self.remark}: {self.get_outcome_display()}"

    @property
    def stage(self):
        """How far it has come, in a word for staff."""
        if self.published_at:
            return pgettext("answer", "published")
        return self.get_approval_display()

    @property
    def redaction(self):
        """What holds before the public where parts of a published answer are left out, or None."""
        newest = list(self.redactions.all())[-1:]
        return newest[0] if newest and newest[0].text != self.reason else None

    @property
    def digest(self):
        """sha256 of the answer's words; it is public, so it needs no key."""
        words = "\x1f".join([str(self.remark_id), self.outcome, self.reason])
        return sha256(words.encode()).hexdigest()


class AnswerEvent(models.Model):
    """One act on an answer with the words it had then: its history, for staff."""

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="answer_events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    act = models.CharField(max_length=12, choices=AnswerAct)
    outcome = models.CharField(max_length=14, choices=Outcome)
    reason = models.TextField()
    note = models.TextField(_("what should be changed"), blank=True, max_length=1000)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    append_only = AppendOnly(free=("by",), erasable=("reason", "note"))

    def __str__(self):
        return f"{self.remark}: {self.get_act_display()}"


class Moderation(models.Model):
    """What the public reads instead of a remark's own words, and why; the newest one holds.

    The original stays as sent. A hidden remark leaves its number and the reason.
    """

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="moderations")
    hidden = models.BooleanField(_("hide the whole remark"), default=False)
    body = models.TextField(_("Remark as the public reads it"), blank=True)
    proposed = models.TextField(_("Proposed wording as the public reads it"), blank=True)
    justification = models.TextField(_("Justification as the public reads it"), blank=True)
    reason = models.CharField(
        pgettext_lazy("redaction", "Reason"), max_length=14, choices=RedactionReason
    )
    explanation = models.CharField(
        pgettext_lazy("redaction", "Explanation, shown to the public"), max_length=300, blank=True
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    append_only = AppendOnly(
        free=("by",), erasable=("body", "proposed", "justification", "explanation")
    )

    def __str__(self):
        return f"{self.remark}: {self.get_reason_display()}"


class AnswerRedaction(models.Model):
    """What the public reads instead of a published answer's own words; the newest one holds.

    The answer stays in the record as the mayor gave it. A text that is all of it again takes an
    earlier redaction back.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="redactions")
    text = models.TextField(_("Answer as the public reads it"))
    reason = models.CharField(
        pgettext_lazy("redaction", "Reason"), max_length=14, choices=AnswerRedactionReason
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]

    append_only = AppendOnly(free=("by",))

    def __str__(self):
        return f"{self.response}: {self.get_reason_display()}"


class Support(InNameOf, models.Model):
    """Another organisation that joins a submission: a joint position.

    It counts once confirmed from its own mail, like a submission.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="supports")
    confirmation = models.CharField(max_length=40, unique=True, default=new_token)
    organisation = models.ForeignKey(
        "portal_partnerships.Organisation",
        verbose_name=_("organisation from the register"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_name = models.CharField(_("Name of the organisation"), max_length=200, blank=True)
    #: Linked by the name or number that was typed, not chosen from the register's list.
    matched = models.BooleanField(default=False, editable=False)
    authorised = models.BooleanField(_("declaration of authority"), default=False)
    person = models.CharField(_("Name of the person submitting"), max_length=120)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=10, default="pl")
    received_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "email"],
                condition=models.Q(confirmed_at__isnull=False, withdrawn_at=None, erased_at=None),
                name="one_support_an_address",
            )
        ]

    append_only = AppendOnly(
        free=("confirmed_at", "withdrawn_at"),
        erasable=("organisation_name", "person", "email"),
    )

    def __str__(self):
        return self.organisation_name or self.person

    @property
    def counts(self):
        return bool(self.confirmed_at and not self.withdrawn_at)

    @property
    def mails(self):
        """What the mails about it are kept under in the outbox."""
        return f"support:{self.pk}"

    def state(self, now):
        if self.withdrawn_at:
            return SupportState.WITHDRAWN
        if self.confirmed_at:
            return SupportState.CONFIRMED
        return SupportState.WAITING if now <= self.confirm_by else SupportState.EXPIRED


class LedgerHead(models.Model):
    """The end of a consultation's ledger; locked before anything of the record is read."""

    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="ledger_head"
    )
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    submissions = models.PositiveIntegerField("last submission number", default=0)
    remarks = models.PositiveIntegerField("last remark number", default=0)
    versions = models.PositiveIntegerField("last version number of the text", default=0)

    def __str__(self):
        return f"{self.seq} {self.hash}"


class LedgerEntry(models.Model):
    """One event of the record, chained by hash to the one before."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="ledger")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="ledger"
    )
    seq = models.PositiveIntegerField()
    prev = models.CharField(max_length=64, blank=True)
    payload = models.TextField("canonical JSON, exactly the bytes that were hashed")
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["consultation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "seq"], name="one_entry_a_seq"),
            models.UniqueConstraint(fields=["consultation", "prev"], name="one_entry_after_each"),
        ]

    append_only = AppendOnly()

    def __str__(self):
        return f"{self.seq}: {self.hash[:12]}"


class SealKey(models.Model):
    """The key under which private content of one row entered the ledger.

    Without it the seal says nothing about the content: destroying it is the erasure.
    """

    submission = models.OneToOneField(
        Submission, null=True, on_delete=models.PROTECT, related_name="seal"
    )
    support = models.OneToOneField(
        Support, null=True, on_delete=models.PROTECT, related_name="seal"
    )
    key = models.CharField(max_length=64, default=secrets.token_hex)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, support__isnull=True)
                | models.Q(submission__isnull=True, support__isnull=False),
                name="a_key_seals_one_row",
            )
        ]

    def __str__(self):
        return f"seal of {self.submission_id or self.support_id}"
