"""Checks that the record is what the ledger says."""

import json
from collections import defaultdict
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousFileOperation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources.choices import Authority, Decision, ErasureScope
from resources.models import (
    AnswerRedaction,
    Attachment,
    Consultation,
    ErasureRequest,
    Extension,
    Identity,
    LedgerHead,
    Moderation,
    Remark,
    Report,
    ReportFile,
    Response,
    SealKey,
    Submission,
    Support,
    TextUnit,
    TextVersion,
    UnitMapping,
)
from resources.services import ledger
from resources.services.recorded import BY_ACTS, FINGERPRINT, SEALED, STAFF


def verify(consultation, known_head=""):
    """Sentences, one for each contradiction between the ledger and the record.

    `known_head` is the hash from somebody's receipt: it must be in the chain, which shows that
    the ledger was not cut off before it.
    """
    return _Check(consultation).run(known_head)


def fits(consultation, rows):
    """Whether these rows are as they were recorded; asked before anything of them is erased."""
    check = _Check(consultation)
    check.find_rows()
    check.check_rows(only={ledger.name_of(row) for row in rows})
    return not check.faults


def _stored(consultation):
    """Every row that must be in the ledger, by model."""
    of_remark = {"remark__submission__consultation": consultation}
    of_submission = {"submission__consultation": consultation}
    return {
        TextVersion: TextVersion.objects.filter(consultation=consultation),
        TextUnit: TextUnit.objects.filter(version__consultation=consultation),
        UnitMapping: UnitMapping.objects.filter(old__version__consultation=consultation),
        Extension: Extension.objects.filter(consultation=consultation),
        Submission: Submission.objects.filter(consultation=consultation),
        Identity: Identity.objects.filter(**of_submission),
        Remark: Remark.objects.filter(**of_submission),
        Attachment: Attachment.objects.filter(**of_submission),
        Support: Support.objects.filter(**of_submission),
        Moderation: Moderation.objects.filter(**of_remark),
        Response: Response.objects.filter(**of_remark, published_at__isnull=False),
        AnswerRedaction: AnswerRedaction.objects.filter(
            response__remark__submission__consultation=consultation
        ),
        Report: Report.objects.filter(consultation=consultation, published_at__isnull=False),
        ReportFile: ReportFile.objects.filter(
            report__consultation=consultation, report__published_at__isnull=False
        ),
        ErasureRequest: ErasureRequest.objects.filter(**of_submission),
    }


#: What rows are called where no number of their own names them.
_NAMES = {
    "submission": gettext_lazy("Submission (row %(id)s)"),
    "identity": gettext_lazy("Sender (row %(id)s)"),
    "remark": gettext_lazy("Remark (row %(id)s)"),
    "attachment": gettext_lazy("Attachment (row %(id)s)"),
    "support": gettext_lazy("Support (row %(id)s)"),
    "response": gettext_lazy("Answer (row %(id)s)"),
    "moderation": gettext_lazy("Redaction (row %(id)s)"),
    "answerredaction": gettext_lazy("Redaction of an answer (row %(id)s)"),
    "extension": gettext_lazy("Extension (row %(id)s)"),
    "textversion": gettext_lazy("Version of the text (row %(id)s)"),
    "textunit": gettext_lazy("Provision (row %(id)s)"),
    "unitmapping": gettext_lazy("Mapping of a provision (row %(id)s)"),
    "report": gettext_lazy("Report (row %(id)s)"),
    "reportfile": gettext_lazy("File of the report (row %(id)s)"),
    "erasurerequest": gettext_lazy("Request for erasure (row %(id)s)"),
}
_MODELS = {model._meta.model_name: model for model in FINGERPRINT}


def measured(file):
    """Size and sha256 of a stored file; None where its name leads to no file."""
    digest, size = sha256(), 0
    try:
        with file.storage.open(file.name, "rb") as content:
            for chunk in content.chunks():
                digest.update(chunk)
                size += len(chunk)
    except (OSError, SuspiciousFileOperation):
        return None
    return size, digest.hexdigest()


def same(held, recorded):
    """Whether two values are equal; moments are, whatever clock they are written on."""
    if isinstance(held, str) and isinstance(recorded, str):
        with suppress(ValueError):
            return datetime.fromisoformat(held) == datetime.fromisoformat(recorded)
    return held == recorded


def _load(text):
    try:
        event = json.loads(text)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


class _Check:
    """One run over a consultation: the chain first, then each row, then what acts have set."""

    def __init__(self, consultation):
        self.consultation = consultation
        # As it is stored, not as the caller happens to hold it.
        consultation.refresh_from_db()
        self.entries = list(consultation.ledger.order_by("seq"))
        # An entry whose hash does not fit is no witness.
        self.events = [
            _load(entry.payload)
            for entry in self.entries
            if ledger.entry_hash(entry.prev, entry.payload) == entry.hash
        ]
        self.faults = []

    def fault(self, sentence, **names):
        self.faults.append(sentence % names)

    def of_kind(self, *kinds):
        return [event for event in self.events if event.get("kind") in kinds]

    def run(self, known_head):
        self.check_chain(known_head)
        self.find_rows()
        self.check_rows()
        self.check_files()
        self.check_dates()
        self.check_numbers()
        self.check_acts()
        self.check_requests()
        self.check_answers()
        return self.faults

    # --- The chain -------------------------------------------------------------------------

    def check_chain(self, known_head):
        prev, expected = "", 0
        for entry in self.entries:
            expected += 1
            if entry.seq != expected:
                self.fault(
                    _("Entry %(expected)s is missing: entry %(seq)s follows."),
                    expected=expected,
                    seq=entry.seq,
                )
                expected = entry.seq
            if entry.prev != prev:
                self.fault(_("Entry %(seq)s does not continue the entry before it."), seq=entry.seq)
            event = _load(entry.payload)
            if ledger.entry_hash(entry.prev, entry.payload) != entry.hash:
                self.fault(
                    _("Entry %(seq)s was changed: its hash does not fit its words."),
                    seq=entry.seq,
                )
            elif event.get("seq") != entry.seq:
                self.fault(
                    _("Entry %(seq)s stands in another place than it was written."), seq=entry.seq
                )
            elif event.get("submission") != entry.submission_id:
                self.fault(
                    _("Entry %(seq)s is shown with another submission than its own."),
                    seq=entry.seq,
                )
            prev = entry.hash
        head = LedgerHead.objects.filter(consultation=self.consultation).first()
        if head is None:
            self.fault(_("The head of the ledger is missing."))
        else:
            if (head.seq, head.hash) != (len(self.entries), prev):
                self.fault(
                    _("The end of the ledger is not where the head says: entries are missing.")
                )
            confirmed = self.of_kind("confirmed")
            given = (
                len(confirmed),
                sum(len(event.get("remarks", [])) for event in confirmed),
                len(self.of_kind("announced", "revised")),
            )
            if (head.submissions, head.remarks, head.versions) != given:
                self.fault(
                    _("The last numbers at the head of the ledger are not those it has given.")
                )
        if known_head and known_head not in {entry.hash for entry in self.entries}:
            self.fault(_("The entry named in the receipt is not in the ledger."))

    # --- Rows ------------------------------------------------------------------------------

    def find_rows(self):
        """The rows as stored, by the names that entries give them, and their keys."""
        self.rows, self.by_model = {}, {}
        for model, found in _stored(self.consultation).items():
            self.by_model[model] = list(found.order_by("pk"))
            self.rows |= {ledger.name_of(row): row for row in self.by_model[model]}
        consultation = self.consultation
        self.keys = {}
        for key in SealKey.objects.filter(submission__consultation=consultation):
            self.keys["submission", key.submission_id] = key.key
        for key in SealKey.objects.filter(support__submission__consultation=consultation):
            self.keys["support", key.support_id] = key.key

    def check_rows(self, only=None):
        """Compares rows with their fingerprints: all, or those that `only` names."""
        recorded, staff = {}, {}
        self.erasures = defaultdict(set)
        for event in self.events:
            for name, fingerprint in event.get("rows", {}).items():
                if event["kind"] == "erased":
                    self.erasures[name].add(event["at"])
                if name in recorded and event["kind"] != "erased":
                    self.fault(
                        _("%(row)s is recorded twice, which only an erasure may do."),
                        row=self.describe(name),
                    )
                recorded[name] = (event, fingerprint)
            for name in event.get("gone", []):
                recorded.pop(name, None)
            staff |= event.get("staff", {})
        wanted = self.rows.keys() | recorded.keys() if only is None else only
        for name in sorted(wanted):
            row = self.rows.get(name) or self.strayed(name)
            if row is None:
                self.fault(
                    _("%(row)s is in the ledger but not in the record."), row=self.describe(name)
                )
                continue
            if name not in recorded:
                self.fault(
                    _("%(row)s is in the record but not in the ledger."), row=self.describe(name)
                )
                continue
            self.check_row(name, row, *recorded[name])
            if type(row) in STAFF:
                self.check_staff(name, row, staff.get(name, []))

    def strayed(self, name):
        """A recorded row that no longer belongs to this record, to say in which column."""
        model, _space, pk = name.rpartition(" ")
        row = _MODELS[model].objects.filter(pk=pk).first() if model in _MODELS else None
        if row is not None:
            self.rows[name] = row
        return row

    def check_row(self, name, row, event, fingerprint):
        sealed = isinstance(row, SEALED)
        key = self.key_of(row, event) if sealed else ""
        if key is None:
            self.fault(_("%(row)s: the key of its seal is missing."), row=self.describe(name))
            return
        columns = ledger.differing(row, fingerprint, key)
        if sealed and len(columns) * ledger.MARK == len(fingerprint) - ledger.HASH:
            self.fault(_("%(row)s: the key of its seal was changed."), row=self.describe(name))
        elif columns:
            self.fault(
                _("%(row)s is not what was recorded: %(columns)s."),
                row=self.describe(name),
                columns=", ".join(columns),
            )
        if getattr(row, "erased_at", None):
            self.check_erased(name, row)

    def key_of(self, row, event):
        """The key under which a row was sealed; None if it is missing."""
        kind = "support" if isinstance(row, Support) else "submission"
        owner = kind, event.get(kind)
        if owner not in self.keys:  # of a row that strayed to another consultation
            strayed = SealKey.objects.filter(**{f"{kind}_id": owner[1]})
            self.keys[owner] = strayed.values_list("key", flat=True).first()
        return self.keys[owner]

    def check_erased(self, name, row):
        # Of two erasures, the second records again also the rows that the first one emptied.
        if ledger.stamp(row.erased_at) not in self.erasures[name]:
            self.fault(
                _("%(row)s: when it was erased differs from the ledger."), row=self.describe(name)
            )
        left = [column for column in row.append_only.erasable if getattr(row, column)]
        if left:
            self.fault(
                _("%(row)s was erased and still holds: %(columns)s."),
                row=self.describe(name),
                columns=", ".join(left),
            )

    def check_staff(self, name, row, recorded):
        for column, was, now in zip(STAFF[type(row)], recorded, ledger.staff_of(row), strict=False):
            self.check_account(name, column, was, now)

    def check_account(self, name, column, was, now):
        users = get_user_model().objects
        gone = now is None and was is not None and not users.filter(pk=was).exists()
        if was != now and not gone:
            self.fault(
                _("%(row)s names another account than was recorded: %(columns)s."),
                row=self.describe(name),
                columns=column,
            )

    def describe(self, name):
        """A row in words: what it is, the number it goes by, and its id in the database."""
        row, pk = self.rows.get(name), name.rpartition(" ")[2]
        if isinstance(row, TextUnit):
            return _("Provision %(label)s (row %(id)s)") % {"label": row.label, "id": pk}
        if isinstance(row, Remark) and row.number:
            return _("Remark %(number)s (row %(id)s)") % {"number": row.number, "id": pk}
        if isinstance(row, Submission) and row.number:
            return _("Submission %(number)s (row %(id)s)") % {"number": row.number, "id": pk}
        return str(_NAMES[name.rpartition(" ")[0]]) % {"id": pk}

    # --- Files -----------------------------------------------------------------------------

    def check_files(self):
        for attachment in self.by_model[Attachment]:
            found = measured(attachment.file)
            sentence = ""
            if attachment.erased_at:
                sentence = _("%(row)s was erased, but its file is still there.") if found else ""
            elif found is None:
                sentence = _("%(row)s: its file is missing.")
            elif found != (attachment.size, attachment.sha256):
                sentence = _("%(row)s: its file is not the one that came.")
            if sentence:
                self.fault(sentence, row=self.describe(ledger.name_of(attachment)))
        for file in self.by_model[ReportFile]:
            found = measured(file.file)
            if found != (file.size, file.sha256):
                missing = _("%(row)s: its file is missing.")
                other = _("%(row)s: its file is not the one that was made.")
                self.fault(other if found else missing, row=self.describe(ledger.name_of(file)))

    # --- What acts have set ----------------------------------------------------------------

    def check_dates(self):
        """The consultation's own facts against what was announced, extended and published."""
        held = {name: ledger.value(self.consultation, name) for name in BY_ACTS[Consultation]}
        announced, extended = self.of_kind("announced"), self.of_kind("extended")
        results = self.of_kind("results")
        due = {
            **(announced[0].get("facts", {}) if announced else {}),
            "announced_at": announced[0]["at"] if announced else None,
            "extended_at": extended[-1]["at"] if extended else None,
            "results_at": results[-1]["at"] if results else None,
        }
        if extended:
            due["closes_at"] = extended[-1].get("closes_at")
        for name, value in due.items():
            if not same(held[name], value):
                self.fault(_("The consultation is not as announced: %(column)s."), column=name)
        override = ledger.digest_of(self.consultation.results_override)
        if results and results[-1].get("override") != override:
            self.fault(_("The reason for publishing with answers missing is not the recorded one."))

    def check_numbers(self):
        confirmed = {event.get("submission"): event for event in self.of_kind("confirmed")}
        remarks = defaultdict(list)
        for remark in self.by_model[Remark]:
            remarks[remark.submission_id].append(remark)
        for submission in self.by_model[Submission]:
            event = confirmed.get(submission.pk, {})
            name = self.describe(ledger.name_of(submission))
            if not same(ledger.value(submission, "confirmed_at"), event.get("at")):
                self.fault(
                    _("%(row)s: whether or when it was confirmed differs from the ledger."),
                    row=name,
                )
            if submission.number != event.get("number"):
                self.fault(_("%(row)s: its number differs from the ledger."), row=name)
            given = event.get("remarks", [])
            for place, remark in enumerate(remarks[submission.pk]):
                if remark.number != (given[place] if place < len(given) else None):
                    self.fault(
                        _("%(row)s: its number differs from the ledger."),
                        row=self.describe(ledger.name_of(remark)),
                    )

    def check_acts(self):
        """Withdrawals, supports and what staff found of a sender's authority."""
        moments = [
            (Submission, "withdrawn_at", "withdrawn", "submission"),
            (Support, "confirmed_at", "support_confirmed", "support"),
            (Support, "withdrawn_at", "support_withdrawn", "support"),
        ]
        for model, column, kind, key in moments:
            acts = {event.get(key): event["at"] for event in self.of_kind(kind)}
            for row in self.by_model[model]:
                if not same(ledger.value(row, column), acts.get(row.pk)):
                    self.fault(
                        _("%(row)s: %(column)s differs from the ledger."),
                        row=self.describe(ledger.name_of(row)),
                        column=column,
                    )
        decided = {e.get("submission"): e.get("authority") for e in self.of_kind("authority")}
        for identity in self.by_model[Identity]:
            if identity.authority != decided.get(identity.submission_id, Authority.UNVERIFIED):
                self.fault(
                    _("%(row)s: the authority is not what staff decided."),
                    row=self.describe(ledger.name_of(identity)),
                )

    def check_requests(self):
        """What the controller decided of each request for erasure, when and by whom."""
        decisions = {"erased": Decision.GRANTED, "erasure_refused": Decision.REFUSED}
        acts = {event.get("request"): event for event in self.of_kind(*decisions)}
        for request in self.by_model[ErasureRequest]:
            act = acts.get(request.pk, {})
            expected = {
                "decision": decisions.get(act.get("kind"), Decision.PENDING),
                "scope": act.get("scope", ErasureScope.IDENTITY),
                "decided_at": act.get("at"),
            }
            name = ledger.name_of(request)
            for column, recorded in expected.items():
                if not same(ledger.value(request, column), recorded):
                    self.fault(
                        _("%(row)s: %(column)s differs from the ledger."),
                        row=self.describe(name),
                        column=column,
                    )
            self.check_account(name, "decided_by", act.get("by"), request.decided_by_id)

    def check_answers(self):
        """Once answers are published, each remark that counts has one, or a reason why not."""
        if not self.consultation.results_at or self.consultation.results_override:
            return
        out = {s.pk for s in self.by_model[Submission] if s.withdrawn_at or not s.confirmed_at}
        answered = {response.remark_id for response in self.by_model[Response]}
        for remark in self.by_model[Remark]:
            if remark.submission_id not in out and remark.pk not in answered:
                self.fault(
                    _("%(row)s has no published answer."),
                    row=self.describe(ledger.name_of(remark)),
                )
