"""The clerk's own work on a consultation: notes, assignments, templates, invitations, requests.

All of it is seen by staff alone and outside the record, but for the requests for erasure and what
was decided of them.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.append_only import AppendOnly
from portal.models import OutgoingMail
from resources.choices import Decision, ErasureCause, ErasureScope, Outcome
from resources.models.consultation import Consultation
from resources.models.record import Remark, Submission, Support


def _user(**kwargs):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", **kwargs
    )


class Handling(models.Model):
    """Who works on the answer to a remark."""

    remark = models.OneToOneField(Remark, on_delete=models.CASCADE, related_name="handling")
    clerk = _user(verbose_name=_("clerk"), blank=True)
    substitute = _user(verbose_name=_("substitute"), blank=True)
    opened_by = _user(verbose_name=_("opened by"))
    opened_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.remark}: {self.clerk or '–'}"


class Note(models.Model):
    """An internal note on a remark; never public."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    at = models.DateTimeField()
    by = _user()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:60]


class AnswerTemplate(models.Model):
    """Words for an answer that is often given, to start from."""

    title = models.CharField(pgettext_lazy("answer template", "title"), max_length=120)
    outcome = models.CharField(_("Outcome"), max_length=14, choices=Outcome)
    reason = models.TextField(pgettext_lazy("outcome", "Reason"), max_length=6000)

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        ordering = ["title"]

    def __str__(self):
        return self.title


class Invitation(models.Model):
    """That an organisation of the register was invited to take part, and what came of it."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="invitations"
    )
    organisation = models.ForeignKey(
        "portal_partnerships.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    mail = models.OneToOneField(
        OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    at = models.DateTimeField()
    by = _user()
    bounced_at = models.DateTimeField(_("returned as undeliverable"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="one_invitation_each"
            )
        ]

    def __str__(self):
        return f"{self.consultation}: {self.organisation}"


class ErasureRequest(models.Model):
    """That somebody's data should be erased; the controller decides, not a button or the clock.

    It is about the sender of the submission, or about one who joined it (`support`).
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="erasure_requests"
    )
    support = models.ForeignKey(
        Support, null=True, on_delete=models.PROTECT, related_name="erasure_requests"
    )
    cause = models.CharField(max_length=10, choices=ErasureCause, default=ErasureCause.REQUEST)
    received_at = models.DateTimeField(pgettext_lazy("request", "received"))
    how = models.CharField(
        pgettext_lazy("request", "how it came"),
        max_length=300,
        blank=True,
        help_text=_("By whom, by letter…"),
    )
    entered_by = _user()
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.PENDING
    )
    scope = models.CharField(
        pgettext_lazy("erasure", "what is erased"),
        max_length=10,
        choices=ErasureScope,
        default=ErasureScope.IDENTITY,
    )
    reason = models.TextField(pgettext_lazy("decision", "Reason"), blank=True, max_length=2000)
    decided_at = models.DateTimeField(null=True)
    decided_by = _user()

    class Meta:
        ordering = ["received_at", "pk"]

    append_only = AppendOnly(
        free=("entered_by", "decided_by"), once=("decided_at", "decision", "scope", "reason")
    )

    def __str__(self):
        return f"{self.submission}: {self.get_decision_display()}"
