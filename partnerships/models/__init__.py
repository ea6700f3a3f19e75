from .organisations import Organisation, OrganisationText, TaggedOrganisation, TaskArea
from .pages import MemberDirectoryPage, PartnershipIndexPage, PartnershipPage
from .partnerships import Membership, Partnership, WorkPlanTask

__all__ = [
    "MemberDirectoryPage",
    "Membership",
    "Organisation",
    "OrganisationText",
    "Partnership",
    "PartnershipIndexPage",
    "PartnershipPage",
    "TaggedOrganisation",
    "TaskArea",
    "WorkPlanTask",
]
