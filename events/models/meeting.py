"""A meeting: what is the same in every language."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.choices import EventKind, EventState, Plan


class MeetingFacts(models.Model):
    """What, when, where and by whom: shared by the record and the page one types it on."""

    kind = models.CharField(pgettext_lazy("event", "kind"), max_length=30, choices=EventKind)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(
        _("place"), max_length=120, help_text=_("The building and room, for example: library.")
    )
    address = models.CharField(_("street and number"), max_length=120, blank=True)
    town = models.CharField(_("town"), max_length=80)
    organiser = models.ForeignKey(
        "portal_partnerships.Organisation",
        verbose_name=_("organiser"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty when the number is not limited."),
    )
    confirm_by = models.DateField(_("please confirm by"), null=True, blank=True)
    plan = models.CharField(
        pgettext_lazy("event", "what was decided"),
        max_length=20,
        choices=Plan,
        default=Plan.AS_PLANNED,
        help_text=_("Choose here that a meeting is off; the page stays and says so."),
    )

    FACTS = [
        "kind",
        "starts_at",
        "ends_at",
        "place",
        "address",
        "town",
        "organiser",
        "capacity",
        "confirm_by",
        "plan",
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("A meeting ends after it starts.")})
        if (
            self.starts_at
            and self.confirm_by
            and self.confirm_by > timezone.localtime(self.starts_at).date()
        ):
            raise ValidationError(
                {"confirm_by": _("Choose a day before the meeting, or the day itself.")}
            )

    @property
    def where(self):
        return ", ".join(part for part in (self.place, self.address, self.town) if part)

    @property
    def one_day(self):
        return timezone.localtime(self.starts_at).date() == timezone.localtime(self.ends_at).date()

    @property
    def is_off(self):
        return self.plan != Plan.AS_PLANNED

    def state(self, now):
        if self.is_off:
            return EventState(self.plan)
        if now < self.starts_at:
            return EventState.PLANNED
        return EventState.RUNNING if now < self.ends_at else EventState.HELD

    def next_change(self, now):
        """The next moment at which `state` changes by itself, or `None`."""
        return next((moment for moment in (self.starts_at, self.ends_at) if moment > now), None)


class Meeting(MeetingFacts):
    """One meeting; pages of every language show it, and it outlives each of their drafts."""

    class Meta:
        verbose_name = pgettext_lazy("event", "meeting")
        verbose_name_plural = pgettext_lazy("event", "meetings")
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"]), models.Index(fields=["kind", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_start",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {timezone.localtime(self.starts_at):%d.%m.%Y}"
