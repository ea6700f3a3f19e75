"""Public views of the record."""

from .attachments import OwnAttachmentView, StaffAttachmentView
from .drafts import DraftRemarkView, DraftView, PreviewView
from .following import ConfirmFollowView, FollowView, StopFollowingView
from .remarks import ConfirmView, NewRemarkView, ReceiptView
from .report import ReportFileView, ReportView
from .supporting import ConfirmSupportView, SupportView

__all__ = [
    "ConfirmFollowView",
    "ConfirmSupportView",
    "ConfirmView",
    "DraftRemarkView",
    "DraftView",
    "FollowView",
    "NewRemarkView",
    "OwnAttachmentView",
    "PreviewView",
    "ReceiptView",
    "ReportFileView",
    "ReportView",
    "StaffAttachmentView",
    "StopFollowingView",
    "SupportView",
]
