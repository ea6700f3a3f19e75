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
    """Every recorded column of a submission, its sender, remarks and files, in a fixed shape."""
    identity = submission.identity
    return {
        "id": submission.pk,
        "consultation": submission.consultation_id,
        "key": str(submission.key),
        "channel": submission.channel,
        "who": submission.who,
        "language": submission.language,
        "received_at": stamp(submission.received_at),
        "postmarked_on": str(submission.postmarked_on or ""),
        "confirm_by": stamp(submission.confirm_by),
        "suspicion": submission.suspicion,
        "identity": {
            "person": identity.person,
            "function": identity.function,
            "email": identity.email,
            "organisation": identity.organisation_id,
            "organisation_name": identity.organisation_name,
            "krs": identity.krs,
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
        "attachments": [
            {
                "id": attachment.pk,
                "name": attachment.name,
                "content_type": attachment.content_type,
                "size": attachment.size,
                "sha256": attachment.sha256,
            }
            for attachment in sorted(submission.attachments.all(), key=lambda a: a.pk)
        ],
    }


def support_content(support):
    """Every recorded column of a support, in a fixed shape."""
    return {
        "id": support.pk,
        "submission": support.submission_id,
        "organisation": support.organisation_id,
        "organisation_name": support.organisation_name,
        "person": support.person,
        "email": support.email,
        "language": support.language,
        "received_at": stamp(support.received_at),
        "confirm_by": stamp(support.confirm_by),
    }


def seal(content, key):
    """HMAC-SHA256 of private content under the key of its own row."""
    return hmac.new(bytes.fromhex(key), canonical(content).encode(), sha256).hexdigest()


def seal_submission(submission):
    """Makes the submission's key and returns the seal that goes into the ledger."""
    key = SealKey.objects.create(submission=submission).key
    return seal(submission_content(submission), key)


def seal_support(support):
    """Makes the support's key and returns the seal that goes into the ledger."""
    key = SealKey.objects.create(support=support).key
    return seal(support_content(support), key)


def version_digest(units):
    """sha256 over the digests of a version's units in their order."""
    return sha256("\n".join(units).encode()).hexdigest()
