"""The site's own image and document models."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PortalImage(AbstractImage):
    """A picture with its description for people who do not see it."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = pgettext_lazy("media", "image")
        verbose_name_plural = pgettext_lazy("media", "images")


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]

    def __str__(self):
        return f"{self.image} {self.filter_spec}"


class PortalDocument(AbstractDocument):
    """A file to download; says whether people who use a screen reader can read it."""

    accessible = models.BooleanField(
        _("digitally accessible"),
        default=True,
        help_text=_("Untick for a scan without text."),
    )

    admin_form_fields = (*Document.admin_form_fields, "accessible")

    class Meta(AbstractDocument.Meta):
        verbose_name = pgettext_lazy("media", "file")
        verbose_name_plural = pgettext_lazy("media", "files")
