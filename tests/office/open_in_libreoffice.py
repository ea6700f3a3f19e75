"""Opens every office file of a consultation in LibreOffice and reads back what people typed.

    python -m tests.office.open_in_libreoffice

Needs `soffice` (Debian: libreoffice-writer-nogui and libreoffice-calc-nogui). What was typed are
formulas, control characters and remarks of 30,000 characters. Each of these words must stand in
LibreOffice's own reading of each file, nothing of them cut and none calculated. The files stay in
the folder that is printed, to be looked at; ends with code 1 if something did not hold.
"""

import re
import subprocess
import sys
import tempfile
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.crash.server import empty_database

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
#: What LibreOffice is told of a CSV: which sign divides, that quotes hold, UTF-8, from line 1.
CSV_FILTER = "CSV:{},34,76,1"
LONGEST = 30_000
#: Each word has its own number, so that none is found in the place of another, and its sum not.
PROVISION, TITLE, CASE_NO, ORDER, OFFICE, RESOLUTION, CHANNELS, OPINION, PRIVACY = (
    f"={number}+1" for number in range(1001, 1010)
)
NAME, SUPPORTER, ADDRESS = "=1021+1", "@SUMA(1022)", "-1023+1\x07\nul. Polna"
REMARKS = [
    ("=1031+1", "+1032+1", "-1033+1"),
    ("@SUMA(1034)", "\t=1035+1", "\r=1036+1"),
    ("a\x01\x02\x0b\x1b\x7f\x85\ufffe koniec 1037", "_x0041_ 1038", 'a;b"c\r\nd,e\tf 1039'),
    ("".join(f"{n:05} " for n in range(LONGEST // 6)), "Ż" * LONGEST, "=1041+" * (LONGEST // 6)),
    ("😀" * LONGEST, "_x0041_" * (LONGEST // 7), "1042\n" * (LONGEST // 5)),
]
REASON = "=1051+1\x07" + " 1052" * 1_000


@dataclass
class File:
    """One file with the words that it must hold."""

    name: str
    data: bytes
    words: list
    divides: str = ";"


def main():
    folder = Path(tempfile.mkdtemp(prefix="office-"))
    with empty_database(postgres=False):
        files = list(consultation_files())
    failed = [sentence for file in files for sentence in faults(file, folder)]
    print(f"The files are in {folder}.")
    return 1 if failed else 0


# --- What LibreOffice reads ------------------------------------------------------------------


def faults(file, folder):
    """Opens one file; sentences on what of it was calculated, cut or lost."""
    (folder / file.name).write_bytes(file.data)
    text, formulas = read(folder / file.name, file.divides)
    read_back = bare(text)
    found = [f"calculates {formula[:40]}" for formula in formulas]
    for word in file.words:
        if bare(word) not in read_back:
            found.append(f"has not {word[:40]!r}, {len(word)} characters")
    print(f"{file.name}: {'; '.join(found) or f'holds all of {len(file.words)} texts'}")
    return found


def read(path, divides):
    """The text of a file column by column, each with what goes on below, and its formulas."""
    is_table = path.suffix in (".csv", ".xlsx")
    ending = "fods" if is_table else "fodt"
    command = ["soffice", "--headless", "--convert-to", ending, "--outdir", path.parent, path]
    if path.suffix == ".csv":
        command.insert(2, f"--infilter={CSV_FILTER.format(ord(divides))}")
    subprocess.run(command, check=True, capture_output=True)
    body = ElementTree.parse(path.with_suffix(f".{ending}")).getroot()
    formulas = [cell.get(f"{TABLE}formula") for cell in body.iter() if cell.get(f"{TABLE}formula")]
    if not is_table:
        return "".join(body.itertext()), formulas
    columns = {}
    for row in body.iter(f"{TABLE}table-row"):
        place = 0
        for cell in row:
            columns.setdefault(place, []).extend(cell.itertext())
            place += int(cell.get(f"{TABLE}number-columns-repeated", 1))
    return "\n".join("".join(column) for column in columns.values()), formulas


def bare(text):
    """What is compared: no kind of space, since lines are laid anew, and no control character."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2400-\u2421\ufffd\ufffe]", "", text)


# --- The files -------------------------------------------------------------------------------


def consultation_files():
    """Every XLSX, CSV and DOCX that comes of a consultation in which all this was typed."""
    from django.test import Client, RequestFactory
    from django.urls import reverse

    from partnerships.models import Organisation
    from resources import papers, reporting
    from resources.services import archiving, inviting
    from resources.services import reporting as reports

    consultation = a_consultation()
    now = consultation.opens_at
    [organisation] = Organisation.objects.all()
    register = [NAME, ADDRESS]
    form = papers.remark_form(consultation, "docx", RequestFactory().get("/"))[1]
    facts = [TITLE, CASE_NO, ORDER, RESOLUTION]
    yield File("form.docx", form, [*facts, PRIVACY, *REMARKS[3]])
    letters = inviting.letters(consultation, [organisation], now)
    yield File("letters.docx", letters, [TITLE, *register])
    addresses = inviting.e_delivery_addresses(Organisation.objects.all())
    yield File("addresses.csv", addresses, [*register, organisation.e_delivery])

    now = answered(consultation, now)
    content = reports.preview(consultation, now)
    remarks = [word for remark in REMARKS for word in remark]
    rows = [PROVISION, NAME, SUPPORTER, REASON, *remarks]
    facts = [CASE_NO, ORDER, OFFICE, RESOLUTION, CHANNELS]
    holds = {
        "docx": [*rows, *facts, OPINION],
        "summary_docx": [TITLE, CASE_NO, OPINION, REMARKS[0][0], REMARKS[1][0]],
        "xlsx": [*rows, *facts],
        "csv": rows,
    }
    for name, words in holds.items():
        ending = reporting.FORMS[name].ending
        yield File(f"{name}.{ending}", reporting.render(name, content), words)

    head = consultation.ledger.order_by("seq").last().hash
    url = reverse("consultation-register-csv", args=[consultation.pk])
    yield File("register.csv", Client().get(url).content, [head], divides=",")
    archive = archiving.ask(consultation, None, now)
    archiving.pack(archive)
    archive.refresh_from_db()
    with archive.file.open("rb") as stored, zipfile.ZipFile(stored) as case:
        for name in case.namelist():
            if name.endswith(".csv"):
                yield File(f"case-{name}", case.read(name), ["1/"])


def a_consultation():
    from partnerships.models import Organisation
    from resources.models import Consultation, ProgrammePage
    from resources.tests.conftest import find_root, make_consultation

    Organisation.objects.create(
        name=NAME, address=ADDRESS, e_delivery="AE:PL-12345-67890-ABCDE-12", sector="social"
    )
    text = [("provision", {"label": "§ 1", "text": PROVISION, "element": ""})]
    page = ProgrammePage(title="Program", slug="program", year=2030, text=text)
    consultation = make_consultation(find_root().add_child(instance=page))
    Consultation.objects.filter(pk=consultation.pk).update(
        title=TITLE,
        case_no=CASE_NO,
        order_no=ORDER,
        handled_by=OFFICE,
        local_resolution=RESOLUTION,
        channels=CHANNELS,
        has_council=True,
        council_delivered_on=consultation.last_day,
        council_opinion_on=consultation.last_day,
        council_opinion=OPINION,
        privacy_clause="".join(f"<p>{word}</p>" for word in (PRIVACY, *REMARKS[3])),
    )
    consultation.refresh_from_db()
    return consultation


def answered(consultation, now):
    """Remarks, with an organisation that joins them, and an answer to each; when they are out."""
    from resources.services import answering, submitting, supporting
    from resources.tests.people import answer_all

    content = submitting.SubmissionContent(
        who="organisation",
        organisation_name=NAME,
        person="Osoba",
        email="osoba@poczta.example",
        remarks=tuple(
            submitting.RemarkContent(body, "par-1", proposed, justification)
            for body, proposed, justification in REMARKS
        ),
    )
    submission, _created = submitting.submit(consultation, uuid.uuid4(), content, now)
    submitting.confirm(submission, now)
    joins = supporting.SupportContent(
        person="Osoba", email="inna@poczta.example", organisation_name=SUPPORTER
    )
    supporting.confirm(supporting.support(submission, joins, now), now)
    answer_all(consultation, outcome="rejected", reason=REASON)
    now = consultation.results_from
    answering.publish_all(consultation, now)
    consultation.refresh_from_db()
    return now


if __name__ == "__main__":
    sys.exit(main())
