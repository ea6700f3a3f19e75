"""Opens every office file of a report in LibreOffice, by hand.

    python -m tests.office.open_in_libreoffice

Needs `soffice` (Debian: libreoffice-writer-nogui and libreoffice-calc-nogui) and `pdftotext`
(poppler-utils). Each file must come out as a PDF with the words that it was made of; the PDFs
stay in the folder that is printed, to be looked at.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import report

OFFICE = {
    "docx.docx": ["Uwagi", "§ 2 ust. 2"],
    "summary_docx.docx": ["Gmina Lipowa Dolina"],
    "xlsx.xlsx": ["§ 2 ust. 2", "2026-10-14"],
    "csv.csv": ["§ 2 ust. 2", "2026-10-14"],
}


def main():
    folder = Path(tempfile.mkdtemp(prefix="report-"))
    report.main(40, folder)
    failed = []
    for name, words in OFFICE.items():
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / name],
            check=True,
            capture_output=True,
        )
        made = (folder / name).with_suffix(".pdf")
        text = subprocess.run(
            ["pdftotext", "-layout", made, "-"], check=True, capture_output=True, text=True
        ).stdout.replace("\u00a0", " ")
        missing = [word for word in words if word not in text]
        print(f"{name}: {'missing ' + ', '.join(missing) if missing else 'opened'}")
        failed += missing
    print(f"The PDFs are in {folder}.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
