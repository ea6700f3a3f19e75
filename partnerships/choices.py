"""The words of the field that a record chooses from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sector(models.TextChoices):
    """Who an organisation belongs to; always shown with its sign and its word."""

    PUBLIC = "public", _("public sector")
    SOCIAL = "social", _("social (non-governmental) sector")
    PRIVATE = "private", _("private sector")

    @property
    def short_label(self):
        """The one word that stands beside the sign in lists."""
        return _SHORT_SECTORS[self.value]


_SHORT_SECTORS = {
    "public": pgettext_lazy("sector", "public"),
    "social": pgettext_lazy("sector", "social"),
    "private": pgettext_lazy("sector", "private"),
}


class InstitutionType(models.TextChoices):
    """The twelve kinds of institution that the survey of the network knows."""

    ADMINISTRATION = "administration", _("Administration")
    SOCIAL_WELFARE = "social_welfare", _("Social welfare institution")
    EDUCATION = "education", _("Educational institution")
    CULTURE = "culture", _("Institution of culture and national heritage")
    HEALTH = "health", _("Institution of health care and prevention")
    SPORT = "sport", _("Institution of sport and recreation")
    BUSINESS = "business", _("Business")
    CHURCH = "church", _("Church legal person")
    OTHER = "other", pgettext_lazy("institution type", "Other")
    NGO = "ngo", _("Non-governmental organisation")
    COUNCIL = "council", _("Municipal council")
    OUTSIDE = "outside", _("Institution from outside the municipality")


class StakeholderType(models.TextChoices):
    """How near reintegration is to what the organisation is for; free of sector and kind."""

    A = "a", _("Type A – reintegration is the main aim")
    B = "b", _("Type B – reintegration is one of the aims")
    C = "c", _("Type C – services open to people being reintegrated")


class MemberState(models.TextChoices):
    """Where an organisation stands towards the partnership."""

    LISTED = "listed", _("listed (not a member)")
    APPLIED = "applied", _("application under review")
    ACTIVE = "active", pgettext_lazy("member.state", "member")
    PAUSED = "paused", pgettext_lazy("member.state", "paused")
    LEFT = "left", pgettext_lazy("member.state", "left")
    REFUSED = "refused", _("application refused")


#: States in which the public sees an organisation at all, and as a member.
PUBLIC_STATES = [MemberState.LISTED, MemberState.ACTIVE, MemberState.PAUSED]
MEMBER_STATES = [MemberState.ACTIVE, MemberState.PAUSED]


class PartnershipLevel(models.TextChoices):
    """Partnerships are born in local networks; those join regional ones, and so on."""

    PARTNERSHIP = "partnership", _("Partnership")
    LOCAL_NETWORK = "local_network", _("Local Reintegration Network")
    REGIONAL_NETWORK = "regional_network", _("Regional Reintegration Network")
    NATIONAL_NETWORK = "national_network", _("National Reintegration Network")


class PartnershipForm(models.TextChoices):
    INFORMAL = "informal", _("informal cooperation")
    AGREEMENT = "agreement", _("partnership agreement")
    LEGAL_PERSON = "legal_person", _("legal person")


class Founding(models.TextChoices):
    ADMINISTRATIVE = "administrative", _("by decision of the municipality")
    CIVIC = "civic", _("from below, by its partners")


class MemberRole(models.TextChoices):
    INITIATOR = "initiator", pgettext_lazy("member.role", "initiator")
    LEADER = "leader", pgettext_lazy("member.role", "leader")
    COORDINATOR = "coordinator", pgettext_lazy("member.role", "coordinator")
    PARTNER = "partner", pgettext_lazy("member.role", "partner")


class TaskState(models.TextChoices):
    """What has become of a task; "overdue" follows from its term and is never stored."""

    PLANNED = "planned", pgettext_lazy("task.state", "planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("task.state", "in progress")
    DONE = "done", pgettext_lazy("task.state", "done")
    DROPPED = "dropped", pgettext_lazy("task.state", "dropped")
