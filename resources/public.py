"""What the public may read of a remark.

This is the only way from the record to a public surface: pages, feeds, exports, reports and the
search index show a `PublicRemark`, which has no field for a person's name or address.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from resources.choices import AnswerRedactionReason, Authority, Outcome, RedactionReason, Who
from resources.models import AnswerRedaction, Identity, Remark, Support

#: So many characters of a remark, and of its answer, stand where many are read together.
SHORT = 700


@dataclass(frozen=True)
class PublicRemark:
    """A remark as the public reads it: redacted where staff had to, with its published answer."""

    number: int
    reference: str
    unit_id: int | None
    anchor: str
    label: str
    quote: str
    body: str
    proposed: str
    justification: str
    language: str
    by: str
    supporters: tuple[str, ...]
    channel: str
    received_on: date
    in_time: bool
    hidden: bool
    redacted: bool
    explanation: str
    outcome: str
    answer: str
    #: Why a part of the answer is left out; empty where all of it is here.
    answer_left_out: str
    #: Whether some words are left to the remark's own address, where it stands whole.
    shortened: bool = False

    @property
    def outcome_label(self):
        return Outcome(self.outcome).label if self.outcome else ""


def remarks(consultation):
    """Every remark that counts, with all that `shown` reads, in the order of its numbers."""
    # Within the one query: a page may not ask one more for what is hardly ever there.
    redacted = AnswerRedaction.objects.filter(response__remark=OuterRef("pk")).order_by(
        "-at", "-pk"
    )
    return (
        Remark.objects.accepted()
        .filter(submission__consultation=consultation)
        .select_related(
            "response", "unit", "submission__consultation", "submission__identity__organisation"
        )
        .prefetch_related(
            "moderations",
            Prefetch("submission__supports", Support.objects.select_related("organisation")),
        )
        .annotate(
            answer_shown=Subquery(redacted.values("text")[:1]),
            answer_redacted_for=Subquery(redacted.values("reason")[:1]),
        )
        .order_by("number")
    )


def name_of(sender, who=Who.ORGANISATION):
    """How the public is told of a sender or supporter: an organisation by name, a person never.

    Nor is an organisation named for which, as staff found, the sender may not speak.
    """
    if who == Who.RESIDENT:
        return _("a private person")
    if isinstance(sender, Identity) and sender.authority == Authority.MISSING:
        return _("a sender without confirmed authority of the organisation")
    return sender.declared or _("name erased")


def shown(remark):
    """One remark of `remarks()` as the public reads it."""
    submission = remark.submission
    moderations = list(remark.moderations.all())
    moderation = moderations[-1] if moderations and is_less(moderations[-1], remark) else None
    words = moderation or remark
    hidden = bool(remark.erased_at or (moderation and moderation.hidden))
    response = getattr(remark, "response", None)
    published = response if response and response.published_at else None
    answer = published.reason if published else ""
    answer_shown = answer if remark.answer_shown is None else remark.answer_shown
    left_out = AnswerRedactionReason(remark.answer_redacted_for) if answer_shown != answer else ""
    return PublicRemark(
        number=remark.number,
        reference=submission.reference,
        unit_id=remark.unit_id,
        anchor=remark.unit.anchor if remark.unit else "",
        label=remark.label,
        quote=remark.quote,
        body="" if hidden else words.body,
        proposed="" if hidden else words.proposed,
        justification="" if hidden else words.justification,
        language=submission.language,
        by=name_of(submission.identity, submission.who),
        supporters=tuple(
            name_of(support) for support in submission.supports.all() if support.counts
        ),
        channel=submission.get_channel_display(),
        received_on=timezone.localtime(submission.received_at).date(),
        in_time=submission.in_time,
        hidden=hidden,
        redacted=bool(moderation) and not hidden,
        explanation=_explanation(remark, moderation),
        outcome=published.outcome if published else "",
        answer=answer_shown,
        answer_left_out=str(left_out.label) if left_out else "",
    )


def in_short(remark):
    """As `shown`, cut to what may stand where many are read together."""
    return cut(shown(remark))


def cut(whole):
    """The same remark with its long texts cut: one may be longer than a whole page."""
    texts = {name: getattr(whole, name) for name in ("body", "proposed", "justification", "answer")}
    begun = {name: _beginning(text) for name, text in texts.items() if len(text) > SHORT}
    return replace(whole, **begun, shortened=True) if begun else whole


def _beginning(text):
    """Its first words, whole where there are spaces between them."""
    first = text[:SHORT]
    return f"{first.rpartition(' ')[0] or first}…"


def is_less(moderation, remark):
    """Whether the public reads less than was sent; a redaction may have been taken back."""
    return moderation.hidden or any(
        getattr(moderation, name) != getattr(remark, name)
        for name in ("body", "proposed", "justification")
    )


def _explanation(remark, moderation):
    if remark.erased_at:
        return _("erased under the rules on personal data")
    if moderation is None:
        return ""
    reason = RedactionReason(moderation.reason).label
    return f"{reason}: {moderation.explanation}" if moderation.explanation else str(reason)
