"""A thousand random changes behind the record's guards: each must be found and named.

python -m tests.crash.tamper [--postgres] [--count 1000] [--seed 1]
"""

import random
import sys
import time
from collections import Counter

from tests.crash.server import empty_database, options


def main():
    chosen = options(__doc__, count=1000, seed=1)
    with empty_database(chosen.postgres):
        from django.utils import translation

        with translation.override("en"):
            return 1 if tamper(chosen) else 0


def tamper(chosen):
    from resources.services.verify import verify
    from resources.tests import tampering
    from resources.tests.conftest import find_root, make_consultation, make_programme_page

    consultation = make_consultation(make_programme_page(find_root()))
    tampering.fill(consultation)
    assert verify(consultation) == [], verify(consultation)
    started, done_by, missed, unnamed = time.monotonic(), Counter(), 0, 0
    untried = set(tampering.columns())
    with tampering.unguarded():
        rng = random.Random(chosen.seed)
        for done, faults in tampering.attempts(consultation, rng, chosen.count):
            untried.discard(done.column)
            done_by[done.what.split()[0].partition(".")[0]] += 1
            if not faults:
                missed += 1
                print(f"NOT FOUND: {done.what}")
            elif tampering.unnamed(done, faults):
                unnamed += 1
                print(f"NOT NAMED: {done.what}: {faults}")
        whole = verify(consultation) == []
    print(f"{sum(done_by.values())} changes in {time.monotonic() - started:.0f} s: {missed} not")
    print(f"found, {unnamed} not named; the record untouched again: {whole}.")
    for what, count in done_by.most_common():
        print(f"  {count:5} {what}")
    for model, name in sorted(untried, key=str):
        print(f"NEVER CHANGED: {model.__name__}.{name}")
    return missed or unnamed or untried or not whole


if __name__ == "__main__":
    sys.exit(main())
