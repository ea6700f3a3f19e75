"""The blocks from which an editor builds the body of a page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who; never a private person's name."""

    text = blocks.TextBlock(label=_("quotation"))
    source = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "portal/blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    """A short notice that must not be missed."""

    title = blocks.CharBlock(label=_("first line"))
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        template = "portal/blocks/notice.html"


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("label"))
    value = blocks.TextBlock(label=_("value"))


class BodyBlock(blocks.StreamBlock):
    """The body of any page that is mostly text."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        template="portal/blocks/heading.html",
        form_classname="title",
    )
    paragraph = blocks.RichTextBlock(
        label=pgettext_lazy("block", "Text"), icon="pilcrow", features=["h3", *TEXT_FEATURES]
    )
    quote = QuoteBlock()
    notice = NoticeBlock()
    image = ImageBlock(label=pgettext_lazy("block", "Image"), template="portal/blocks/image.html")
    facts = blocks.ListBlock(
        FactBlock(), label=_("Facts"), icon="list-ul", template="portal/blocks/facts.html"
    )
    files = blocks.ListBlock(
        DocumentChooserBlock(label=pgettext_lazy("block", "file")),
        label=_("Files to download"),
        icon="doc-full",
        template="portal/blocks/files.html",
    )

    class Meta:
        required = False
