from .generation import CacheGeneration
from .municipality import MunicipalitySettings
from .outbox import OutgoingMail
from .pages import PortalPage
from .search import SearchEntry

__all__ = ["CacheGeneration", "MunicipalitySettings", "OutgoingMail", "PortalPage", "SearchEntry"]
