"""Files that the public sends: which are taken, by what they hold and not by their names."""

import io
import logging
import re
import unicodedata
import warnings
import zipfile
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import PurePath

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from resources.models import Attachment

MAX_FILES = 5
MAX_SIZE = 10 * 1024 * 1024
#: What a packed document may take once it is unpacked, and a picture once it is drawn.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PIXELS = 100_000_000
#: All files of one consultation's unsent drafts together.
MAX_WAITING = 2 * 1024**3

OFFICE = "application/vnd.openxmlformats-officedocument."
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"

#: Endings of names, and the content that each promises.
TYPES = {
    "pdf": PDF,
    "docx": DOCX,
    "odt": ODT,
    "xlsx": XLSX,
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": PNG,
}
ACCEPT = ",".join(f".{ending}" for ending in TYPES)


logger = logging.getLogger(__name__)


class BadFile(Exception):
    """A file that is not taken; says in a sentence why."""


class NoRoom(UploadedFile):
    """Stands for an upload that could not be written to disk."""


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing a file to disk where it gets too big, and lets the rest of the form come.

    So also where the disk is full. Refusing the whole request instead would lose the words typed
    beside the file.
    """

    def new_file(self, *args, **kwargs):
        self.received, self.fits = 0, True
        vars(self).pop("file", None)  # the one before, should there be no room to begin this one
        with self.giving_up():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.fits and self.received <= MAX_SIZE:
            with self.giving_up():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        if self.fits:
            with self.giving_up():
                file = super().file_complete(file_size)
                file.size = self.received
                return file
        return NoRoom(io.BytesIO(), self.file_name, size=self.received)

    @contextmanager
    def giving_up(self):
        """Goes on without the file where it cannot be written, and gives back its room."""
        try:
            yield
        except OSError:
            logger.exception("An upload could not be written")
            self.fits = False
            with suppress(OSError, AttributeError):  # the last bytes do not fit, or no file at all
                self.file.close()


def examine(file):
    """The attachment that an uploaded file could become, not saved yet; raises BadFile."""
    name = clean_name(file.name)
    if isinstance(file, NoRoom):
        raise _not_stored(name)
    if file.size == 0:
        raise BadFile(_("“%(name)s” is empty.") % {"name": name})
    if file.size > MAX_SIZE:
        raise BadFile(too_big(name))
    promised = TYPES.get(PurePath(name).suffix.lower().lstrip("."))
    if promised is None:
        raise BadFile(
            _("“%(name)s” is not a PDF, DOCX, ODT, XLSX, JPG or PNG file.") % {"name": name}
        )
    if content_type(file) != promised:
        sentence = _("“%(name)s” does not hold what its name says. Please save it again as PDF.")
        raise BadFile(sentence % {"name": name})
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return Attachment(
        file=file, name=name, content_type=promised, size=file.size, sha256=digest.hexdigest()
    )


def too_big(name="{}"):
    """Why a file is refused for its size; without a name for a script that puts it in."""
    limit = filesizeformat(MAX_SIZE)
    return _("“%(name)s” is bigger than %(limit)s.") % {"name": name, "limit": limit}


@contextmanager
def keeping():
    """Yields `keep(attachment, draft)`; if the body fails, the files are taken away again.

    To be opened around the transaction, which may fail at its very end.
    """
    with ExitStack() as undo:
        yield partial(_keep, undo)
        undo.pop_all()


def _keep(undo, attachment, draft):
    """Puts an examined file into the private storage, as part of a draft; raises BadFile."""
    others = list(draft.attachments.all())
    if any(other.sha256 == attachment.sha256 for other in others):
        raise BadFile(_("“%(name)s” is attached already.") % {"name": attachment.name})
    if len(others) >= MAX_FILES:
        sentence = _("“%(name)s” is one too many: there may be %(count)s files.")
        raise BadFile(sentence % {"name": attachment.name, "count": MAX_FILES})
    waiting = Attachment.objects.filter(draft__consultation=draft.consultation_id)
    if (waiting.aggregate(Sum("size"))["size__sum"] or 0) + attachment.size > MAX_WAITING:
        raise BadFile(_("We cannot take more files just now. Please try again later."))
    attachment.draft = draft
    try:
        attachment.file.save(attachment.name, attachment.file.file, save=False)
    except OSError as error:
        logger.exception("An attachment could not be stored")
        raise _not_stored(attachment.name) from error
    undo.callback(attachment.file.delete, save=False)
    attachment.save()


def _not_stored(name):
    return BadFile(_("“%(name)s” could not be stored. Please try again later.") % {"name": name})


def clean_name(name):
    """A name that is safe to show and to offer for download: no path, no control characters."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    # Categories C*: control, format (which can write a name backwards), surrogates.
    name = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in name)
    name = re.sub(r'[<>:"|?*\s]+', " ", name).strip(" .")
    path = PurePath(name or "-")
    return f"{path.stem[:100]}{path.suffix[:10]}"


def content_type(file):
    """What a file is by its content; empty for everything that we do not take."""
    file.seek(0)
    kind = filetype.guess(file.read(8192))
    mime = kind.mime if kind else ""
    file.seek(0)
    if mime in (JPEG, PNG):
        mime = mime if _drawable(file) else ""
    elif mime != PDF:
        # A text document is an archive; what is in it tells which, not the order of its parts.
        mime = _packed(file)
    file.seek(0)
    return mime


def _drawable(file):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = Image.open(file).size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return width * height <= MAX_PIXELS


def _packed(file):
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            if sum(part.file_size for part in parts.values()) > MAX_UNPACKED:
                return ""
            if any(name.rsplit("/", 1)[-1] == "vbaProject.bin" for name in parts):
                return ""
            if "[Content_Types].xml" in parts:
                if "word/document.xml" in parts:
                    return DOCX
                return XLSX if "xl/workbook.xml" in parts else ""
            if "mimetype" in parts and parts["mimetype"].file_size == len(ODT):
                return ODT if archive.read("mimetype") == ODT.encode() else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        pass
    return ""
