"""Files that are made in the background, when whoever makes them is killed."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from portal.signals import tick
from resources.models import CaseArchive
from resources.services import archiving, background
from resources.services import reporting as service

OLD, YOUNG = timedelta(hours=25), timedelta(hours=23)


@pytest.fixture
def whole_hour():
    return timezone.now().replace(minute=0)


@pytest.fixture
def stored(whole_hour):
    """Stores a file of which no row will tell, made so long before the hour; gives its path."""

    def store(name, age):
        path = storages["private"].path(storages["private"].save(name, ContentFile(b"x")))
        made_at = (whole_hour - age).timestamp()
        os.utime(path, (made_at, made_at))
        return path

    return store


def test_a_file_whose_row_was_never_committed_goes_after_a_day(
    consultation, send, results, whole_hour, stored
):
    send()
    report = service.make(consultation, None, results())
    service.make_files(report)
    archive = archiving.ask(consultation, None, whole_hour)
    archiving.pack(archive)
    archive.refresh_from_db()
    named = [archive.file.path, *(file.file.path for file in report.files.all())]
    for path in named:
        os.utime(path, (0, 0))
    folder = f"reports/{report.pk}"
    nobodys = [stored(f"{folder}/sprawozdanie.pdf", OLD), stored("cases/abc.zip", OLD)]
    others = [
        stored(f"{folder}/sprawozdanie.docx", YOUNG),
        stored("cases/def.zip", YOUNG),
        stored("attachments/abc", OLD),
    ]
    tick.send(sender=None, now=whole_hour + timedelta(minutes=1))
    assert all(map(os.path.exists, nobodys)), "not every minute"
    tick.send(sender=None, now=whole_hour)
    assert not any(map(os.path.exists, nobodys))
    assert all(map(os.path.exists, named + others))


def test_before_the_first_file_there_is_no_folder(db, monkeypatch, whole_hour):
    monkeypatch.setattr(CaseArchive, "FOLDER", "niczego-jeszcze")
    background.delete_nobodys(CaseArchive, whole_hour)
