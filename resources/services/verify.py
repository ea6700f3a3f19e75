"""Checks that the record is what the ledger says."""

import json

from resources.models import LedgerHead, Submission, TextUnit
from resources.outline import Unit
from resources.services import ledger


def verify(consultation, known_head=""):
    """Sentences, one for each contradiction between the ledger and the record.

    `known_head` is the hash from somebody's receipt: it must be in the chain, which shows that
    the ledger was not cut off before it.
    """
    faults, prev, hashes, events = [], "", set(), []
    entries = list(consultation.ledger.order_by("seq"))
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            faults.append(f"Entry {expected} is missing: entry {entry.seq} follows.")
        if entry.prev != prev:
            faults.append(f"Entry {entry.seq} does not continue the entry before it.")
        if ledger.entry_hash(entry.prev, entry.payload) != entry.hash:
            faults.append(f"Entry {entry.seq} was changed: its hash does not fit its words.")
        prev = entry.hash
        hashes.add(entry.hash)
        events.append(json.loads(entry.payload))
    head = LedgerHead.objects.filter(consultation=consultation).first()
    if head is None:
        faults.append("The head of the ledger is missing.")
    elif (head.seq, head.hash) != (len(entries), prev):
        faults.append("The end of the ledger is not where the head says: entries are missing.")
    if known_head and known_head not in hashes:
        faults.append("The entry named in the receipt is not in the ledger.")
    faults += _submission_faults(consultation, events)
    faults += _version_faults(consultation, events)
    faults += _window_faults(consultation, events)
    return faults


def _window_faults(consultation, events):
    """The dates of the consultation against what was announced and extended."""
    announced = [e for e in events if e["kind"] == "announced"]
    closes = [e["closes_at"] for e in events if e["kind"] in ("announced", "extended")]
    faults = []
    if announced and announced[0]["opens_at"] != ledger.stamp(consultation.opens_at):
        faults.append("The opening date is not the announced one.")
    if closes and closes[-1] != ledger.stamp(consultation.closes_at):
        faults.append("The closing date is neither the announced nor an extended one.")
    return faults


def _submission_faults(consultation, events):
    faults = []
    recorded = {e["submission"]: e for e in events if e["kind"] == "submitted"}
    confirmed = {e["submission"]: e for e in events if e["kind"] == "confirmed"}
    withdrawn = {e["submission"] for e in events if e["kind"] == "withdrawn"}
    answered = {e["remark"]: e for e in events if e["kind"] == "answered"}
    stored = {
        s.pk: s
        for s in Submission.objects.filter(consultation=consultation)
        .select_related("identity", "seal")
        .prefetch_related("remarks__response", "attachments")
    }
    for pk in recorded.keys() - stored.keys():
        faults.append(f"Submission {pk} is in the ledger but not in the record.")
    for pk, submission in stored.items():
        event = recorded.get(pk)
        if event is None:
            faults.append(f"Submission {pk} is in the record but not in the ledger.")
            continue
        key = getattr(submission, "seal", None)
        if key is None:
            faults.append(f"Submission {pk}: the key of its seal is missing.")
        elif ledger.seal(ledger.submission_content(submission), key.key) != event["seal"]:
            faults.append(f"Submission {pk} is not what was recorded.")
        if bool(submission.confirmed_at) != (pk in confirmed):
            faults.append(f"Submission {pk}: whether it was confirmed differs from the ledger.")
        elif pk in confirmed:
            at = ledger.stamp(submission.confirmed_at)
            if at != confirmed[pk]["at"]:
                faults.append(f"Submission {pk}: when it was confirmed differs from the ledger.")
            numbers = [r.number for r in submission.remarks.all()]
            if (submission.number, sorted(numbers)) != (
                confirmed[pk]["number"],
                sorted(confirmed[pk]["remarks"]),
            ):
                faults.append(f"Submission {pk}: its numbers differ from the ledger.")
        if bool(submission.withdrawn_at) != (pk in withdrawn):
            faults.append(f"Submission {pk}: whether it was withdrawn differs from the ledger.")
        for remark in submission.remarks.all():
            response = getattr(remark, "response", None)
            published = response is not None and response.published_at is not None
            entry = answered.get(remark.pk)
            if published != (entry is not None):
                faults.append(f"Remark {remark.number}: its answer differs from the ledger.")
            elif published and response.digest != entry["digest"]:
                faults.append(f"Remark {remark.number}: the answer is not the one published.")
    return faults


def _version_faults(consultation, events):
    faults = []
    announced = {e["version"]: e["text"] for e in events if e["kind"] in ("announced", "revised")}
    for version in consultation.versions.all():
        digests = []
        for unit in TextUnit.objects.filter(version=version).order_by("position"):
            words = Unit(unit.kind, unit.label, unit.anchor, unit.heading, unit.html, unit.text)
            if words.digest != unit.sha256:
                faults.append(f"{unit.label} is not what was announced.")
            digests.append(unit.sha256)
        if ledger.version_digest(digests) != announced.get(version.number):
            faults.append(f"Version {version.number} of the text is not the announced one.")
    return faults
