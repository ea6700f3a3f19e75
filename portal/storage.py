"""Where files are kept on the machine itself."""

import os
import uuid

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Stores a file to its last byte or not at all, also while the disk fills up.

    Django copies an upload that comes from another file system without looking how much of it
    was written, and leaves behind what it wrote before an error. A file that is acknowledged lies
    on the disk itself, like the row that names it, and not in memory only.
    """

    def _save(self, name, content):
        part = f"{name}.{uuid.uuid4().hex}"
        try:
            super()._save(part, File(content))  # a plain file: streamed, not moved
            _write_through(self.path(part))
            stored = super()._save(name, _Written(self.path(part)))
            _write_through(os.path.dirname(self.path(stored)))
            return stored
        finally:
            self.delete(part)


def _write_through(path):
    """Leaves nothing of a file or folder in memory only, where a power cut would end it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Written(File):
    """A file that lies beside the place where it belongs, to be moved there."""

    def __init__(self, path):
        super().__init__(None, path)

    def temporary_file_path(self):
        return self.name
