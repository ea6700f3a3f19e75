from .consultation import (
    Consultation,
    ConsultationPage,
    Extension,
    TextUnit,
    TextVersion,
    UnitMapping,
)
from .library import DeclarationFile, DeclarationPage, EarlierVersion, ResourceIndexPage
from .programme import Programme, ProgrammeIndexPage, ProgrammePage
from .record import (
    Identity,
    LedgerEntry,
    LedgerHead,
    Remark,
    Response,
    SealKey,
    Submission,
)

__all__ = [
    "Consultation",
    "ConsultationPage",
    "DeclarationFile",
    "DeclarationPage",
    "EarlierVersion",
    "Extension",
    "Identity",
    "LedgerEntry",
    "LedgerHead",
    "Programme",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "Remark",
    "ResourceIndexPage",
    "Response",
    "SealKey",
    "Submission",
    "TextUnit",
    "TextVersion",
    "UnitMapping",
]
