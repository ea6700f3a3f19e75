"""Public views of the record."""

from .remarks import ConfirmView, NewRemarkView, ReceiptView

__all__ = ["ConfirmView", "NewRemarkView", "ReceiptView"]
