"""The whole case as one ZIP, for the office's own case file; staff alone may have it.

It is written to a file and never held in memory, because attachments add up.
"""

import csv
import io
import re
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from hashlib import sha256

from django.conf import settings
from django.core.files import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import dates
from portal.document import Document, facts, heading, part, quote
from portal.models import MunicipalitySettings, OutgoingMail
from resources.models import CaseArchive
from resources.reporting import cells
from resources.services import background, ledger
from resources.services.verify import measured
from resources.tasks import make_case_archive

_UNSAFE = re.compile(r"[^\w.\- ]+")


def ask(consultation, by, now):
    """Begins an archive of the case as it is now; earlier ones go."""
    with transaction.atomic():
        # Whoever erases is waited for: what is packed from now on is read without those words.
        ledger.lock(consultation)
        forget(consultation.archives.all())
        archive = CaseArchive.objects.create(consultation=consultation, made_at=now, made_by=by)
        _start(archive)
    return archive


def again(archive):
    """Packs once more what went wrong."""
    background.again(archive)
    _start(archive)


def _start(archive):
    transaction.on_commit(lambda: make_case_archive.enqueue(archive.pk), robust=True)


@transaction.atomic
def forget(archives):
    """Removes archives with their files; one that is still being packed is not kept."""
    for archive in archives.select_for_update():
        archive.delete()
        if archive.file:
            transaction.on_commit(lambda file=archive.file: file.delete(save=False), robust=True)


def forget_due(now):
    """An archive holds private data and can be made again, so it does not stay."""
    forget(CaseArchive.objects.filter(made_at__lte=now - CaseArchive.KEPT))


def pack(archive):
    """Makes the ZIP of an archive; does nothing while somebody else does."""
    background.run(archive, _pack)


def _pack(archive):
    with (
        tempfile.NamedTemporaryFile(suffix=".zip") as stored,
        translation.override(settings.LANGUAGE_CODE),
    ):
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
            yield from _Case(archive.consultation, packed, archive.made_at).write()
        stored.seek(0)
        with background.stored(archive, archive.file, "", File(stored)):
            archive.size, archive.sha256 = measured(archive.file)
            archive.progress = 100
            archive.save(update_fields=["file", "size", "sha256", "progress"])


class _Case:
    """Writes the parts of one case into a ZIP and keeps the hash of each for the manifest."""

    def __init__(self, consultation, packed, now):
        self.consultation = consultation
        self.packed = packed
        self.now = timezone.localtime(now)
        self.issuer = MunicipalitySettings.load().name
        self.hashes = []
        self.names = {
            "submissions": pgettext("file name", "submissions"),
            "unconfirmed": pgettext("file name", "unconfirmed"),
            "mails": pgettext("file name", "mails"),
            "dates": pgettext("file name", "dates"),
            "ledger": pgettext("file name", "ledger"),
            "report": pgettext("file name", "report"),
        }
        self.submissions = list(
            consultation.submissions.select_related("identity__organisation").prefetch_related(
                "remarks__response",
                "remarks__notes",
                "attachments",
                "supports__organisation",
                "ledger",
            )
        )

    def write(self):
        """Yields the per cent done."""
        for place, submission in enumerate(self.submissions):
            self.add_submission(submission)
            yield 90 * place // len(self.submissions)
        self.add_mails()
        self.add_text(f"{self.names['dates']}.csv", self.dates())
        self.add_text(
            f"{self.names['ledger']}.jsonl",
            "".join(
                ledger.canonical(
                    {"seq": e.seq, "prev": e.prev, "hash": e.hash, "payload": e.payload}
                )
                + "\n"
                for e in self.consultation.ledger.order_by("seq")
            ),
        )
        self.add_reports()
        manifest = "".join(f"{digest}  {name}\n" for digest, name in self.hashes)
        self.add_text("manifest-sha256.txt", manifest)

    @contextmanager
    def opened(self, name):
        """A member to write to: it has one date for all, so that only content changes bytes."""
        info = zipfile.ZipInfo(name, date_time=self.now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        digest = sha256()
        with self.packed.open(info, "w") as member:
            yield _Both(member, digest)
        self.hashes.append((digest.hexdigest(), name))

    def add(self, name, data):
        with self.opened(name) as member:
            member.write(data)

    def add_text(self, name, text):
        self.add(name, text.encode())

    def add_file(self, name, file):
        with self.opened(name) as member, file.open("rb") as source:
            shutil.copyfileobj(source, member)

    # --- Submissions -----------------------------------------------------------------------

    def name_of(self, submission):
        if submission.number:
            return f"{submission.number:04d}"
        return f"{self.names['unconfirmed']}-{submission.pk:04d}"

    def add_submission(self, submission):
        folder = f"{self.names['submissions']}/{self.name_of(submission)}"
        self.add(f"{folder}.pdf", self.paper(submission).pdf())
        for place, attachment in enumerate(submission.attachments.all(), start=1):
            if attachment.erased_at is None:
                name = _UNSAFE.sub("_", attachment.name).strip(". ")[-80:] or "plik"
                self.add_file(f"{folder}/{place}-{name}", attachment.file)

    def paper(self, submission):
        blocks = [facts(self.facts(submission))]
        for remark in submission.remarks.all():
            number = remark.number or "–"
            blocks.append(heading(f"{number}. {remark.label or _('As a whole')}"))
            if remark.quote:
                blocks += [heading(_("Current wording"), 3), quote(remark.quote)]
            parts = [
                (pgettext("said", "Remark"), remark.body or pgettext("erasure", "Erased")),
                (_("Proposed wording"), remark.proposed),
                (_("Justification"), remark.justification),
            ]
            response = getattr(remark, "response", None)
            if response and response.published_at:
                parts += [
                    (_("Outcome"), response.get_outcome_display()),
                    (pgettext("outcome", "Reason"), response.reason),
                ]
            blocks.append(facts([(str(name), value) for name, value in parts if value]))
        return Document(
            pgettext("paper", "Submission no. %(number)s")
            % {"number": submission.reference or self.name_of(submission)},
            issuer=self.issuer,
            day=self.now.date(),
            parts=[part(*blocks)],
            edition=self.consultation.case_no,
            lang=settings.LANGUAGE_CODE,
        )

    def facts(self, submission):
        identity, entry = submission.identity, max(submission.ledger.all(), key=lambda e: e.seq)
        organisation = identity.declared
        erased_at = identity.erased_at and dates.minute(identity.erased_at)
        rows = [
            (pgettext("fact", "Consultation"), self.consultation.title),
            (pgettext("fact", "Received"), dates.minute(submission.received_at)),
            (pgettext("report", "Channel"), submission.get_channel_display()),
            (_("day of the postmark"), submission.postmarked_on and str(submission.postmarked_on)),
            (pgettext("desk", "State"), submission.state(self.now).label),
            (
                pgettext("fact", "Confirmed"),
                submission.confirmed_at and dates.minute(submission.confirmed_at),
            ),
            (
                _("withdrawn on"),
                submission.withdrawn_at and dates.minute(submission.withdrawn_at),
            ),
            (pgettext("withdrawal", "Reason"), _why_withdrawn(submission)),
            (_("On whose behalf?"), submission.get_who_display()),
            (_("Name of the organisation"), organisation),
            (_("KRS number"), identity.krs),
            (_("Name of the person submitting"), identity.person),
            (_("Function in the organisation"), identity.function),
            (_("e-mail"), identity.email),
            (_("authority"), identity.get_authority_display() if organisation else ""),
            *(
                (pgettext("report", "Together with"), self.supporter(support))
                for support in submission.supports.all()
                if support.confirmed_at and not support.withdrawn_at
            ),
            (pgettext("erasure", "Erased"), erased_at),
            (_("Entry in the record"), f"{entry.seq}, {entry.hash}"),
        ]
        return [(str(name), str(value)) for name, value in rows if value]

    @staticmethod
    def supporter(support):
        return ", ".join(filter(None, [support.declared, support.person, support.email]))

    # --- The rest --------------------------------------------------------------------------

    def add_mails(self):
        about = {submission.mails: submission for submission in self.submissions}
        for submission in self.submissions:
            about |= {support.mails: submission for support in submission.supports.all()}
        mails = OutgoingMail.objects.filter(
            Q(about__startswith="submission:") | Q(about__startswith="support:")
        )
        for mail in mails.exclude(body="").order_by("pk"):
            if submission := about.get(mail.about):
                name = f"{self.name_of(submission)}-{mail.pk}.eml"
                self.add(f"{self.names['mails']}/{name}", as_message(mail))

    def dates(self):
        """Every submission with its dates, for the office's register."""
        written = io.StringIO()
        out = csv.writer(written, delimiter=";", lineterminator="\r\n")
        out.writerow(
            [
                pgettext("report", "Submission"),
                pgettext("report", "Channel"),
                pgettext("fact", "Received"),
                _("day of the postmark"),
                pgettext("report", "In time"),
                pgettext("fact", "Confirmed"),
                _("withdrawn on"),
                pgettext("erasure", "Erased"),
            ]
        )
        for submission in self.submissions:
            out.writerow(
                [
                    submission.reference or self.name_of(submission),
                    submission.get_channel_display(),
                    _written(submission.received_at),
                    submission.postmarked_on or "",
                    cells.yes_or_no(submission.in_time),
                    _written(submission.confirmed_at),
                    _written(submission.withdrawn_at),
                    _written(submission.identity.erased_at),
                ]
            )
        return "\ufeff" + written.getvalue()

    def add_reports(self):
        for report in self.consultation.reports.exclude(published_at=None):
            for file in report.files.all():
                self.add_file(f"{self.names['report']}/{report.number}/{file.name}", file.file)


class _Both:
    """Writes to a member of the archive and to its hash."""

    def __init__(self, member, digest):
        self.member, self.digest = member, digest

    def write(self, data):
        self.digest.update(data)
        return self.member.write(data)


def as_message(mail):
    """A mail of the outbox as a file that any mail program opens."""
    message = EmailMessage(
        mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to] if mail.to else []
    ).message()
    del message["Message-ID"], message["Date"]
    message["Message-ID"] = mail.message_id
    message["Date"] = (mail.sent_at or mail.created_at).strftime("%a, %d %b %Y %H:%M:%S %z")
    return message.as_bytes()


def _why_withdrawn(submission):
    """What staff noted as they withdrew it: on each remark the same, at that moment."""
    at = submission.withdrawn_at
    notes = (note for remark in submission.remarks.all() for note in remark.notes.all())
    return next((note.text for note in notes if note.at == at), "")


def _written(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""
