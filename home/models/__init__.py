from .media import PortalDocument, PortalImage, PortalRendition
from .users import User

__all__ = ["PortalDocument", "PortalImage", "PortalRendition", "User"]
