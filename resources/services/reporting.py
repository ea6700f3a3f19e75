"""The report: made from the record, looked at, published with its hash in the ledger."""

import json
from functools import partial
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources import reporting
from resources.models import LedgerHead, Report, ReportFile
from resources.reporting import structure, words
from resources.services import background, ledger
from resources.tasks import make_report_files

MADE_ANEW = gettext_lazy(
    "This report was made anew meanwhile. Please look at the new one before you publish it."
)


def content_of(report):
    """What a report says, as data."""
    return json.loads(report.content)


def current(consultation):
    """The report that is public now, or None: the newest that was published."""
    return consultation.reports.exclude(published_at=None).first()


def preview(consultation, now):
    """What the report would say now; for staff, also before there are answers."""
    head = LedgerHead.objects.filter(consultation=consultation).first() or LedgerHead()
    return structure.build(consultation, head, now, _next_number(consultation))


@transaction.atomic
def make(consultation, by, now):
    """Makes a report of the record as it stands; one that was not published is replaced.

    Its files come in the background. Raises ValidationError before the answers are published.
    """
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if not consultation.results_at:
        raise ValidationError(_("The report can be made once the answers are published."))
    drop_drafts(consultation)
    number = _next_number(consultation)
    content = _written(consultation, head, now, number)
    report = Report.objects.create(
        consultation=consultation,
        number=number,
        content=content,
        sha256=sha256(content.encode()).hexdigest(),
        made_at=now,
        made_by=by,
    )
    _start(report)
    return report


def again(report):
    """Makes the files once more that could not be made."""
    background.again(report)
    _start(report)


def _start(report):
    # Robust: the row is safe, and the clock takes up what the queue does not.
    transaction.on_commit(lambda: make_report_files.enqueue(report.pk), robust=True)


def _written(consultation, head, made_at, number):
    return ledger.canonical(structure.build(consultation, head, made_at, number))


def _next_number(consultation):
    report = current(consultation)
    return report.number + 1 if report else 1


@transaction.atomic
def publish(report, now):
    """Freezes the report and enters its hash in the ledger.

    Refused when the record or the facts of the case have changed since it was made: it would say
    what is no longer so.
    """
    consultation = report.consultation
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    try:
        report.refresh_from_db()
    except Report.DoesNotExist:
        raise ValidationError(MADE_ANEW) from None
    if report.published_at:
        raise ValidationError(_("This report has been published already."))
    if report.content != _written(consultation, head, report.made_at, report.number):
        raise ValidationError(
            _(
                "The record or the facts of the case have changed since this report was made. "
                "Please make it anew and look at it again."
            )
        )
    _freeze(report, head, now)


def _freeze(report, head, now):
    report.published_at = now
    report.save(update_fields=["published_at"])
    rows = [report, *report.files.all()]
    ledger.append(head, "report", now, rows, number=report.number, sha256=report.sha256)


@transaction.atomic
def renew(consultation, by, now):
    """Puts a new report in the place of the public one, from which words have to go.

    Called last in the act by which they went. The earlier reports lose their words; that they
    were published, when and with which hash stays in the ledger. None where none was public.
    """
    earlier = list(consultation.reports.filter(erased_at=None).exclude(published_at=None))
    if not earlier:
        drop_drafts(consultation)
        return None
    report = make(consultation, by, now)
    _freeze(report, ledger.lock(consultation), now)
    gone = [ledger.name_of(file) for old in earlier for file in old.files.all()]
    for old in earlier:
        old.content, old.erased_at = "", now
        old.save(update_fields=["content", "erased_at"])
        _drop_files(old)
    head = ledger.lock(consultation)
    ledger.append(head, "erased", now, earlier, report=report.number, gone=gone)
    return report


@transaction.atomic
def drop_drafts(consultation):
    """Forgets reports that were made and not published."""
    for report in consultation.reports.filter(published_at=None).select_for_update():
        _drop_files(report)
        report.delete()


def _drop_files(report):
    for file in report.files.all():
        file.delete()
        transaction.on_commit(lambda stored=file.file: stored.delete(save=False), robust=True)


def make_files(report):
    """Makes the forms of a report that are not there yet; does nothing while somebody else does."""
    background.run(report, _make_files)


def _make_files(report):
    content = content_of(report)
    there = set(report.files.values_list("format", flat=True))
    for place, form in enumerate(reporting.FORMS, start=1):
        if form not in there:
            _store(report, form, content)
        yield 100 * place // len(reporting.FORMS)


def _store(report, form, content):
    data = reporting.render(form, content)
    name = words.file_name(content, form, reporting.FORMS[form].ending)
    file = ReportFile(report=report, format=form, size=len(data), sha256=sha256(data).hexdigest())
    # The record before the report, as whoever publishes or renews it locks them: a file enters the
    # ledger with the report that finds it there, or by itself once the report is published.
    lock = partial(ledger.lock, report.consultation)
    with background.stored(report, file.file, name, ContentFile(data), lock) as current:
        file.save()
        if current.published_at:
            ledger.append(lock(), "report_file", timezone.now(), [file], report=report.pk)
