"""What may stand in a log."""

import logging
import re

#: Part of an address that opens something to whoever knows it: a link to confirm, a receipt, a
#: draft, a new password. Slugs are lower case and no row of 32 hexadecimal digits.
_SECRET = re.compile(
    r"(?<=/)(?:(?:[0-9a-z]+-)?[0-9a-f]{32}|(?=[^/]*[A-Z])[\w:-]{32,})(?=[/?\s\"]|$)"
)


class HideSecrets(logging.Filter):
    """Leaves secret links out: Django names the address of each request that it refuses."""

    def filter(self, record):
        record.msg, record.args = _SECRET.sub("…", record.getMessage()), ()
        return True
