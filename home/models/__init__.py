from .media import PortalDocument, PortalImage, PortalRendition
from .pages import AccessibilityDeclarationPage, HomePage, StandardPage
from .users import User

__all__ = [
    "AccessibilityDeclarationPage",
    "HomePage",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "StandardPage",
    "User",
]
