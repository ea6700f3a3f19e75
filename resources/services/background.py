"""Work that takes longer than a request: done by the task worker, or by the clock if that one
lost it. The row is the truth; whoever does it takes a lease on the row first."""

import logging

from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)


def undone(model, now):
    """Rows of the work that nobody is doing."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return model.objects.filter(free, progress__lt=100, error="")


def run(work, make):
    """Does the work unless somebody else has it; `make(work)` yields the per cent done so far.

    What goes wrong is written on the row for the clerk to see, and waits for them to start again.
    """
    now = timezone.now()
    if not undone(type(work), now).filter(pk=work.pk).update(lease_until=now + work.LEASE):
        return
    try:
        for progress in make(work):
            _note(work, progress=min(progress, 99), lease_until=timezone.now() + work.LEASE)
    except Exception as error:
        logger.exception("%s failed", work)
        _note(work, error=f"{type(error).__name__}: {error}"[:1000], lease_until=None)
    else:
        _note(work, progress=100, lease_until=None)


def again(work):
    """Lets work that went wrong be taken up once more."""
    _note(work, error="", lease_until=None)


def _note(work, **changes):
    type(work).objects.filter(pk=work.pk).update(**changes)
