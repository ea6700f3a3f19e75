"""How long each form of a report takes: `python -m benchmarks.report [remarks]`, 5,000 unless told.

The PDF may take twenty seconds. The content is made up, of the size of real remarks; nothing is
read from or written to a database.
"""

import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

WORDS = "Organizacja pozarządowa ma siedem dni na uzupełnienie oferty i podpisanie umowy z gminą. "
PDF_SECONDS = 20
OUTCOMES = ["accepted", "rejected", "partly"]


def remark(number):
    return {
        "number": number,
        "reference": f"{number // 2 + 1}/2026",
        "anchor": "par-2",
        "label": f"§ {number % 40 + 1} ust. {number % 5 + 1}",
        "quote": WORDS * (2 + number % 3),
        "body": WORDS * (1 + number % 4),
        "proposed": WORDS if number % 3 else "",
        "justification": WORDS * 2 if number % 2 else "",
        "language": "pl",
        "by": "osoba prywatna" if number % 3 else "Stowarzyszenie „Lipowa”",
        "supporters": ["Koło Gospodyń w Dolinie"] if number % 10 == 0 else [],
        "channel": "formularz na portalu",
        "received_on": "2026-10-14",
        "in_time": number % 50 != 3,
        "hidden": number % 31 == 5,
        "redacted": number % 37 == 5,
        "explanation": "dane osobowe innej osoby",
        "outcome": OUTCOMES[number % 3],
        "answer": WORDS * (1 + number % 3),
    }


def content(count):
    remarks = [remark(number) for number in range(1, count + 1)]
    letters = count // 2
    return {
        "form": 1,
        "number": 1,
        "made_at": "2026-11-20T09:10:00+01:00",
        "issuer": "Gmina Lipowa Dolina",
        "consultation": 1,
        "title": "Konsultacje projektu Programu współpracy na 2027 rok",
        "text": "Program współpracy na 2027 rok",
        "case_no": "OPS.525.1.2026",
        "handled_by": "Ośrodek Pomocy Społecznej",
        "order_no": "112/2026",
        "order_date": "2026-09-21",
        "resolution": "uchwała nr XII/90/2019 z 28 listopada 2019 r.",
        "residents_admitted": True,
        "channels": "formularz na portalu, e-mail, papier w urzędzie, e-Doręczenia",
        "accepted_channels": ["online"],
        "results_at": "2026-11-19T12:00:00+01:00",
        "results_override": "",
        "window": {
            "opens_at": "2026-10-01T00:00:00+02:00",
            "closes_at": "2026-11-01T00:00:00+01:00",
            "last_day": "2026-10-31",
            "extensions": [],
        },
        "publication": {
            "bip_url": "https://bip.lipowadolina.example/konsultacje/7",
            "page_url": "https://portal.lipowadolina.example/program/2027/konsultacje/",
            "board_from": "2026-10-01",
            "board_to": "2026-10-31",
        },
        "meeting": None,
        "council": None,
        "counts": {
            "submissions": letters,
            "remarks": count,
            "by_channel": {"online": letters} if letters else {},
            "by_who": {"organisation": letters} if letters else {},
            "by_outcome": dict(Counter(r["outcome"] for r in remarks)),
            "unanswered": 0,
            "unconfirmed": 2,
            "withdrawn": 1,
            "late": sum(not r["in_time"] for r in remarks),
            "joint": count // 20,
            "hidden": sum(r["hidden"] for r in remarks),
            "redacted": sum(r["redacted"] for r in remarks),
        },
        "remarks": remarks,
        "versions": [],
        "ledger": {"seq": 345, "hash": "0123456789abcdef" * 4},
        "summary": [WORDS.strip()] * 5,
    }


def main(count, folder=None):
    """Prints the times; with a folder also writes the files there. 1 if the PDF took too long."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from resources import reporting

    made, slow = content(count), []
    for form, kind in reporting.FORMS.items():
        wall, cpu = time.perf_counter(), time.process_time()
        data = reporting.render(form, made)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if kind.ending == "pdf" and wall > PDF_SECONDS:
            slow.append(form)
        print(f"{form:13} {len(data) / 1e6:7.2f} MB {wall:7.2f} s, of these {cpu:6.2f} s of CPU")
        if folder:
            (Path(folder) / f"{form}.{kind.ending}").write_bytes(data)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for form in slow:
        print(f"BREACH: {form} took longer than {PDF_SECONDS} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000))
