"""What staff establish about those who send remarks."""

from django.db import transaction

from resources.services import ledger


@transaction.atomic
def set_authority(submission, authority, by, now):
    """Notes whether the sender may speak for the organisation; True if that is new."""
    head = ledger.lock(submission.consultation)
    identity = submission.identity
    identity.refresh_from_db()
    if identity.authority == authority:
        return False
    identity.authority = authority
    identity.save(update_fields=["authority"])
    ledger.append(head, "authority", now, submission=submission.pk, authority=authority, by=by.pk)
    return True
