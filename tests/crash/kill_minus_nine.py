"""The server is killed with -9 two hundred times while people send remarks.

    python -m tests.crash.kill_minus_nine [--postgres] [--kills 200] [--clients 8]

Whoever was shown a receipt must be on record, once; a form sent again after a broken line must
not be stored twice; each stored one must have its one mail to confirm; no answer may be anything
but the receipt or a 503 that asks to send again; and the ledger must verify.
"""

import http.client
import random
import sys
import threading
import time
import uuid
from collections import Counter

from tests.crash.server import ask_database, breaches, filled, options, portal


def main():
    chosen = options(__doc__, kills=200, clients=8, seed=1)
    with portal(chosen.postgres) as running:
        consultation = ask_database(running)
        running.start("web server", "task worker")
        form = running.form(consultation.pk)
        acknowledged, broken, answers, over = {}, Counter(), Counter(), threading.Event()
        met, killed = set(), 0

        def person(number):
            place = 0
            while not over.is_set():
                key, place = uuid.uuid4(), place + 1
                words, email = f"Uwaga {place} od osoby {number}.", address(number, place)
                fields = filled(form, words, email, key=key)
                while not over.is_set():
                    try:
                        status, receipt, html = running.post(consultation.pk, fields)
                    except (OSError, http.client.HTTPException) as error:
                        broken[type(error).__name__] += 1
                        if not isinstance(error, ConnectionRefusedError):
                            met.add(killed)
                        time.sleep(0.1)  # as a person who presses the button again
                        continue
                    if status == 503 and fields["key"] in html:
                        broken[status] += 1
                        continue
                    answers[status if receipt else f"{status} without a receipt"] += 1
                    if receipt:
                        acknowledged[str(key)] = receipt
                    break

        people = [
            threading.Thread(target=person, args=(n,), daemon=True) for n in range(chosen.clients)
        ]
        for thread in people:
            thread.start()
        rng, started = random.Random(chosen.seed), time.monotonic()
        for number in range(chosen.kills):
            time.sleep(rng.uniform(0.05, 1.0))
            killed = number + 1
            running.kill("web server")
            if number % 10 == 0:
                running.kill("task worker")
                running.start("task worker")
            running.start("web server")
        over.set()
        for thread in people:
            thread.join(timeout=150)  # longer than a request may take
        print(f"{chosen.kills} kills in {time.monotonic() - started:.0f} s; broken: {dict(broken)}")
        print(f"answers: {dict(answers)}; {len(met)} kills met a request")
        return breaches(
            any(thread.is_alive() for thread in people) and "somebody still waits for an answer",
            answers.keys() - {302} and f"answers without a receipt: {dict(answers)}",
            len(met) < chosen.kills / 2 and f"only {len(met)} kills met a request",
            *judge(consultation, acknowledged),
        )


def address(number, place):
    """An own address for each submission, by which its mail is found again."""
    return f"osoba{number}.{place}@poczta.example"


def judge(consultation, acknowledged):
    """What of the record did not hold."""
    from portal.models import OutgoingMail
    from resources.models import Submission
    from resources.services.verify import verify

    sent = Submission.objects.filter(consultation=consultation, identity__person="Osoba Próbna")
    stored = {str(s.key): s for s in sent}
    unknown = len(stored.keys() - acknowledged.keys())
    print(f"{len(acknowledged)} acknowledged, {len(stored)} stored, {unknown} of them unanswered")
    known = acknowledged.keys() & stored.keys()
    wrong = [key for key in known if acknowledged[key] != stored[key].receipt_path()]
    words = Counter(sent.values_list("remarks__body", flat=True))
    addresses = Counter(sent.values_list("identity__email", flat=True))
    mails = Counter(OutgoingMail.objects.filter(to__in=addresses).values_list("to", flat=True))
    return [
        acknowledged.keys() - stored.keys()
        and f"{len(acknowledged.keys() - stored.keys())} acknowledged ones are lost",
        wrong and f"{len(wrong)} have another receipt than was shown",
        any(count > 1 for count in words.values()) and "something is stored twice",
        mails != addresses and f"not one mail for each: {mails - addresses}, {addresses - mails}",
        not acknowledged and "nothing was sent at all",
        *verify(consultation),
    ]


if __name__ == "__main__":
    sys.exit(main())
