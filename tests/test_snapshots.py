"""What a test commits from another thread is gone before the next one, and no more than that."""

from threading import Thread

import pytest
from django.db import connections
from wagtail.models import Locale, Page

from portal.models import OutgoingMail


def write_elsewhere():
    OutgoingMail.write("osoba@example.org", "Temat", "Treść")
    connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_each_committing_test_starts_as_migrated(turn):
    assert OutgoingMail.objects.count() == 0
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.filter(language_code="pl").exists()
    writer = Thread(target=write_elsewhere)
    writer.start()
    writer.join()
    assert OutgoingMail.objects.count() == 1
