"""A file on a full disk: stored to its last byte, or not at all."""

import errno
import os
import resource
import stat
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from portal.storage import WholeFiles

#: The last piece of 64 KB that a copy takes fits in part.
SIZE, ROOM = 100_000, 80_000


@contextmanager
def room_for(size):
    """No file grows beyond the size: what fits is written, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def uploaded():
    with TemporaryUploadedFile("a.pdf", "application/pdf", SIZE, None) as file:
        file.write(b"x" * SIZE)
        file.flush()
        yield file


@pytest.fixture
def on_another_disk(monkeypatch):
    """An upload comes in elsewhere, and has to be copied."""
    rename = os.rename

    def refuse(old, new, **kwargs):
        if os.path.dirname(old) != os.path.dirname(new):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        rename(old, new, **kwargs)

    monkeypatch.setattr(os, "rename", refuse)


def test_a_file_that_does_not_fit_is_refused_and_leaves_nothing(
    tmp_path, uploaded, on_another_disk
):
    with room_for(ROOM), pytest.raises(OSError, match="File too large"):
        WholeFiles(tmp_path).save("folder/a.pdf", uploaded)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_before_the_end(
    tmp_path, uploaded, monkeypatch
):
    """Nobody can cut the power in a test, so this holds the order of what is asked of the disk."""
    asked, fsync = [], os.fsync

    def note(descriptor):
        fsync(descriptor)
        facts = os.fstat(descriptor)
        what = "folder" if stat.S_ISDIR(facts.st_mode) else facts.st_size
        asked.append((what, (tmp_path / "folder/a.pdf").exists()))

    monkeypatch.setattr(os, "fsync", note)
    WholeFiles(tmp_path).save("folder/a.pdf", uploaded)
    assert asked == [(SIZE, False), ("folder", True)]


def test_a_file_that_fits_is_whole(tmp_path, uploaded, on_another_disk):
    storage = WholeFiles(tmp_path)
    name = storage.save("folder/a.pdf", uploaded)
    assert name == "folder/a.pdf"
    assert (tmp_path / name).read_bytes() == b"x" * SIZE
    assert storage.save("folder/a.pdf", uploaded) != name
    assert len(list((tmp_path / "folder").iterdir())) == 2
