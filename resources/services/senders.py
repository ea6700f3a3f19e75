"""What staff establish about those who send remarks."""

from django.db import transaction

from resources import public
from resources.services import ledger, reporting


@transaction.atomic
def set_authority(submission, authority, by, now):
    """Notes whether the sender may speak for the organisation; True if that is new."""
    consultation = submission.consultation
    head = ledger.lock(consultation)
    identity = submission.identity
    identity.refresh_from_db()
    if identity.authority == authority:
        return False
    named = public.name_of(identity, submission.who)
    identity.authority = authority
    identity.save(update_fields=["authority"])
    ledger.append(head, "authority", now, submission=submission.pk, authority=authority, by=by.pk)
    # A public report must not go on with a name, nor keep back one that is right after all.
    if public.name_of(identity, submission.who) != named:
        reporting.renew(consultation, by, now)
    return True
