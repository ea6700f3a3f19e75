"""Partnerships and networks: who works together, in what form, on what."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.documents import get_document_model_string

from partnerships.choices import (
    Founding,
    MemberRole,
    PartnershipForm,
    PartnershipLevel,
    TaskState,
)
from partnerships.wording import wording

from .organisations import Organisation


def _month(day, form):
    # Django names months as headings; inside a Polish or Ukrainian line they are lower case.
    words = date_format(day, form)
    return words if get_language() == "en" else words.lower()


class Partnership(ClusterableModel):
    """The facts of one partnership; pages of any language show them."""

    name = models.CharField(pgettext_lazy("partnership", "name"), max_length=200)
    level = models.CharField(
        _("level"),
        max_length=20,
        choices=PartnershipLevel,
        default=PartnershipLevel.PARTNERSHIP,
    )
    network = models.ForeignKey(
        "self",
        verbose_name=_("belongs to the network"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partnerships",
    )
    form = models.CharField(
        _("form"), max_length=20, choices=PartnershipForm, default=PartnershipForm.INFORMAL
    )
    founding = models.CharField(
        _("how it was founded"), max_length=20, choices=Founding, default=Founding.CIVIC
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    agreement = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("Cooperation agreement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agreement_signed_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    seat = models.ForeignKey(
        Organisation,
        verbose_name=_("Seat"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The partner in whose rooms the partnership works."),
    )
    open_to_join = models.BooleanField(_("new partners can join"), default=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_hours_pl = models.CharField(_("hours of contact (Polish)"), max_length=120, blank=True)
    contact_hours_en = models.CharField(_("hours of contact (English)"), max_length=120, blank=True)
    contact_hours_uk = models.CharField(
        _("hours of contact (Ukrainian)"), max_length=120, blank=True
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = pgettext_lazy("record", "partnership")
        verbose_name_plural = pgettext_lazy("record", "partnerships")

    def __str__(self):
        return self.name

    def clean(self):
        if self.network_id and self.network_id == self.pk:
            raise ValidationError({"network": _("A network cannot belong to itself.")})

    @property
    def admin_url(self):
        """Where partners and work plan are edited."""
        return reverse(self.snippet_viewset.get_url_name("edit"), args=[self.pk])

    @property
    def contact_hours(self):
        return wording(self, "contact_hours")


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Partners of today that the public may see, in Polish order."""
        return (
            self.filter(left_on__isnull=True, organisation__in=Organisation.objects.public())
            .select_related("organisation")
            .order_by("organisation__sort_key", "pk")
        )


class Membership(models.Model):
    """One organisation in one partnership: its role and what it brings."""

    partnership = ParentalKey(Partnership, related_name="memberships", on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        related_name="memberships",
        on_delete=models.PROTECT,
    )
    role = models.CharField(
        pgettext_lazy("partnership", "role"),
        max_length=20,
        choices=MemberRole,
        default=MemberRole.PARTNER,
    )
    formal = models.BooleanField(
        _("has signed the agreement"),
        default=False,
        help_text=_("A solid line on the map; without it the line is dashed."),
    )
    contribution_pl = models.CharField(_("contribution (Polish)"), max_length=200, blank=True)
    contribution_en = models.CharField(_("contribution (English)"), max_length=200, blank=True)
    contribution_uk = models.CharField(_("contribution (Ukrainian)"), max_length=200, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner in a partnership")
        verbose_name_plural = _("partners in a partnership")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"],
                condition=models.Q(left_on__isnull=True),
                name="one_current_membership_each",
                violation_error_message=_("This organisation is already a partner."),
            )
        ]

    def __str__(self):
        return f"{self.organisation} – {self.partnership}"

    def clean(self):
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            raise ValidationError(
                {"left_on": _("An organisation cannot leave before it has joined.")}
            )

    @property
    def contribution(self):
        return wording(self, "contribution")

    @property
    def is_leader(self):
        return self.role == MemberRole.LEADER


class WorkPlanTask(models.Model):
    """One task of a partnership's work plan, with its term and who answers for it."""

    partnership = ParentalKey(Partnership, related_name="tasks", on_delete=models.CASCADE)
    title_pl = models.CharField(_("task (Polish)"), max_length=200)
    title_en = models.CharField(_("task (English)"), max_length=200, blank=True)
    title_uk = models.CharField(_("task (Ukrainian)"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(pgettext_lazy("term", "to"), null=True, blank=True)
    responsible = models.ForeignKey(
        Organisation,
        verbose_name=_("who answers for it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Leave empty when all partners do."),
    )
    state = models.CharField(
        pgettext_lazy("task", "state"), max_length=20, choices=TaskState, default=TaskState.PLANNED
    )
    result_pl = models.CharField(_("what came of it (Polish)"), max_length=300, blank=True)
    result_en = models.CharField(_("what came of it (English)"), max_length=300, blank=True)
    result_uk = models.CharField(_("what came of it (Ukrainian)"), max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("task of the work plan")
        verbose_name_plural = _("Work plan")

    def __str__(self):
        return self.title_pl

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("A task cannot end before it starts.")})

    @property
    def title(self):
        return wording(self, "title")

    @property
    def result(self):
        return wording(self, "result")

    @property
    def is_overdue(self):
        """Past its term and neither done nor dropped, on the municipality's calendar."""
        return (
            self.state in (TaskState.PLANNED, TaskState.IN_PROGRESS)
            and (self.ends_on or self.starts_on) < timezone.localdate()
        )

    @property
    def is_now(self):
        return self.state == TaskState.IN_PROGRESS

    @property
    def is_done(self):
        return self.state == TaskState.DONE

    @property
    def term(self):
        """The months in words: "maj–czerwiec 2026"."""
        last = self.ends_on or self.starts_on
        if (self.starts_on.year, self.starts_on.month) == (last.year, last.month):
            return _month(last, "F Y")
        first = _month(self.starts_on, "F" if self.starts_on.year == last.year else "F Y")
        return f"{first}–{_month(last, 'F Y')}"

    @property
    def state_today(self):
        return pgettext("task.state", "overdue") if self.is_overdue else self.get_state_display()
