"""Papers made for one consultation: each is a function that gives `(file name, bytes)`."""

from .form import remark_form
from .own import REMARK_PARTS, draft_paper, receipt_paper

__all__ = ["REMARK_PARTS", "draft_paper", "receipt_paper", "remark_form"]
