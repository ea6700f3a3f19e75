"""400 provisions and 5,000 remarks beside a tenth of it: what screens and papers take.

    python -m benchmarks.big_consultation [--postgres] [--provisions 400] [--remarks 5000]

Ends with code 1 where a bound does not hold: the weight of the programme, queries asked twice,
the seconds of the screens and of the PDF. The ratio says how each grows.
"""

import os
import sys
import time
from collections import Counter

from tests.crash.server import breaches, database, options

PROGRAMME_KB = 250
#: Seconds that somebody may wait.
SECONDS = {"desk": 3, "desk, last page": 3, "answer screen": 3, "report as pdf": 20}


def main():
    chosen = options(__doc__, provisions=400, remarks=5000)
    with database(chosen.postgres) as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import (
            setup_databases,
            setup_test_environment,
            teardown_databases,
        )

        setup_test_environment()
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            return breaches(*measure(chosen))
        finally:
            connection.close()
            teardown_databases(databases, verbosity=0)


def measure(chosen):
    sizes = {
        "tenth": (chosen.provisions // 10, chosen.remarks // 10),
        "whole": (chosen.provisions, chosen.remarks),
    }
    repeated = []
    found = {name: one_size(name, *size, repeated) for name, size in sizes.items()}
    print(f"{'':<28}{'tenth':>12}{'whole':>12}{'ratio':>8}{'KB':>8}{'queries':>9}")
    for what, (seconds, size, queries) in found["whole"].items():
        small = found["tenth"][what][0]
        print(
            f"{what:<28}{small * 1000:>9.0f} ms{seconds * 1000:>9.0f} ms"
            f"{seconds / small:>8.1f}{size / 1024:>8.0f}{queries:>9}"
        )
    return [*repeated, *over_bounds(found["whole"])]


def over_bounds(results):
    """Sentences on what weighs or takes too much."""
    for what, (seconds, size, _queries) in results.items():
        if what.startswith("programme") and size > PROGRAMME_KB * 1024:
            yield f"{what}: {size / 1024:.0f} KB, more than {PROGRAMME_KB}"
        if seconds > SECONDS.get(what, seconds):
            yield f"{what}: {seconds:.1f} s, more than {SECONDS[what]}"


def one_size(name, provisions, remarks, repeated):
    """What each thing takes: (seconds, bytes, queries) by its name; `repeated` gets sentences."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from resources import reporting
    from resources.models import Remark
    from resources.services import reporting as reports
    from resources.services.verify import verify
    from resources.tests import big

    results = {}

    def timed(what, act):
        started = time.perf_counter()
        made = act()
        results[what] = (time.perf_counter() - started, len(made or b""), 0)
        return made

    consultation = big.consultation(provisions, slug=name)
    timed("making the record", lambda: big.add_remarks(consultation, remarks, provisions))
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser(f"urzad-{name}", "u@x.example"))
    page = consultation.pages.first().get_parent()
    remark = Remark.objects.filter(submission__consultation=consultation).first()
    reader, desk = Client(), f"/admin/remarks/{consultation.pk}/"
    results["programme, open"] = visit(reader, page.url, repeated)
    results["form"] = visit(reader, f"/uwagi/nowa/{consultation.pk}/", repeated)
    results["desk"] = visit(staff, desk, repeated)
    results["desk, last page"] = visit(staff, f"{desk}?p=9999", repeated)
    results["answer screen"] = visit(staff, f"/admin/remarks/answer/{remark.pk}/", repeated)
    timed("publishing the answers", lambda: big.publish(consultation))
    results["programme, with answers"] = visit(reader, page.url, repeated)
    public = consultation.pages.first().url
    results["results"] = visit(reader, public, repeated)
    results["results, 2nd page"] = visit(reader, f"{public}?strona=2", repeated)
    results["results of a provision"] = visit(reader, f"{public}?zapis=par-7", repeated)
    faults = []
    timed("verifying the record", lambda: faults.extend(verify(consultation)))
    assert not faults, faults
    report = timed("making the report", lambda: _Sized(reports, consultation)).report
    content = reports.content_of(report)
    for form in reporting.FORMS:
        timed(f"report as {form}", lambda form=form: reporting.render(form, content))
    return results


class _Sized:
    """A report with the length of what it says, for the table."""

    def __init__(self, reports, consultation):
        self.report = reports.make(consultation, None, consultation.results_from)

    def __len__(self):
        return len(self.report.content)


def visit(client, url, repeated):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.models import CacheGeneration

    client.get(url)
    CacheGeneration.bump()
    with CaptureQueriesContext(connection) as asked:
        started = time.perf_counter()
        response = client.get(url)
        seconds = time.perf_counter() - started
    assert response.status_code == 200, (url, response.status_code)
    counted = Counter(query["sql"] for query in asked)
    if most := [sql for sql, count in counted.items() if count > 1]:
        repeated.append(f"{url}: {len(most)} queries asked again, such as {most[0][:100]}")
    return seconds, len(response.content), len(asked)


if __name__ == "__main__":
    sys.exit(main())
