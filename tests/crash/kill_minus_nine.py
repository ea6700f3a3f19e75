"""The server is killed with -9 two hundred times while people send remarks.

    python -m tests.crash.kill_minus_nine [--postgres] [--kills 200] [--clients 8]

Whoever was shown a receipt must be on record, once; a form sent again after a broken line must
not be stored twice; and the ledger must verify.
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
        hidden = running.form(consultation.pk)
        acknowledged, broken, over = {}, Counter(), threading.Event()

        def person(number):
            place = 0
            while not over.is_set():
                key, place = uuid.uuid4(), place + 1
                fields = filled(hidden, f"Uwaga {place} od osoby {number}.", key=key)
                while not over.is_set():
                    try:
                        status, receipt, _html = running.post(consultation.pk, fields)
                    except (OSError, http.client.HTTPException) as error:
                        broken[type(error).__name__] += 1
                        time.sleep(0.1)  # as a person who presses the button again
                        continue
                    if receipt:
                        acknowledged[str(key)] = receipt
                    else:
                        broken[status] += 1
                    break

        people = [threading.Thread(target=person, args=(n,)) for n in range(chosen.clients)]
        for thread in people:
            thread.start()
        rng, started = random.Random(chosen.seed), time.monotonic()
        for number in range(chosen.kills):
            time.sleep(rng.uniform(0.05, 1.0))
            running.kill("web server")
            if number % 10 == 0:
                running.kill("task worker")
                running.start("task worker")
            running.start("web server")
        over.set()
        for thread in people:
            thread.join()
        print(f"{chosen.kills} kills in {time.monotonic() - started:.0f} s; broken: {dict(broken)}")
        return judge(consultation, acknowledged)


def judge(consultation, acknowledged):
    from resources.models import Submission
    from resources.services.verify import verify

    sent = Submission.objects.filter(consultation=consultation, identity__person="Osoba Próbna")
    stored = {str(s.key): s for s in sent}
    unknown = len(stored.keys() - acknowledged.keys())
    print(f"{len(acknowledged)} acknowledged, {len(stored)} stored, {unknown} of them unanswered")
    known = acknowledged.keys() & stored.keys()
    wrong = [key for key in known if acknowledged[key] != stored[key].receipt_path()]
    words = Counter(sent.values_list("remarks__body", flat=True))
    return breaches(
        acknowledged.keys() - stored.keys()
        and f"{len(acknowledged.keys() - stored.keys())} acknowledged ones are lost",
        wrong and f"{len(wrong)} have another receipt than was shown",
        any(count > 1 for count in words.values()) and "something is stored twice",
        not acknowledged and "nothing was sent at all",
        *verify(consultation),
    )


if __name__ == "__main__":
    sys.exit(main())
