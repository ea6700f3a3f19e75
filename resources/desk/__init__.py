"""The desk: remarks, their answers, and the mayor's decisions, in the admin."""

from .announce import AnnounceView
from .answer import AnswerView
from .approval import ApprovalView
from .consultation import DeskView
from .council import CouncilView
from .entering import EnterView
from .erasure import ErasureIndexView, ErasureView
from .index import DeskIndexView
from .invitations import InvitationFileView, InvitationsView
from .mail import MailView
from .many import ManyView
from .mapping import MappingView
from .moderation import AnswerRedactionView, ModerationView
from .report import CaseArchiveView, ReportFileView, ReportView
from .withdrawal import WithdrawalView

__all__ = [
    "AnnounceView",
    "AnswerRedactionView",
    "AnswerView",
    "ApprovalView",
    "CaseArchiveView",
    "CouncilView",
    "DeskIndexView",
    "DeskView",
    "EnterView",
    "ErasureIndexView",
    "ErasureView",
    "InvitationFileView",
    "InvitationsView",
    "MailView",
    "ManyView",
    "MappingView",
    "ModerationView",
    "ReportFileView",
    "ReportView",
    "WithdrawalView",
]
