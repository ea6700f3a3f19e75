"""The files that came with a letter, while the letter is being entered."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from resources import uploads
from resources.forms import SENDER_FIELDS
from resources.services import drafting
from resources.services.submitting import AttachedFile


def _limits():
    said = _(
        "Up to %(count)s files, %(limit)s each: PDF, DOCX, ODT, XLSX, JPG or PNG. We do not "
        "publish them; only the office sees them."
    )
    return said % {"count": uploads.MAX_FILES, "limit": filesizeformat(uploads.MAX_SIZE)}


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    class Media:
        js = [Script("portal/js/files.js", type="module")]


class FilesField(forms.Field):
    """Asks for files; `Enclosures` judges and keeps them."""

    def __init__(self, **kwargs):
        widget = FilesInput(
            attrs={
                "accept": uploads.ACCEPT,
                "data-most": str(uploads.MAX_SIZE),
                "data-too-big": lazy(uploads.too_big, str)(),
            }
        )
        super().__init__(widget=widget, required=False, help_text=lazy(_limits, str)(), **kwargs)


class Enclosures:
    """Files of one letter, kept from one showing of its form to the next.

    A browser does not send a chosen file twice, and the form comes back with a warning or a slip.
    So the files wait with a draft under the form's key, which goes when the letter is recorded
    or runs out like any other. The form names those that it shows, in `named`.
    """

    def __init__(self, consultation, key, now):
        self.consultation, self.now = consultation, now
        self.kept, self.refused = [], []
        try:
            self.key = forms.UUIDField().clean(key)
        except ValidationError:
            self.key = uuid.uuid4()  # the form refuses it too

    def take(self, named, chosen):
        """Goes on with the files that the form names, and with those chosen just now."""
        earlier = self.consultation.submissions.filter(key=self.key).first()
        owner = earlier or drafting.find(self.key.hex)
        there = list(owner.attachments.all()) if owner else []
        self.kept = [file for file in there if str(file.pk) in named]
        lost = len(self.kept) < len(set(named))
        examined = list(self._examined(chosen))
        if earlier:
            # The form was recorded before: the same files again are those of the record.
            self._go_on_with(self._same(file, there) for file in examined)
        elif examined:
            try:
                self._keep(examined)
            except drafting.Gone:
                lost = True
        if lost:
            self._lose()

    def _lose(self):
        self.refused.append(_("A file is not kept any more. Please choose the files again."))

    def _examined(self, chosen):
        for file in chosen:
            try:
                yield uploads.examine(file)
            except uploads.BadFile as fault:
                self.refused.append(str(fault))

    def _keep(self, examined):
        empty = dict.fromkeys(SENDER_FIELDS, "")
        draft = drafting.start(self.consultation, self.key, empty, "pl", self.now)
        with uploads.keeping() as keep, drafting.changing(draft, self.now) as draft:
            for file in examined:
                same = self._same(file, draft.attachments.all())
                try:
                    if same is file:
                        keep(file, draft)
                except uploads.BadFile as fault:
                    self.refused.append(str(fault))
                else:
                    self._go_on_with([same])

    def _go_on_with(self, files):
        self.kept += [file for file in files if file not in self.kept]
        self.kept.sort(key=lambda file: file.pk or 0)

    @staticmethod
    def _same(file, others):
        return next((other for other in others if other.sha256 == file.sha256), file)

    def remove(self, number):
        """Takes one file off the letter, which is not recorded yet."""
        if draft := drafting.find(self.key.hex):
            drafting.detach(draft, number)
            self.kept = [file for file in self.kept if str(file.pk) != number]

    def leave(self):
        """Lets the files go, because the form is to be another letter now."""
        if self.kept:
            self.kept = []
            self._lose()

    def attached(self):
        """The files as the content of a submission names them."""
        return tuple(AttachedFile(file.pk, file.name, file.sha256) for file in self.kept)
