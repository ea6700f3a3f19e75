"""What the public reads of a remark or an answer that cannot be shown as it was written.

The original stays, word by word, with staff and in the record. The public reads it with parts
left out, never with other words, or, of a remark, reads only why it is hidden.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.models import OutgoingMail
from resources import public
from resources.models import AnswerRedaction, Moderation, Response
from resources.services import ledger, reporting

#: Stands for the words that are left out.
GAP = "[…]"
WORDS = ["body", "proposed", "justification"]


OTHER_WORDS = gettext_lazy(
    "Put […] in place of what you leave out. All other words must stay as they were sent."
)
OTHER_ANSWER = gettext_lazy(
    "Put […] in place of what you leave out. All other words must stay as the mayor gave them."
)


def _plain(text):
    return " ".join(text.split())


def _with_gaps(text, original):
    """What was typed, with its gaps as ours; the original where nothing is left out."""
    return original if _plain(text) == _plain(original) else text.replace("[...]", GAP)


def only_leaves_out(text, original):
    """Whether `text` is the original with nothing but gaps in place of parts of it."""
    rest = _plain(original)
    pieces = [_plain(piece) for piece in text.split(GAP)]
    if len(pieces) == 1:
        return pieces[0] == rest
    if not rest.startswith(pieces[0]) or not rest.endswith(pieces[-1]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:-1]:
        found = rest.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= len(rest) - len(pieces[-1])


@transaction.atomic
def redact(remark, words, reason, by, now, hidden=False, explanation=""):
    """Puts `words` (by field) before the public instead of the original, or hides it whole.

    The newest redaction holds. Raises ValidationError when nothing is left out, or when other
    words were put in.
    """
    head = ledger.lock(remark.submission.consultation)
    if hidden:
        # The public reads none of the words, so none are put before it.
        nothing = dict.fromkeys(WORDS, "")
        return _record(head, remark, nothing, reason, by, now, hidden=True, explanation=explanation)
    shown = {}
    for name in WORDS:
        original = getattr(remark, name)
        shown[name] = _with_gaps(words.get(name, original), original)
    errors = {
        name: OTHER_WORDS
        for name, text in shown.items()
        if text != getattr(remark, name) and not only_leaves_out(text, getattr(remark, name))
    }
    if errors:
        raise ValidationError(errors)
    if all(shown[name] == getattr(remark, name) for name in WORDS):
        raise ValidationError(_("Nothing is left out yet."))
    return _record(head, remark, shown, reason, by, now, explanation=explanation)


@transaction.atomic
def restore(remark, by, now):
    """The public reads the original again; both decisions stay in the record."""
    head = ledger.lock(remark.submission.consultation)
    newest = remark.moderations.last()
    if newest is None or not public.is_less(newest, remark):
        raise ValidationError(_("The public reads this remark as it was sent."))
    original = {name: getattr(remark, name) for name in WORDS}
    return _record(head, remark, original, newest.reason, by, now)


@transaction.atomic
def redact_answer(response, text, reason, by, now):
    """Puts `text` before the public instead of a published answer, or all of the answer again.

    The same goes for every other remark that has the same answer, and for mails with it that have
    not left yet. Returns how many answers there are. Raises ValidationError when nothing would
    change, or when other words were put in.
    """
    consultation = response.remark.submission.consultation
    head = ledger.lock(consultation)
    text = _with_gaps(text, response.reason)
    if text != response.reason and not only_leaves_out(text, response.reason):
        raise ValidationError({"text": OTHER_ANSWER})
    shown = response.redaction.text if response.redaction else response.reason
    if text == shown:
        raise ValidationError(_("Nothing is changed yet."))
    same = Response.objects.filter(
        remark__submission__consultation=consultation, reason=response.reason
    ).exclude(published_at=None)
    redactions = AnswerRedaction.objects.bulk_create(
        AnswerRedaction(response=found, text=text, reason=reason, by=by, at=now)
        for found in same.select_related("remark__submission").order_by("pk")
    )
    acts = [
        ([made], {"submission": remark.submission_id, "remark": remark.pk, "reason": reason})
        for made in redactions
        for remark in [made.response.remark]
    ]
    ledger.append_all(head, "answer_redacted", now, acts)
    told = {made.response.remark.submission.mails for made in redactions}
    waiting = OutgoingMail.objects.filter(about__in=told, state=OutgoingMail.State.WAITING)
    waiting.update(body=Replace("body", Value(shown), Value(text)))
    reporting.renew(consultation, by, now)
    return len(redactions)


def _record(head, remark, words, reason, by, now, **facts):
    moderation = Moderation(remark=remark, reason=reason, by=by, at=now, **words, **facts)
    moderation.full_clean(exclude=["remark", "by"])
    moderation.save()
    ledger.append(
        head,
        "moderated",
        now,
        rows=[moderation],
        submission=remark.submission_id,
        remark=remark.pk,
        hidden=moderation.hidden,
        reason=reason,
    )
    reporting.renew(remark.submission.consultation, by, now)
    return moderation
