"""Public views of the record."""

from .following import ConfirmFollowView, FollowView, StopFollowingView
from .remarks import ConfirmView, NewRemarkView, ReceiptView

__all__ = [
    "ConfirmFollowView",
    "ConfirmView",
    "FollowView",
    "NewRemarkView",
    "ReceiptView",
    "StopFollowingView",
]
