"""Two hundred people send ten submissions each, all at once.

    python -m tests.crash.load [--postgres] [--clients 200] [--each 10] [--pause 0]

None may be lost or stored twice, no answer may be a 5xx, 95 of 100 must come within two seconds.
`--pause` is how many seconds a person writes before each submission, up to twice as long.
"""

import http.client
import random
import sys
import threading
import time
from collections import Counter

from tests.crash.server import ask_database, breaches, filled, options, portal

LIMIT = 2.0


def main():
    chosen = options(__doc__, clients=200, each=10, pause=0.0)
    with portal(chosen.postgres) as running:
        consultation = ask_database(running)
        anchors = ["", *consultation.version.units_by_anchor]
        running.start()
        sent, times, statuses = {}, [], Counter()
        # Broken, with an error, where somebody does not even get the form.
        begin = threading.Barrier(chosen.clients + 1, timeout=120)

        def person(number):
            rng = random.Random(number)
            form = running.form(consultation.pk)
            begin.wait()
            for place in range(chosen.each):
                words = f"Uwaga {place} od osoby {number}."
                fields = filled({**form, "key": ""}, words, f"osoba{number}@poczta.example")
                fields["anchor"] = rng.choice(anchors)
                time.sleep(rng.uniform(0, 2 * chosen.pause))
                started = time.monotonic()
                try:
                    status, receipt, _html = running.post(consultation.pk, fields)
                except (OSError, http.client.HTTPException) as error:
                    status, receipt = type(error).__name__, ""
                times.append(time.monotonic() - started)
                statuses[status] += 1
                if receipt:
                    sent[words] = receipt

        people = [
            threading.Thread(target=person, args=(n,), daemon=True) for n in range(chosen.clients)
        ]
        for thread in people:
            thread.start()
        begin.wait()
        started = time.monotonic()
        for thread in people:
            thread.join()
        lasted = time.monotonic() - started
        return judge(chosen, consultation, sent, sorted(times), statuses, lasted)


def judge(chosen, consultation, sent, times, statuses, lasted):
    from resources.models import Remark
    from resources.services.verify import verify

    stored = Counter(
        Remark.objects.filter(
            submission__consultation=consultation, body__startswith="Uwaga "
        ).values_list("body", flat=True)
    )
    wanted = chosen.clients * chosen.each
    p95 = times[int(len(times) * 0.95) - 1]
    print(f"{wanted} submissions in {lasted:.1f} s: {wanted / lasted:.1f} a second")
    print(f"answers: {dict(statuses)}; stored: {len(stored)}")
    print(f"seconds: half {times[len(times) // 2]:.2f}, p95 {p95:.2f}, slowest {times[-1]:.2f}")
    double = [words for words, count in stored.items() if count > 1 and words in sent]
    return breaches(
        wanted != len(sent) and f"{wanted - len(sent)} were not acknowledged",
        sent.keys() - stored.keys() and f"{len(sent.keys() - stored.keys())} are lost",
        double and f"{len(double)} are stored twice",
        set(statuses) - {302} and f"other answers than the receipt: {dict(statuses)}",
        p95 > LIMIT and f"p95 is over {LIMIT} s",
        *verify(consultation),
    )


if __name__ == "__main__":
    sys.exit(main())
