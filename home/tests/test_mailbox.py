"""The demo's mailbox."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.mail import send_mail

from home.demo.mailbox import read_mails


def test_mails_are_shown_newest_first_with_links_and_their_own_moment(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    for hour, subject in [(8, "Pierwsza"), (9, "Druga „z ogonkami”")]:
        with time_machine.travel(datetime(2026, 11, 2, hour, tzinfo=UTC), tick=False):
            send_mail(subject, "Odnośnik: http://127.0.0.1:8000/x/ <b>", None, ["a@poczta.example"])
    newest, oldest = read_mails()
    assert (newest.subject, oldest.subject) == ("Druga „z ogonkami”", "Pierwsza")
    assert newest.sent == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert '<a href="http://127.0.0.1:8000/x/"' in newest.html
    assert "<b>" not in newest.html


@pytest.mark.django_db
def test_the_mailbox_does_not_exist_outside_the_demo(client):
    assert client.get("/demo/poczta/").status_code == 404
