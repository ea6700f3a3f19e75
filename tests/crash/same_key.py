"""A thousand forms, each sent eight times at the same moment: a thousand submissions.

python -m tests.crash.same_key [--postgres] [--keys 1000] [--parallel 8]
"""

import sys
import threading
import uuid
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

from tests.crash.server import ask_database, breaches, filled, options, portal


def main():
    chosen = options(__doc__, keys=1000, parallel=8)
    with portal(chosen.postgres) as running:
        consultation = ask_database(running)
        running.start("web server")
        form = running.form(consultation.pk)
        together = threading.Barrier(chosen.parallel, timeout=300)
        receipts, statuses = defaultdict(set), Counter()
        keys = [uuid.uuid4() for _ in range(chosen.keys)]

        def sender(_number):
            try:
                for place, key in enumerate(keys):
                    fields = filled(form, f"Uwaga wysłana {place}. raz.", key=key)
                    together.wait()
                    status, receipt, _html = running.post(consultation.pk, fields)
                    statuses[status] += 1
                    receipts[key].add(receipt)
            except BaseException:
                together.abort()  # the others would wait for this one
                raise

        with ThreadPoolExecutor(chosen.parallel) as senders:
            list(senders.map(sender, range(chosen.parallel)))

        from portal.models import OutgoingMail
        from resources.models import Submission
        from resources.services.verify import verify

        stored = Counter(Submission.objects.filter(key__in=keys).values_list("key", flat=True))
        mails = OutgoingMail.objects.filter(to="osoba@poczta.example").count()
        print(f"{chosen.keys} keys × {chosen.parallel}: answers {dict(statuses)},")
        print(f"{sum(stored.values())} submissions, {mails} mails")
        return breaches(
            sum(stored.values()) != chosen.keys and "not as many submissions as keys",
            set(stored) != set(keys) and "not the same keys",
            any(len(found) != 1 for found in receipts.values()) and "one key, several receipts",
            mails != chosen.keys and "not one mail for each",
            set(statuses) != {302} and "not every answer was the receipt",
            *verify(consultation),
        )


if __name__ == "__main__":
    sys.exit(main())
