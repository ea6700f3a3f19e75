"""Work that takes longer than a request: done by the task worker, or by the clock if that one
lost it. The row is the truth; whoever does it takes a lease on the row first."""

import logging
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)

#: A file that no row names may still get one within this time, and much sooner.
NOBODYS_AFTER = timedelta(days=1)


class Unwanted(Exception):
    """What was being made is not to be had any more: its row went, was emptied or made already."""


def undone(model, now):
    """Rows of the work that nobody is doing."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return model.wanted().filter(free, progress__lt=100, error="")


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
    except Unwanted:
        logger.info("%s is not wanted any more", work)
    except Exception as error:
        logger.exception("%s failed", work)
        _note(work, error=f"{type(error).__name__}: {error}"[:1000], lease_until=None)
    else:
        _note(work, progress=100, lease_until=None)


@contextmanager
def stored(work, file, name, content, lock=lambda: None):
    """Stores a file that was made; the body saves the row that names it. Both, or neither.

    Words may have been erased or redacted while they were on their way into the file. The row of
    the work is locked, so that whoever drops it waits, and then finds the file and drops it too.
    The body gets the row as it stands; `lock` locks what must be locked before it.
    """
    file.save(name, content, save=False)
    try:
        with transaction.atomic():
            lock()
            current = type(work).wanted().select_for_update().filter(pk=work.pk).first()
            if not current:
                raise Unwanted
            yield current
    except BaseException:
        file.delete(save=False)
        raise


def delete_nobodys(model, now):
    """Deletes the files in a model's folder that no row of it names; they can be made again.

    Somebody was killed after a file was stored and before the row was, or after the row was
    deleted and before the file was.
    """
    storage = model._meta.get_field("file").storage
    named = set(model.objects.values_list("file", flat=True))
    for name in _files_in(storage, model.FOLDER):
        with suppress(FileNotFoundError):  # another clock was quicker
            if name not in named and storage.get_modified_time(name) <= now - NOBODYS_AFTER:
                storage.delete(name)
                logger.warning("%s was in no row of %s and is deleted", name, model.__name__)


def _files_in(storage, folder):
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_in(storage, f"{folder}/{name}")


def again(work):
    """Lets work that went wrong be taken up once more."""
    _note(work, error="", lease_until=None)


def _note(work, **changes):
    type(work).objects.filter(pk=work.pk).update(**changes)
