from .meeting import Meeting
from .pages import EventAttachment, EventIndexPage, EventPage, EventPicture

__all__ = [
    "EventAttachment",
    "EventIndexPage",
    "EventPage",
    "EventPicture",
    "Meeting",
]
