"""Remarks that ask for the same, to be answered alike.

The database narrows 5,000 remarks down to some that share a provision or unusual words; only
those are compared.
"""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Left

from portal.text import fold
from resources.models import Remark

#: Remarks that are compared with the one in question, at most.
COMPARED = 1000
#: What of a remark is compared: enough to know it by, and bounded.
CHARACTERS = 1500
#: Shared beginnings of words, from 0 to 1, from which two remarks ask for the same.
ALIKE = 0.5
SEARCHED_WORDS = 6

_WORD = re.compile(r"[^\W\d_]{5,}")


@dataclass(frozen=True)
class Similar:
    number: int
    pk: int
    likeness: float


def stems(text):
    """The beginnings of a text's longer words: Polish changes their ends."""
    return {word[:5] for word in re.findall(r"\w{4,}", fold(text[:CHARACTERS]))}


def likeness(one, other):
    """Dice's coefficient of two sets of stems."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def similar(remark):
    """Remarks that count and say much the same, the most alike first."""
    own = stems(remark.body)
    found = [
        Similar(number, pk, score)
        for pk, number, body in _candidates(remark)
        if (score := likeness(own, stems(body))) >= ALIKE
    ]
    return sorted(found, key=lambda other: (-other.likeness, other.number))


def _candidates(remark):
    """Those on the same words first, then by how many of the remark's longest words they have."""
    longest = sorted(set(_WORD.findall(remark.body[:CHARACTERS])), key=lambda w: (-len(w), w))
    # Without its end a word is found in its other forms too, and in the middle of a sentence.
    has = [Q(body__contains=word[1:-2]) for word in longest[:SEARCHED_WORDS]]
    hits = sum(
        (Case(When(q, then=1), default=0, output_field=IntegerField()) for q in has), Value(0)
    )
    return (
        Remark.objects.accepted()
        .filter(submission__consultation=remark.submission.consultation_id)
        .exclude(pk=remark.pk)
        .annotate(hits=hits)
        .filter(hits__gte=max(1, len(has) // 2))
        .order_by("-hits", "number")
        .values_list("pk", "number", Left("body", CHARACTERS))[:COMPARED]
    )
