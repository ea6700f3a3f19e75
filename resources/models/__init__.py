from .consultation import (
    Consultation,
    ConsultationPage,
    Extension,
    TextUnit,
    TextVersion,
    UnitMapping,
)
from .library import DeclarationFile, DeclarationPage, EarlierVersion, ResourceIndexPage
from .office import AnswerTemplate, ErasureRequest, Handling, Invitation, Note
from .participation import Attachment, Draft, Follower, NoticeSent
from .programme import Programme, ProgrammeIndexPage, ProgrammePage
from .record import (
    AnswerEvent,
    AnswerRedaction,
    Identity,
    LedgerEntry,
    LedgerHead,
    Moderation,
    Remark,
    Response,
    SealKey,
    Submission,
    Support,
)
from .report import CaseArchive, Report, ReportFile
from .texts import ConsultedTextPage

__all__ = [
    "AnswerEvent",
    "AnswerRedaction",
    "AnswerTemplate",
    "Attachment",
    "CaseArchive",
    "Consultation",
    "ConsultationPage",
    "ConsultedTextPage",
    "DeclarationFile",
    "DeclarationPage",
    "Draft",
    "EarlierVersion",
    "ErasureRequest",
    "Extension",
    "Follower",
    "Handling",
    "Identity",
    "Invitation",
    "LedgerEntry",
    "LedgerHead",
    "Moderation",
    "Note",
    "NoticeSent",
    "Programme",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "Remark",
    "Report",
    "ReportFile",
    "ResourceIndexPage",
    "Response",
    "SealKey",
    "Submission",
    "Support",
    "TextUnit",
    "TextVersion",
    "UnitMapping",
]
