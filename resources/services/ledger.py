"""The append-only ledger of a consultation.

Each entry's hash covers the one before, so a changed, removed, inserted or reordered entry
breaks the chain, and a receipt that names an entry's number and hash reveals a ledger that was
cut off before it. Private content enters only as an HMAC under a key of its own row: once that
key is destroyed, the entry still proves *that* something was recorded, and no longer what.
"""

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256

from django.utils import timezone

from portal.models import CacheGeneration
from resources.models import LedgerEntry, LedgerHead, Moderation, SealKey, Submission, Support
from resources.services.recorded import FINGERPRINT, SEALED, STAFF

#: Hexadecimal digits of a fingerprint's hash and of the mark of each column.
HASH, MARK = 64, 4
#: Acts that change no public page but the list of entries, which is not kept: in a rush of remarks
#: not yet confirmed the cached pages stay.
UNSEEN = {"submitted"}


#: The one way in which data becomes the text that is hashed.
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def stamp(moment):
    """A moment as it stands in the ledger: on the municipality's clock, with its offset."""
    return timezone.localtime(moment).isoformat()


def lock(consultation):
    """Locks the consultation's record until the transaction ends; call it before reading.

    Locking only the last entry let two writers fork the chain on PostgreSQL.
    """
    heads = LedgerHead.objects.select_for_update()
    try:
        return heads.get(consultation=consultation)
    except LedgerHead.DoesNotExist:
        LedgerHead.objects.get_or_create(consultation=consultation)
        return heads.get(consultation=consultation)


def append(head, kind, now, rows=(), key="", **data):
    """Adds an entry behind the locked `head` and returns it.

    `rows` are the rows that enter the record, or are emptied by an erasure, with this act: the
    entry keeps a fingerprint of each. `key` is the one under which all of them are sealed, where
    it was made just now. `data` holds ids, digests and public facts, nothing private.
    """
    entry = _next(head, kind, now, rows, data, key)
    entry.save(force_insert=True)
    head.save()
    if kind not in UNSEEN:
        CacheGeneration.bump()
    return entry


def append_all(head, kind, now, acts):
    """Adds an entry for each of many acts at once; each act is a pair of rows and data."""
    LedgerEntry.objects.bulk_create([_next(head, kind, now, rows, data) for rows, data in acts])
    head.save()
    CacheGeneration.bump()


def _next(head, kind, now, rows, data, key=""):
    """The entry behind the head, not yet stored; the head moves on to it."""
    data = {"seq": head.seq + 1, "kind": kind, "at": stamp(now), **data}
    if rows:
        keys = {}
        data["rows"] = {name_of(row): fingerprint(row, key or _key_of(row, keys)) for row in rows}
        staff = {name_of(row): staff_of(row) for row in rows if type(row) in STAFF}
        data |= {"staff": staff} if staff else {}
    payload = canonical(data)
    entry = LedgerEntry(
        consultation_id=head.consultation_id,
        submission_id=data.get("submission"),
        seq=head.seq + 1,
        prev=head.hash,
        payload=payload,
        hash=entry_hash(head.hash, payload),
    )
    head.seq, head.hash = entry.seq, entry.hash
    return entry


def entry_hash(prev, payload):
    return digest_of(f"{prev}\n{payload}")


def digest_of(text):
    return sha256(text.encode()).hexdigest()


def name_of(row):
    """How an entry names a row: "remark 12"."""
    return f"{row._meta.model_name} {row.pk}"


def staff_of(row):
    """Ids of the accounts that a row names, in the order of STAFF."""
    return [getattr(row, f"{name}_id") for name in STAFF[type(row)]]


def value(row, column):
    """What a column holds, in a shape of its own that is the same on every database."""
    field = row._meta.get_field(column)
    held = field.to_python(getattr(row, field.attname))
    if isinstance(held, datetime):
        return held.astimezone(UTC).isoformat()
    return held if held is None or isinstance(held, bool | int | list | dict) else str(held)


def fingerprint(row, key=""):
    """HMAC-SHA256 over the recorded columns of a row, then a mark of four digits for each.

    The hash proves the row; the marks tell which column was changed. Public rows have the
    empty key, so that anybody can compute them.
    """
    values = _values(row)
    return _hmac(values, key) + "".join(_marks(values, key))


def differing(row, recorded, key=""):
    """Names of the columns that are not as in a recorded fingerprint; empty if it fits."""
    hashed, marks = recorded[:HASH], recorded[HASH:]
    values = _values(row, len(marks) // MARK)
    if _hmac(values, key) == hashed:
        return []
    places = range(0, len(marks), MARK)
    return [
        column
        for column, mark, at in zip(values, _marks(values, key), places, strict=True)
        if mark != marks[at : at + MARK]
    ] or list(values)


def _values(row, count=None):
    return {column: value(row, column) for column in FINGERPRINT[type(row)][:count]}


def _marks(values, key):
    return [_hmac({column: held}, key)[:MARK] for column, held in values.items()]


def _hmac(content, key):
    return hmac.digest(key.encode(), canonical(content).encode(), "sha256").hex()


def _key_of(row, known):
    """The key of a private row's seal, made with its first fingerprint; "" for a public row."""
    if not isinstance(row, SEALED):
        return ""
    if isinstance(row, Support):
        owner = ("support_id", row.pk)
    elif isinstance(row, Submission):
        owner = ("submission_id", row.pk)
    else:
        of = row.remark if isinstance(row, Moderation) else row
        owner = ("submission_id", of.submission_id)
    if owner not in known:
        keys = SealKey.objects.filter(**dict([owner]))
        # The record is locked, so nobody else makes one meanwhile.
        known[owner] = keys.values_list("key", flat=True).first() or new_key(**dict([owner]))
    return known[owner]


def new_key(**owner):
    """Makes the key under which a row's content enters the record: `submission=` or `support=`."""
    return SealKey.objects.create(**owner).key


def rows_of(submission):
    """Every row that is sealed under the key of a submission."""
    return [
        submission,
        submission.identity,
        *submission.remarks.order_by("pk"),
        *submission.attachments.order_by("pk"),
        *Moderation.objects.filter(remark__submission=submission).order_by("pk"),
    ]


def destroy_key(**owner):
    """Makes the fingerprints under a key say nothing any more: `submission=` or `support=`.

    The act that erases appends an entry with what is left of these rows, under a new key.
    """
    SealKey.objects.filter(**owner).delete()


def version_digest(units):
    """sha256 over the digests of a version's units in their order."""
    return digest_of("\n".join(units))
