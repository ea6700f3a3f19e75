"""The disk fills up while people send remarks: nothing is acknowledged that is not stored.

    sudo python -m tests.crash.full_disk [--postgres]

Makes a small file system of its own in memory (tmpfs), which only root may mount. On SQLite the
portal's folder lies on it, on PostgreSQL the server's.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.crash.server import ask_database, breaches, filled, options, portal

SIZE = "160m"
#: What is left when the disk is "full": enough to begin, too little to go on.
LEFT = 96 * 1024


@contextmanager
def small_disk():
    folder = Path(tempfile.mkdtemp(prefix="portal-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder])
    if mounted.returncode:
        sys.exit("Only root can mount the small file system that this script fills.")
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder])
        folder.rmdir()


def fill(folder):
    state = os.statvfs(folder)
    free = state.f_bavail * state.f_frsize
    with open(folder / "filler", "ab") as file, suppress(OSError):
        file.write(b"\0" * max(0, free - LEFT))


def main():
    chosen = options(__doc__, sends=120)
    with small_disk() as disk:
        if chosen.postgres:
            tempfile.tempdir = str(disk)  # where the temporary server puts its data
        folder = None if chosen.postgres else disk / "var"
        with portal(chosen.postgres, folder=folder) as running:
            consultation = ask_database(running)
            running.start("web server")
            hidden = running.form(consultation.pk)
            acknowledged, refused, strange = {}, 0, []
            for number in range(chosen.sends):
                if number == chosen.sends // 6:
                    fill(disk)
                if number == chosen.sends * 5 // 6:
                    (disk / "filler").unlink()
                fields = filled({**hidden, "key": ""}, f"Uwaga {number}. " + "Długa treść. " * 300)
                status, receipt, html = running.post(consultation.pk, fields)
                if receipt:
                    acknowledged[fields["key"]] = number
                elif status == 503 and "nie zostało przyjęte" in html and fields["key"] in html:
                    refused += 1
                else:
                    strange.append((number, status))
            return judge(chosen, consultation, acknowledged, refused, strange)


def judge(chosen, consultation, acknowledged, refused, strange):
    from resources.models import Submission
    from resources.services.verify import verify

    stored = {
        str(key)
        for key in Submission.objects.filter(identity__person="Osoba Próbna").values_list(
            "key", flat=True
        )
    }
    print(f"{chosen.sends} sent: {len(acknowledged)} acknowledged, {refused} refused in words,")
    print(f"{len(stored)} stored")
    last = chosen.sends - 1
    return breaches(
        acknowledged.keys() - stored and "an acknowledged one is not stored",
        stored - acknowledged.keys() and "a refused one is stored all the same",
        not refused and "the disk never was full",
        strange and f"other answers: {strange}",
        last not in acknowledged.values() and "it does not go on once there is room again",
        *verify(consultation),
    )


if __name__ == "__main__":
    sys.exit(main())
