"""The outbox against a real mail server that accepts, refuses, hangs and dies."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from threading import Barrier, Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal import outbox
from portal.models import MunicipalitySettings, OutgoingMail

State = OutgoingMail.State


def write(number=1, **changes):
    mail = OutgoingMail.write(f"osoba{number}@example.org", "Proszę potwierdzić", "Treść listu ąę")
    for name, value in changes.items():
        setattr(mail, name, value)
    mail.save()
    return mail


@pytest.mark.django_db
class TestSending:
    def test_a_mail_leaves_once_with_its_own_id(self, smtp):
        mail = write()
        assert outbox.drain() == 1
        assert outbox.drain() == 0
        mail.refresh_from_db()
        assert mail.state == State.SENT and mail.sent_at
        (envelope,) = smtp.accepted
        sent = message_from_bytes(envelope.content)
        assert envelope.rcpt_tos == ["osoba1@example.org"]
        assert sent["Message-ID"] == mail.message_id
        assert sent["Auto-Submitted"] == "auto-generated"
        assert sent.get_payload(decode=True).decode() == "Treść listu ąę\r\n"

    @pytest.mark.parametrize("office", ["urzad@gmina.example", ""])
    def test_an_answer_reaches_the_office(self, smtp, office):
        MunicipalitySettings.objects.update_or_create(defaults={"email": office})
        write()
        outbox.drain()
        (envelope,) = smtp.accepted
        assert message_from_bytes(envelope.content)["Reply-To"] == (office or None)

    def test_line_breaks_in_a_subject_start_no_header(self, smtp):
        OutgoingMail.write("osoba@example.org", "Temat\r\nBcc: obcy@example.org", "Treść")
        outbox.drain()
        (envelope,) = smtp.accepted
        assert envelope.rcpt_tos == ["osoba@example.org"]
        assert message_from_bytes(envelope.content)["Bcc"] is None

    def test_a_mail_that_is_not_due_waits(self, smtp):
        write(next_attempt_at=timezone.now() + timedelta(hours=1))
        assert outbox.drain() == 0
        assert outbox.drain(now=timezone.now() + timedelta(hours=2)) == 1

    def test_mails_leave_one_by_one_with_a_pause(self, smtp, monkeypatch):
        write(1)
        write(2)
        left = []
        monkeypatch.setattr(outbox.time, "sleep", lambda s: left.append((s, len(smtp.accepted))))
        outbox.drain()
        assert left == [(outbox.PAUSE_SECONDS, 1), (outbox.PAUSE_SECONDS, 2)]

    def test_one_bad_address_does_not_hold_up_the_others(self, smtp):
        bad = write(1, to="zły adres\n@example.org")
        write(2)
        assert outbox.drain() == 1
        bad.refresh_from_db()
        assert bad.state == State.WAITING and bad.last_error


@pytest.mark.django_db
class TestRefusal:
    def test_a_refused_mail_is_tried_again_later_and_later(self, smtp):
        smtp.refuse_with = "451 try again later"
        mail, now, waits = write(), timezone.now() + timedelta(seconds=1), []
        for _ in range(3):
            outbox.drain(now)
            mail.refresh_from_db()
            waits.append(mail.next_attempt_at - now)
            assert mail.state == State.WAITING and "451" in mail.last_error
            outbox.drain(now)  # not due yet, so not another attempt
            now = mail.next_attempt_at
        assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
        smtp.refuse_with = None
        assert outbox.drain(now) == 1
        mail.refresh_from_db()
        assert mail.attempts == 4 and mail.last_error == ""

    def test_it_is_given_up_after_three_days(self, smtp):
        smtp.refuse_with = "550 no such mailbox"
        mail, start = write(), timezone.now() + timedelta(seconds=1)
        now = start
        while mail.state == State.WAITING:
            outbox.drain(now)
            mail.refresh_from_db()
            now = max(now, mail.next_attempt_at)
        assert mail.state == State.FAILED
        assert mail.attempts == OutgoingMail.MAX_ATTEMPTS
        assert now - start > timedelta(days=3)

    def test_no_mail_server_at_all_is_a_refusal(self, settings, smtp):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            settings.EMAIL_PORT = unused.getsockname()[1]
            mail = write()
            outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.WAITING and "ConnectionRefusedError" in mail.last_error

    def test_a_server_that_says_nothing_is_a_refusal(self, settings, smtp):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.EMAIL_PORT = silent.getsockname()[1]
            settings.EMAIL_TIMEOUT = 0.2
            mail = write()
            outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.WAITING and mail.attempts == 1


#: Seconds in which a server has surely said what it is to say, on a busy machine too.
LONG_ENOUGH_FOR_THE_TALK = 3
#: What a server says until it falls silent or hangs up: before the text, it cannot have the mail.
GREETING, *TALK = "220 hello", "250 hello", "250 sender", "250 recipient", "354 go ahead"


@contextmanager
def server_that_stops(settings, replies, hangs):
    """A mail server that says `replies`, a line of the client's for each, and then no more."""

    def serve():
        client, _address = listening.accept()
        with client, client.makefile("rwb") as line:
            for reply in [GREETING, *replies]:
                line.write(f"{reply}\r\n".encode())
                line.flush()
                line.readline()
            if hangs:
                released.wait()

    released = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = listening.getsockname()[1], 0.2
        thread = Thread(target=serve)
        thread.start()
        yield
        released.set()
        thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "breaks off"])
class TestServerThatStops:
    @pytest.mark.parametrize("said", range(len(TALK)))
    def test_before_the_text_the_mail_waits(self, settings, smtp, said, hangs):
        mail = write()
        with server_that_stops(settings, TALK[:said], hangs):
            outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.WAITING and mail.attempts == 1 and mail.last_error
        assert mail.next_attempt_at > timezone.now()

    def test_in_the_midst_of_the_text_the_mail_waits(self, settings, smtp, hangs):
        """The text is more than the line takes at once, so its end was never sent."""
        mail = write(body="Treść listu\n" * 1_000_000)
        with server_that_stops(settings, TALK, hangs):
            outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.WAITING and mail.last_error

    def test_after_the_whole_text_it_is_uncertain(self, settings, smtp, hangs):
        mail = write()
        with server_that_stops(settings, TALK, hangs):
            settings.EMAIL_TIMEOUT = LONG_ENOUGH_FOR_THE_TALK
            outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.UNCERTAIN and mail.last_error


@pytest.mark.django_db
class TestDoubt:
    def test_no_answer_after_the_text_is_uncertain_and_not_sent_again(self, settings, smtp):
        async def hang():
            await asyncio.sleep(60)

        settings.EMAIL_TIMEOUT = LONG_ENOUGH_FOR_THE_TALK
        smtp.before_reply = hang
        mail = write()
        outbox.drain()
        mail.refresh_from_db()
        assert mail.state == State.UNCERTAIN and mail.last_error
        outbox.drain(now=timezone.now() + timedelta(days=1))
        assert len(smtp.accepted) == 1

    def test_a_claim_that_ran_out_is_uncertain(self, smtp):
        now = timezone.now()
        held = write(1, state=State.SENDING, lease_until=now + timedelta(minutes=1))
        lost = write(2, state=State.SENDING, lease_until=now - timedelta(seconds=1))
        outbox.drain(now)
        held.refresh_from_db()
        lost.refresh_from_db()
        assert (held.state, lost.state) == (State.SENDING, State.UNCERTAIN)
        assert smtp.accepted == []


@pytest.mark.django_db(transaction=True)
class TestConcurrency:
    def test_many_drain_at_once_and_each_mail_leaves_once(self, smtp):
        for number in range(12):
            write(number)
        barrier, sent = Barrier(3), []

        def work():
            barrier.wait()
            sent.append(outbox.drain())
            connections.close_all()

        threads = [Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(OutgoingMail.objects.values_list("last_error", flat=True)) == {""}
        assert sum(sent) == 12
        assert len({envelope.rcpt_tos[0] for envelope in smtp.accepted}) == 12
        assert len(smtp.accepted) == 12

    def test_killed_between_acceptance_and_note(self, settings, smtp):
        """The process that sends dies by SIGKILL while the server says "accepted"."""
        mail = write()
        sender = subprocess.Popen(
            [sys.executable, "-c", SENDER],
            env={
                **os.environ,
                "TEST_DATABASE": str(connection.settings_dict["NAME"]),
                "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            },
        )

        async def kill():
            sender.send_signal(signal.SIGKILL)

        smtp.before_reply = kill
        assert sender.wait(timeout=60) == -signal.SIGKILL
        assert len(smtp.accepted) == 1
        mail.refresh_from_db()
        assert mail.state == State.SENDING
        outbox.drain()
        outbox.drain(now=timezone.now() + OutgoingMail.LEASE + timedelta(seconds=1))
        mail.refresh_from_db()
        assert mail.state == State.UNCERTAIN
        assert len(smtp.accepted) == 1

    def test_writing_queues_the_drain_on_commit_and_not_on_rollback(self, smtp):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write()
            1 / 0  # noqa: B018
        assert not DBTaskResult.objects.exists() and not OutgoingMail.objects.exists()
        with transaction.atomic():
            write()
            assert not DBTaskResult.objects.exists()
        assert DBTaskResult.objects.count() == 1
        call_command("db_worker", batch=True, interval=0, verbosity=0)
        assert len(smtp.accepted) == 1

    def test_a_rush_of_mail_asks_once(self, smtp):
        for number in range(3):
            write(number)
        assert DBTaskResult.objects.ready().count() == 1
        call_command("db_worker", batch=True, interval=0, verbosity=0)
        assert len(smtp.accepted) == 3
        write(4)
        assert DBTaskResult.objects.ready().count() == 1


#: A sender in a process of its own, on the tests' database.
SENDER = """
import os
from portal.settings import test as settings
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
import django
django.setup()
from portal import outbox
outbox.drain()
"""


@pytest.mark.django_db
def test_claims_are_taken_oldest_first(smtp):
    late = write(1, next_attempt_at=timezone.now() - timedelta(minutes=1))
    early = write(2, next_attempt_at=timezone.now() - timedelta(minutes=9))
    now = timezone.now()
    assert [outbox.claim(now).pk, outbox.claim(now).pk] == [early.pk, late.pk]
    assert outbox.claim(now) is None


def test_a_full_lease_covers_the_slowest_exchange(settings):
    """EHLO, MAIL, RCPT, DATA, text and QUIT may each wait for the whole timeout."""
    assert timedelta(seconds=10 * settings.EMAIL_TIMEOUT) < OutgoingMail.LEASE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "left"),
    [(None, [State.SENT]), ("451 try again later", [])],
    ids=["sent", "refused"],
)
def test_a_mail_forgotten_on_its_way_does_not_come_back(smtp, refusal, left):
    smtp.refuse_with = refusal
    write()
    mail = outbox.claim(timezone.now())
    outbox.forget(OutgoingMail.objects.all())
    outbox.deliver(mail)
    assert list(OutgoingMail.objects.values_list("state", flat=True)) == left
    assert not OutgoingMail.objects.exclude(to="", body="", last_error="").exists()
