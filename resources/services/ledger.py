"""The append-only ledger of a consultation.

Each entry's hash covers the one before, so a changed, removed, inserted or reordered entry
breaks the chain, and a receipt that names an entry's number and hash reveals a ledger that was
cut off before it. Private content enters only as an HMAC under a key of its own row: once that
key is destroyed, the entry still proves *that* something was recorded, and no longer what.
"""

import hmac
import json
from hashlib import sha256

from django.utils import timezone

from resources.models import LedgerEntry, LedgerHead, SealKey


def canonical(data):
    """The one way in which data becomes the text that is hashed."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def stamp(moment):
    """A moment as it stands in the ledger: on the municipality's clock, with its offset."""
    return timezone.localtime(moment).isoformat()


def lock(consultation):
    """Locks the consultation's record until the transaction ends; call it before reading.

    Locking only the last entry let two writers fork the chain on PostgreSQL.
    """
    LedgerHead.objects.get_or_create(consultation=consultation)
    return LedgerHead.objects.select_for_update().get(consultation=consultation)


def append(head, kind, now, **data):
    """Adds an entry behind the locked `head` and returns it."""
    payload = canonical({"seq": head.seq + 1, "kind": kind, "at": stamp(now), **data})
    entry = LedgerEntry.objects.create(
        consultation_id=head.consultation_id,
        submission_id=data.get("submission"),
        seq=head.seq + 1,
        prev=head.hash,
        payload=payload,
        hash=entry_hash(head.hash, payload),
    )
    head.seq, head.hash = entry.seq, entry.hash
    head.save()
    return entry


def entry_hash(prev, payload):
    return sha256(f"{prev}\n{payload}".encode()).hexdigest()


def submission_content(submission):
    """Every recorded column of a submission, its sender and its remarks, in a fixed shape."""
    identity = submission.identity
    return {
        "id": submission.pk,
        "consultation": submission.consultation_id,
        "channel": submission.channel,
        "who": submission.who,
        "language": submission.language,
        "received_at": stamp(submission.received_at),
        "identity": {
            "person": identity.person,
            "email": identity.email,
            "organisation": identity.organisation_id,
            "organisation_name": identity.organisation_name,
            "authorised": identity.authorised,
        },
        "remarks": [
            {
                "id": remark.pk,
                "unit": remark.unit_id,
                "label": remark.label,
                "quote": remark.quote,
                "body": remark.body,
                "proposed": remark.proposed,
                "justification": remark.justification,
            }
            for remark in sorted(submission.remarks.all(), key=lambda remark: remark.pk)
        ],
    }


def seal(submission, key):
    """HMAC-SHA256 of a submission's content under its own key."""
    content = canonical(submission_content(submission)).encode()
    return hmac.new(bytes.fromhex(key), content, sha256).hexdigest()


def seal_new(submission):
    """Makes the submission's key and returns the seal that goes into the ledger."""
    return seal(submission, SealKey.objects.create(submission=submission).key)


def version_digest(units):
    """sha256 over the digests of a version's units in their order."""
    return sha256("\n".join(units).encode()).hexdigest()
