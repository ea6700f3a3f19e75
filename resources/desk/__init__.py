"""The desk: remarks, their answers, and the mayor's decisions, in the admin."""

from .announce import AnnounceView
from .answer import AnswerView
from .approval import ApprovalView
from .consultation import DeskView
from .index import DeskIndexView

__all__ = ["AnnounceView", "AnswerView", "ApprovalView", "DeskIndexView", "DeskView"]
