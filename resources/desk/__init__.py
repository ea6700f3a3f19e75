"""The desk: remarks, their answers, and the mayor's decisions, in the admin."""

from .answer import AnswerView
from .approval import ApprovalView
from .consultation import DeskView
from .index import DeskIndexView

__all__ = ["AnswerView", "ApprovalView", "DeskIndexView", "DeskView"]
