"""The report of a consultation, frozen with its hash, and the whole case as one archive."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.append_only import AppendOnly
from resources.models.consultation import Consultation
from resources.models.participation import private_storage


def report_path(file, filename):
    return f"{file.FOLDER}/{file.report_id}/{filename}"


def archive_path(archive, filename):
    return f"{archive.FOLDER}/{uuid.uuid4().hex}.zip"


class Work(models.Model):
    """Something made in the background, with what the screen that waits for it tells.

    Who makes it takes a lease; when the lease runs out with the work undone, the clock takes it
    up again.
    """

    #: Far more than any form of the largest report needs.
    LEASE = timedelta(minutes=5)

    progress = models.PositiveSmallIntegerField("per cent done", default=0)
    error = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @classmethod
    def wanted(cls):
        """Rows whose files may still be made."""
        return cls.objects.all()

    @property
    def is_done(self):
        return self.progress == 100


class Report(Work):
    """What the report says, as canonical JSON; published, it stands still for good."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(default=1)
    content = models.TextField("canonical JSON")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(_("report published"), null=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("report of the consultation")
        verbose_name_plural = _("reports of consultations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_report_number")
        ]

    append_only = AppendOnly(
        free=("made_by", "progress", "error", "lease_until"),
        when="OLD.published_at IS NOT NULL",
        erasable=("content",),
    )

    def __str__(self):
        return f"{self.consultation}: {self.number}"

    @classmethod
    def wanted(cls):
        return cls.objects.filter(erased_at=None)


class ReportFile(models.Model):
    """One form of a report, as a file."""

    #: Holds nothing but such files, so one that no row names is nobody's.
    FOLDER = "reports"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=12)
    file = models.FileField(storage=private_storage, upload_to=report_path, max_length=120)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="one_file_a_format")
        ]

    #: They go with a report that was not published, and when a published one loses its words.
    append_only = AppendOnly(removable=True)

    def __str__(self):
        return f"{self.report} {self.format}"

    @property
    def name(self):
        return self.file.name.rpartition("/")[2]

    @property
    def kind(self):
        """What the file is, for lists: "PDF"."""
        return self.name.rpartition(".")[2].upper()


class CaseArchive(Work):
    """The whole case as a ZIP for the office's own file: with senders, so it does not stay."""

    #: How long it can be fetched; it holds private data and can be made again at any time.
    KEPT = timedelta(days=1)
    #: Holds nothing but archives, so a file that no row names is nobody's.
    FOLDER = "cases"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="archives"
    )
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.FileField(
        storage=private_storage, upload_to=archive_path, max_length=80, blank=True
    )
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.consultation}: ZIP"

    @classmethod
    def wanted(cls):
        return cls.objects.filter(file="")
