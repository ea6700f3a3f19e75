"""The blocks of the front page; an editor arranges them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from events.blocks import LatestReportsBlock, UpcomingEventsBlock
from partnerships.blocks import FindPartnerBlock
from portal.blocks import TEXT_FEATURES
from resources.blocks import DocumentsBlock, OpenConsultationBlock


class AboutBlock(blocks.StructBlock):
    """What this portal is; the page about it is one click away."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("What this is")
        template = "home/blocks/about.html"


class ContactBlock(blocks.StructBlock):
    """The municipality's contacts, e-Doręczenia first."""

    heading = blocks.CharBlock(label=_("heading"), max_length=80)
    text = blocks.TextBlock(label=_("text"), required=False, max_length=300)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "home/blocks/contact.html"


class HomeBlock(blocks.StreamBlock):
    open_consultation = OpenConsultationBlock()
    upcoming_events = UpcomingEventsBlock()
    latest_reports = LatestReportsBlock()
    find_partner = FindPartnerBlock()
    documents = DocumentsBlock()
    about = AboutBlock()
    contact = ContactBlock()

    class Meta:
        block_counts = {"open_consultation": {"max_num": 1}}
        required = False
