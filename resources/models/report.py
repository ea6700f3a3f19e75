"""The report of a consultation: one structure, frozen with its hash, rendered in many forms."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.append_only import AppendOnly
from resources.models.consultation import Consultation
from resources.models.participation import private_storage


def report_path(file, filename):
    return f"reports/{file.report_id}/{filename}"


class Report(models.Model):
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
    progress = models.PositiveSmallIntegerField("per cent of the files made", default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("report of the consultation")
        verbose_name_plural = _("reports of consultations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_report_number")
        ]

    append_only = AppendOnly(
        free=("made_by", "progress", "error"), when="OLD.published_at IS NOT NULL"
    )

    def __str__(self):
        return f"{self.consultation}: {self.number}"


class ReportFile(models.Model):
    """One form of a report, as a file."""

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

    def __str__(self):
        return f"{self.report} {self.format}"
