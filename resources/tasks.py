"""Background work of the record. A lost task loses nothing: the clock takes it up again."""

from django_tasks import task


@task()
def make_report_files(pk):
    """Makes every form of a report, soon after it was made."""
    from resources.models import Report
    from resources.services import reporting

    if report := Report.objects.filter(pk=pk).first():
        reporting.make_files(report)


@task()
def make_case_archive(pk):
    """Packs the case that a clerk has asked for."""
    from resources.models import CaseArchive
    from resources.services import archiving

    if archive := CaseArchive.objects.filter(pk=pk).first():
        archiving.pack(archive)
