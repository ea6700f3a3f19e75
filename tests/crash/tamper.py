"""A thousand random changes behind the record's guards: each must be found and named.

python -m tests.crash.tamper [--postgres] [--count 1000] [--seed 1]
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from contextlib import nullcontext

from scripts.postgres import temporary_server


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    with temporary_server() if options.postgres else nullcontext({}) as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        return run(options)


def run(options):
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases
    from django.utils import translation

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with translation.override("en"):
            missed = tamper(options)
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)
    return 1 if missed else 0


def tamper(options):
    from resources.services.verify import verify
    from resources.tests import tampering
    from resources.tests.conftest import find_root, make_consultation, make_programme_page

    consultation = make_consultation(make_programme_page(find_root()))
    tampering.fill(consultation)
    assert verify(consultation) == [], verify(consultation)
    started, done_by, missed, unnamed = time.monotonic(), Counter(), 0, 0
    untried = set(tampering.columns())
    with tampering.unguarded():
        rng = random.Random(options.seed)
        for done, faults in tampering.attempts(consultation, rng, options.count):
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
