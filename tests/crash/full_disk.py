"""The disk fills up while people send remarks and files: nothing is acknowledged but not stored.

    python -m tests.crash.full_disk [--postgres] [--sends 150] [--seed 1]

Makes a small file system of its own in memory (tmpfs), which only root may mount. On SQLite the
portal's folder lies on it and uploads come in elsewhere, so that they are copied; on PostgreSQL
the server's folder lies on it as well, and uploads come in there.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from tests.crash.server import (
    ask_database,
    breaches,
    empty_form,
    filled,
    options,
    portal,
    receipt,
)

SIZE = "200m"
#: While the disk is "full" so much room comes and goes: enough to begin, mostly too little to end.
ROOM = 160 * 1024
#: Of these some fit into the room and some do not.
BIGGEST = 200 * 1024


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


def leave(folder, room):
    """Fills the disk, or makes room, until just so much is left."""
    state = os.statvfs(folder)
    excess = state.f_bavail * state.f_frsize - room
    with open(folder / "filler", "ab") as file:
        if excess > 0:
            file.write(b"\0" * excess)
        else:
            file.truncate(max(0, file.tell() + excess))


def main():
    chosen = options(__doc__, sends=150, seed=1)
    rng = random.Random(chosen.seed)
    with small_disk() as disk:
        folder, environment = disk / "var", {}
        if chosen.postgres:
            tempfile.tempdir = str(disk)  # where the temporary server puts its data
            folder, environment = None, {"TMPDIR": str(disk)}
        with portal(chosen.postgres, folder, environment) as running:
            consultation = ask_database(running)
            running.start("web server")
            form = running.form(consultation.pk)
            ended, acknowledged = Counter(), {}
            for number in range(chosen.sends):
                if number == chosen.sends * 5 // 6:
                    (disk / "filler").unlink()
                elif chosen.sends // 6 <= number < chosen.sends * 5 // 6:
                    leave(disk, rng.randrange(ROOM))
                fields = filled({**form, "key": ""}, f"Uwaga {number}. " + "Długa treść. " * 300)
                files = [] if number % 3 == 0 else some_files(number, rng)
                end = send(running, consultation, fields, files, looks_first=number % 3 == 2)
                ended[end] += 1
                if end == "acknowledged":
                    hashes = {sha256(data).hexdigest() for _name, data in files}
                    acknowledged[fields["key"]] = number, hashes
            return judge(chosen, running, consultation, acknowledged, ended)


def some_files(number, rng):
    return [
        (f"plik-{number}-{nth}.pdf", b"%PDF-1.7\n" + rng.randbytes(rng.randrange(100, BIGGEST)))
        for nth in range(rng.randint(1, 2))
    ]


def send(running, consultation, fields, files, looks_first):
    """Sends a form as a browser does, at once or after a look at it; says how that ended."""
    words = fields["body"].partition(".")[0] + "."
    path = f"/uwagi/nowa/{consultation.pk}/"
    if files and looks_first:
        fields = {**fields, "do": "preview"}
    status, location, html = running.request("POST", path, fields, files)
    if status == 302 and "/podglad/" in location:
        path, words = location, ""  # they are in the draft, nobody could lose them now
        status, _location, html = running.get(path)
        if status == 200:
            seen = empty_form(html, "seen")
            status, location, html = running.request("POST", path, seen)
    html = html.replace("\xa0", " ")
    if receipt(location):
        return "acknowledged"
    if words not in html:
        return f"{status} without the words"
    if status == 503 and ("nie zostało przyjęte" in html or not words):
        return "refused in words"
    if status == 422 and "nie udało się zapisać" in html:
        return "kept without a file, in words"
    return f"{status}"


def judge(chosen, running, consultation, acknowledged, ended):
    from resources.models import Attachment, Submission
    from resources.services.verify import verify

    sent = Submission.objects.filter(identity__person="Osoba Próbna")
    stored = {str(submission.key): submission for submission in sent}
    rows = list(Attachment.objects.all())
    on_disk = {
        f"attachments/{path.name}": sha256(path.read_bytes()).hexdigest()
        for path in (running.folder / "private" / "attachments").iterdir()
    }
    broken = [row.pk for row in rows if on_disk.get(row.file.name) != row.sha256]
    incomplete = [
        number
        for key, (number, hashes) in acknowledged.items()
        if key in stored
        and hashes != {row.sha256 for row in rows if row.submission_id == stored[key].pk}
    ]
    left_over = on_disk.keys() - {row.file.name for row in rows}
    good = {"acknowledged", "refused in words", "kept without a file, in words"}
    print(f"{chosen.sends} sent: " + ", ".join(f"{n} {end}" for end, n in ended.most_common()))
    print(f"{len(stored)} stored, {len(on_disk)} files")
    last = chosen.sends - 1
    return breaches(
        acknowledged.keys() - stored.keys() and "an acknowledged one is not stored",
        stored.keys() - acknowledged.keys() and "a refused one is stored all the same",
        incomplete and f"acknowledged without all their files: {incomplete}",
        broken and f"rows whose file is not there byte for byte: {broken}",
        left_over and f"{len(left_over)} files are left over that no row names",
        not ended["refused in words"] and "the disk never was full",
        not ended["kept without a file, in words"] and "the disk never was full for a file",
        ended.keys() - good and "other answers",
        last not in {number for number, _hashes in acknowledged.values()}
        and "it does not go on once there is room again",
        *verify(consultation),
    )


if __name__ == "__main__":
    sys.exit(main())
