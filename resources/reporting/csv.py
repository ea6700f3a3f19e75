"""The table of remarks as CSV (RFC 4180), as Polish spreadsheets open it by a double click."""

import csv
import io

from resources.reporting import cells


def table(content):
    """Semicolons, a byte-order mark, and nothing that a spreadsheet would calculate."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(cells.heads())
    for remark in content["remarks"]:
        out.writerow([cells.safe(value) for value in cells.row(remark)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
