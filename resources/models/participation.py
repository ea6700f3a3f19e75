"""Taking part before and beside the record: drafts, attachments, followers.

Drafts and followers are outside the record: they may be changed and deleted. An attachment is
part of the record from the moment that its draft is sent.
"""

import uuid

from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.append_only import AppendOnly
from resources.choices import Notice
from resources.models.consultation import Consultation
from resources.models.record import Submission, new_token


def private_storage():
    return storages["private"]


def private_path(attachment, filename):
    """Says nothing of whose file it is, nor of what the sender called it."""
    return f"attachments/{uuid.uuid4().hex}"


class Draft(models.Model):
    """A half-written submission, kept behind a secret link until it is sent or runs out."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="drafts")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    key = models.UUIDField("idempotency key of the submission", default=uuid.uuid4)
    data = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="pl")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self):
        return f"{self.consultation}: {self.changed_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("remark-draft", args=[self.token])

    @property
    def mails(self):
        """What the mails with its link are kept under in the outbox."""
        return f"draft:{self.consultation_id}:{self.pk}"


class Attachment(models.Model):
    """A file that came with a submission; private, whatever its name says."""

    draft = models.ForeignKey(
        Draft, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    file = models.FileField(storage=private_storage, upload_to=private_path, max_length=80)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]

    append_only = AppendOnly(when="OLD.submission_id IS NOT NULL", erasable=("name", "sha256"))

    def __str__(self):
        return self.name


class Follower(models.Model):
    """An address that is told of a consultation's turns; it counts once confirmed by mail."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="followers"
    )
    email = models.EmailField(_("e-mail"))
    token = models.CharField(max_length=40, unique=True, default=new_token)
    language = models.CharField(max_length=10, default="pl")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "email"], name="one_follow_an_address")
        ]

    def __str__(self):
        return self.email

    @property
    def mails(self):
        """What the notices of the consultation are kept under in the outbox."""
        return f"follow:{self.consultation_id}"


class NoticeSent(models.Model):
    """That all followers were told of one turn; makes each go out once, whoever ticks."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Notice)
    about = models.PositiveIntegerField("id of the extension, else 0", default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "about"], name="one_notice_of_each_turn"
            )
        ]

    def __str__(self):
        return f"{self.consultation}: {self.get_kind_display()}"
