"""Remarks that reach the office by another way than the form on the portal.

A right to take part is never lost to a setting: what came late, by a way that was not announced,
or from somebody who is not asked, is recorded and counted too, and the answer says so.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from resources.choices import Who
from resources.models import Submission
from resources.services import ledger, submitting


def warnings(consultation, content, received_at, postmarked_on=None):
    """What staff should know before they record this: sentences, empty when all is usual."""
    sentences = []
    letter = Submission(
        consultation=consultation,
        channel=content.channel,
        received_at=received_at,
        postmarked_on=postmarked_on,
    )
    if not letter.in_time:
        sentences.append(
            _("This came after the consultation had closed. It will be recorded and shown as late.")
        )
    if content.channel not in consultation.accepted_channels:
        sentences.append(
            _(
                "Remarks were not to be sent in this way. The remark will be recorded all the "
                "same; the answer can say why it was not examined."
            )
        )
    if content.who == Who.RESIDENT and not consultation.residents_admitted:
        sentences.append(
            _(
                "Residents are not asked in this consultation. The remark will be recorded all "
                "the same; the answer can say why it was not examined."
            )
        )
    return sentences


def refusal(consultation, received_at, now):
    """Why a remark of this moment cannot be recorded; "" when it can."""
    if received_at > now:
        return _("A remark cannot be received in the future.")
    if not consultation.announced_at or received_at < consultation.opens_at:
        return _("Remarks are taken from the opening of the consultation on.")
    if consultation.results_at:
        return _("The answers are published. Answer this letter outside the portal, in the case.")
    return ""


@transaction.atomic
def enter(consultation, key, content, received_at, staff, now, postmarked_on=None):
    """Records what was received on paper, by mail or by word; it counts at once.

    Returns `(submission, created)`; the same key with the same content gives the stored one.
    Raises ValidationError with a sentence, or KeyUsed.
    """
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if earlier := consultation.submissions.filter(key=key).first():
        told = (earlier.content_digest, earlier.received_at, earlier.postmarked_on)
        if told != (content.digest, received_at, postmarked_on):
            raise submitting.KeyUsed(earlier)
        return earlier, False
    if sentence := refusal(consultation, received_at, now):
        raise ValidationError(sentence)
    submission = submitting.store(
        head,
        consultation,
        key,
        content,
        now,
        received_at=received_at,
        postmarked_on=postmarked_on,
        entered_by=staff,
    )
    submitting.take_in(head, submission, now, staff)
    submitting.tell_receipt(submission, now)
    return submission, True
