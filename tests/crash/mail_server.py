"""A simulated day with a mail server that is dead, hangs, refuses, breaks off and recovers.

    python -m tests.crash.mail_server [--postgres] [--senders 60]

Nothing may be lost, the queue must drain, and nobody may get a mail twice. A mail may end as
uncertain, for staff to see, only if the server was given its whole text and then fell silent.
"""

import asyncio
import random
import socket
import sys
import uuid
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

from tests.crash.server import breaches, empty_database, options

#: What the server does from which hour of the day on.
DAY = {
    0: "well",
    2: "dead",
    6: "hanging",
    8: "hanging late",
    9: "refusing",
    13: "breaking off",
    15: "dead",
    17: "refusing some",
    20: "well",
}


class Server:
    """An SMTP server whose health is set from outside."""

    def __init__(self):
        self.mode, self.rng = "well", random.Random(7)
        self.given, self.accepted = set(), []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.mode == "hanging":
            await asyncio.sleep(3)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode == "refusing":
            return "451 try later"
        if self.mode == "refusing some" and self.rng.random() < 0.5:
            return "450 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        self.given.add(message_id)
        if self.mode == "hanging late":  # silent after the text: it may or may not have it
            await asyncio.sleep(3)
            return "451 too late"
        self.accepted.append(message_id)
        if self.mode == "breaking off" and self.rng.random() < 0.3:
            server.transport.close()
        return "250 accepted"


def main():
    chosen = options(__doc__, senders=60)
    with empty_database(chosen.postgres):
        return simulate(chosen)


def simulate(chosen):
    from aiosmtpd.controller import Controller
    from django.test import override_settings
    from django.utils import timezone

    from portal import outbox
    from portal.models import OutgoingMail
    from resources.models import Submission
    from resources.services import submitting
    from resources.tests.conftest import find_root, make_consultation, make_programme_page

    consultation = make_consultation(make_programme_page(find_root()))
    server, rng = Server(), random.Random(1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def start():
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        return controller

    settings = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 0.2,
    }
    midnight, controller = timezone.now(), start()
    arrivals = Counter(rng.randrange(20 * 60) for _ in range(chosen.senders))
    written = []
    with override_settings(**settings):
        # The day, then the hours in which the last waits run out.
        for minute in range(0, 36 * 60):
            now = midnight + timedelta(minutes=minute)
            mode = DAY.get(minute // 60) if minute % 60 == 0 else None
            if mode:
                server.mode = mode
                if mode == "dead" and controller:
                    controller.stop()
                    controller = None
                elif mode != "dead" and controller is None:
                    controller = start()
                print(f"  {minute // 60:02}:00 {mode:<14} {_states()}")
            for _ in range(arrivals[minute] if minute < 24 * 60 else 0):
                content = submitting.SubmissionContent(
                    who="resident",
                    person="Osoba",
                    email=f"osoba{len(written)}@poczta.example",
                    remarks=(submitting.RemarkContent("Uwaga"),),
                )
                submission, _new = submitting.submit(consultation, uuid.uuid4(), content, now)
                submitting.confirm(submission, now)
                written.append(submission.pk)
            if minute % 2 == 0:
                outbox.drain(now)
    if controller:
        controller.stop()
    print(f"  next noon            {_states()}")
    got = Counter(server.accepted)
    mails = list(OutgoingMail.objects.all())
    uncertain = {m.message_id for m in mails if m.state == OutgoingMail.State.UNCERTAIN}
    sent = {m.message_id for m in mails if m.state == OutgoingMail.State.SENT}
    print(
        f"{len(mails)} mails, {len(sent)} sent, {len(uncertain)} uncertain, "
        f"of which the server took {len(uncertain & got.keys())}"
    )
    return breaches(
        len(mails) != 2 * len(written) and "a mail was lost before it was queued",
        Submission.objects.count() != len(written) and "a submission is lost",
        len(sent) + len(uncertain) != len(mails) and "the queue did not drain",
        any(got[m] != 1 for m in sent) and "a mail marked as sent did not arrive once",
        any(count > 1 for count in got.values()) and "somebody got a mail twice",
        uncertain - server.given and "a mail is uncertain that the server was never given",
        got.keys() - sent - uncertain and "something went out that no row knows of",
    )


def _states():
    from django.db.models import Count

    from portal.models import OutgoingMail

    return dict(OutgoingMail.objects.order_by().values_list("state").annotate(Count("pk")))


if __name__ == "__main__":
    sys.exit(main())
