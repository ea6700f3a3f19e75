"""Words that a meeting is described with."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(TextChoices):
    FOUNDING = "founding", _("founding meeting")
    PARTNERS = "partners", _("partner meeting")
    SPEED_DATING = "speed_dating", _("cross-sector speed dating")
    WORKSHOP = "workshop", _("workshop")
    EVALUATION_WORKSHOP = "evaluation_workshop", _("evaluation workshop")
    STUDY_VISIT = "study_visit", _("study visit")
    SEMINAR = "seminar", _("seminar")
    TRAINING = "training", _("training")
    CONSULTATION_MEETING = "consultation_meeting", _("consultation meeting")
    INTEGRATION = "integration", _("integration event")
    QUALITY = "quality", _("cooperation-quality meeting")


class Plan(TextChoices):
    """What the organiser has decided; whether it is over follows from the clock."""

    AS_PLANNED = "as_planned", pgettext_lazy("event", "as planned")
    POSTPONED = "postponed", pgettext_lazy("event", "postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


class EventState(TextChoices):
    """What a reader is told at a given moment."""

    PLANNED = "planned", pgettext_lazy("event", "planned")
    RUNNING = "running", pgettext_lazy("event", "now")
    HELD = "held", pgettext_lazy("event", "held")
    POSTPONED = "postponed", pgettext_lazy("event", "postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


class ConclusionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("conclusion", "planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("conclusion", "in progress")
    DONE = "done", pgettext_lazy("conclusion", "done")
