"""Remarks that reach the office by another way than the form on the portal.

A right to take part is never lost to a setting: what came late, by a way that was not announced,
or from somebody who is not asked, is recorded and counted too, and the answer says so.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from portal.dates import until_day
from resources.choices import ReceiptRule, Who
from resources.models import Draft, Remark, Submission
from resources.services import drafting, ledger, submitting

#: What may differ between two copies of the same words: how the lines were broken.
WHITE_SPACE = " \t\n\r\u00a0"
_NO_WHITE_SPACE = str.maketrans("", "", WHITE_SPACE)


def warnings(consultation, content, received_at, postmarked_on=None):
    """What staff should know before they record this: sentences by name, none when all is usual."""
    found = {}
    letter = Submission(
        consultation=consultation,
        channel=content.channel,
        received_at=received_at,
        postmarked_on=postmarked_on,
    )
    if not letter.in_time:
        found["late"] = _(
            "This came after the consultation had closed. It will be recorded and shown as late."
        )
    if content.channel not in consultation.accepted_channels:
        found["channel"] = _(
            "Remarks were not to be sent in this way. The remark will be recorded all the "
            "same; the answer can say why it was not examined."
        )
    if content.who == Who.RESIDENT and not consultation.residents_admitted:
        found["residents"] = _(
            "Residents are not asked in this consultation. The remark will be recorded all "
            "the same; the answer can say why it was not examined."
        )
    return found


def same_words(consultation, content, key):
    """Remarks that count and say what one of these says, white space aside.

    Those of the same sender come first, then the newest. Nothing for a form that was recorded
    already: its key finds it.
    """
    if consultation.submissions.filter(key=key).exists():
        return Remark.objects.none()
    if content.organisation_name:
        same_sender = Q(submission__identity__organisation_name=content.organisation_name)
    else:
        same_sender = Q(submission__identity__person=content.person)
    closed_up = F("body")
    for sign in WHITE_SPACE:
        closed_up = Replace(closed_up, Value(sign), output_field=TextField())
    said = {remark.body.translate(_NO_WHITE_SPACE) for remark in content.remarks}
    return (
        Remark.objects.accepted()
        .filter(submission__consultation=consultation)
        .alias(closed_up=closed_up)
        .filter(closed_up__in=said)
        .select_related("submission__identity")
        .order_by(Case(When(same_sender, then=0), default=1), "-number")
    )


def refusal(consultation, received_at, now):
    """Why a remark of this moment cannot be recorded; "" when it can."""
    if received_at > now:
        return _("A remark cannot be received in the future.")
    if not consultation.announced_at or received_at < consultation.opens_at:
        return _("Remarks are taken from the opening of the consultation on.")
    if consultation.results_at:
        return _after_answers(consultation)
    return ""


def _after_answers(consultation):
    """What to do with a letter for which the record is closed: one that was in time too."""
    if consultation.receipt_rule == ReceiptRule.POSTMARK:
        in_time = _(
            "If it was posted by %(day)s, as the postmark shows, it is in time: the mayor decides "
            "on it as on the others, and the answer is filed with the report."
        )
    else:
        in_time = _(
            "If it reached the office by %(day)s, it is in time: the mayor decides on it as on "
            "the others, and the answer is filed with the report."
        )
    closed = _(
        "The answers are published, so nothing can be added to the record. Put the letter into "
        "the case file with the day on which it came, and answer it in writing, outside the "
        "portal."
    )
    return f"{closed} {in_time % {'day': until_day(consultation.last_day)}}"


@transaction.atomic
def enter(consultation, key, content, received_at, staff, now, postmarked_on=None):
    """Records what was received on paper, by mail or by word; it counts at once.

    Returns `(submission, created)`; the same key with the same content gives the stored one.
    Raises ValidationError with a sentence, or KeyUsed.
    """
    head = ledger.lock(consultation)
    before = consultation.version
    consultation.read_anew()
    if earlier := consultation.submissions.filter(key=key).first():
        told = (earlier.content_digest, earlier.received_at, earlier.postmarked_on)
        if told != (content.digest, received_at, postmarked_on):
            raise submitting.KeyUsed(earlier)
        return earlier, False
    if sentence := refusal(consultation, received_at, now):
        raise ValidationError(sentence)
    try:
        submitting.demand_same_text(head.versions, content, before.number)
    except submitting.NewerVersion as changed:
        raise ValidationError(
            _("The text was changed just now. Please look at the provisions and record it again.")
        ) from changed
    submission, written = submitting.draw_up(
        consultation,
        key,
        content,
        now,
        received_at=received_at,
        postmarked_on=postmarked_on,
        entered_by=staff,
    )
    submitting.record(head, submission, written, now)
    # Its files have waited with a draft under its key, and are the submission's now.
    drafting.throw_away(Draft.objects.filter(token=key.hex))
    submitting.take_in(head, submission, now, staff)
    submitting.tell_receipt(submission, now)
    return submission, True
