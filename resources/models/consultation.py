"""A consultation and the frozen text that it is about."""

from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from portal.append_only import AppendOnly
from portal.blocks import TEXT_FEATURES
from portal.models import PortalPage
from resources import outline
from resources.choices import (
    Change,
    Channel,
    ConsultationState,
    Element,
    ReceiptRule,
    Shown,
    UnitKind,
)
from resources.models.texts import refuse_expiry


def online_and_paper():
    return [Channel.ONLINE, Channel.EMAIL, Channel.PAPER_DESK, Channel.POST, Channel.EDOR]


class Consultation(models.Model):
    """One consultation of one text, from the mayor's order to the published answers.

    Its state follows from dates and acts. The window is half-open: a remark counts when
    `opens_at <= received < closes_at`; "until 30 November" is 1 December 00:00 in Warsaw.
    """

    #: A remark sent in time counts when it is confirmed within this time.
    CONFIRM_WITHIN = timedelta(hours=72)
    #: Days that a council of public benefit has for its opinion; after them silence is a waiver.
    COUNCIL_DAYS = 14

    title = models.CharField(pgettext_lazy("consultation", "title"), max_length=250)
    text_page = models.ForeignKey(
        Page,
        verbose_name=_("page with the consulted text"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    without_text = models.BooleanField(
        _("there is no text yet: assumptions are consulted"),
        default=False,
        help_text=_("Remarks are then taken on the whole, before a text exists."),
    )
    case_no = models.CharField(_("Case number"), max_length=60, blank=True)
    handled_by = models.CharField(_("Case handled by"), max_length=120, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("clerk"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Gets new remarks to answer, unless they are assigned to somebody else."),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("substitute"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    order_no = models.CharField(_("number of the mayor's order"), max_length=60, blank=True)
    order_date = models.DateField(_("date of the order"), null=True, blank=True)
    local_resolution = models.CharField(
        _("Local consultation resolution"),
        max_length=250,
        blank=True,
        help_text=_("Council resolution under art. 5(5): number, date."),
    )
    channels = models.CharField(
        _("How to comment"),
        max_length=250,
        blank=True,
        help_text=_("All ways that the resolution allows, not only online."),
    )
    accepted_channels = models.JSONField(
        _("ways in which remarks are taken"), default=online_and_paper, blank=True
    )
    receipt_rule = models.CharField(
        _("a remark sent by post is in time by"),
        max_length=10,
        choices=ReceiptRule,
        default=ReceiptRule.RECEIPT,
    )
    signature_required = models.BooleanField(_("remarks on paper must be signed"), default=True)
    least_days = models.PositiveSmallIntegerField(
        _("least number of days"), default=14, help_text=_("As the council's resolution says.")
    )
    residents_admitted = models.BooleanField(
        _("residents may comment too"),
        default=False,
        help_text=_("Residents are not addressees of art. 5a: tick only with a local basis."),
    )
    remarks_shown = models.CharField(
        _("remarks and names of organisations appear"),
        max_length=12,
        choices=Shown,
        default=Shown.WITH_ANSWERS,
        help_text=_("Names of private persons never do."),
    )
    bip_url = models.URLField(_("announcement in the BIP"), blank=True)
    board_from = models.DateField(_("on the notice board from"), null=True, blank=True)
    board_to = models.DateField(_("on the notice board to"), null=True, blank=True)
    privacy_short = models.TextField(
        _("personal data in two sentences"), blank=True, max_length=600
    )
    privacy_clause = RichTextField(
        _("How we process personal data"), blank=True, features=["h3", *TEXT_FEATURES]
    )
    retention_years = models.PositiveSmallIntegerField(
        _("years for which senders' data are kept"), default=5
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(
        _("closes"),
        help_text=_("The first moment after the last day: “until 30 November” is 1 December 0:00."),
    )
    answers_due = models.DateField(_("answers by"), null=True, blank=True)
    session_on = models.DateField(_("council session"), null=True, blank=True)
    has_council = models.BooleanField(
        _("there is a council of public benefit (RDPP)"), default=False
    )
    council_delivered_on = models.DateField(
        _("draft delivered to the RDPP on"), null=True, blank=True
    )
    council_opinion_on = models.DateField(_("opinion of the RDPP given on"), null=True, blank=True)
    council_opinion = models.TextField(_("opinion of the RDPP"), blank=True, max_length=6000)
    announced_at = models.DateTimeField(_("announced"), null=True, blank=True, editable=False)
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True, editable=False)
    results_at = models.DateTimeField(_("answers published"), null=True, blank=True, editable=False)

    results_override = models.TextField(
        _("why the answers were published with some missing"), blank=True, editable=False
    )

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-opens_at"]
        permissions = [
            ("answer_remarks", "Can draft answers and put them forward"),
            ("approve_answers", "Can approve answers"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="closes_after_opening"
            )
        ]

    def __str__(self):
        return self.title

    def title_in(self, language):
        """As the office wrote it, or translated, where the page in that language is."""
        if language == settings.LANGUAGE_CODE:
            return self.title
        return self._titles.get(language, self.title)

    @cached_property
    def _titles(self):
        """By language, what its pages are called, read once for mails to many."""
        return dict(self.pages.live().values_list("locale__language_code", "title"))

    #: What the announcement promised; only an extension moves the close, and is logged.
    ANNOUNCED = [
        "text_page",
        "without_text",
        "opens_at",
        "closes_at",
        "residents_admitted",
        "least_days",
        "receipt_rule",
    ]

    def clean(self):
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The consultation must close after it opens.")})
        before = Consultation.objects.filter(pk=self.pk).first()
        if before and before.announced_at:
            errors = {
                name: _("This was announced and stays. To give more time, extend the consultation.")
                for name in self.ANNOUNCED
                if getattr(self, name) != getattr(before, name)
            }
            order = Shown.values
            if order.index(self.remarks_shown) < order.index(before.remarks_shown):
                errors["remarks_shown"] = _(
                    "It was announced that remarks appear %(when)s. They may appear later than "
                    "that, but not earlier."
                ) % {"when": before.get_remarks_shown_display()}
            if errors:
                raise ValidationError(errors)

    def state(self, now):
        """The state at one reading of the clock."""
        if not self.announced_at:
            return ConsultationState.PREPARED
        if self.results_at:
            return ConsultationState.RESULTS
        if now < self.opens_at:
            return ConsultationState.PLANNED
        if now < self.closes_at:
            return ConsultationState.EXTENDED if self.extended_at else ConsultationState.OPEN
        return ConsultationState.CLOSED

    def is_open(self, now):
        """Whether a remark received at `now` is in time."""
        return bool(self.announced_at and self.opens_at <= now < self.closes_at)

    @property
    def last_day(self):
        """The last calendar day on which remarks are taken."""
        return timezone.localtime(self.closes_at - timedelta(seconds=1)).date()

    def days_left(self, now):
        """Calendar days to the last one; 0 is the last day itself."""
        return (self.last_day - timezone.localtime(now).date()).days

    @property
    def results_from(self):
        """Answers cannot be published while somebody may still confirm in time."""
        return self.closes_at + self.CONFIRM_WITHIN

    def next_change(self, now):
        """The next moment at which what pages say about this consultation changes by itself."""
        return min((m for m in (self.opens_at, self.closes_at) if m > now), default=None)

    @property
    def session_after_results(self):
        """The council's session, where it comes after the answers; else None."""
        if self.session_on and self.results_at:
            answered_on = timezone.localdate(self.results_at)
            return self.session_on if self.session_on >= answered_on else None
        return None

    @property
    def council_due(self):
        """The last day for the opinion of the council of public benefit, or None."""
        if self.council_delivered_on is None:
            return None
        return self.council_delivered_on + timedelta(days=self.COUNCIL_DAYS)

    def council_is_silent(self, now):
        """Whether the council's term has run out without an opinion, which is a waiver."""
        due = self.council_due if self.has_council else None
        return bool(due and not self.council_opinion_on and timezone.localdate(now) > due)

    def remarks_are_shown(self, now):
        """Whether the public reads remarks and the names of organisations now."""
        if self.results_at:
            return True
        if self.remarks_shown == Shown.AFTER_CLOSE:
            return now >= self.closes_at
        return self.remarks_shown == Shown.AT_ONCE

    @cached_property
    def version(self):
        """The newest version of the text; what one request shows and takes is the same one."""
        return self.versions.order_by("-number").first()

    def read_anew(self):
        """What may have changed before the lock was ours, in one query: dates and version."""
        fields = ["announced_at", "opens_at", "closes_at", "results_at"]
        newest = self.versions.order_by("-number")
        read = newest.values("pk", *(f"consultation__{name}" for name in fields)).first()
        for name in fields if read else ():
            setattr(self, name, read[f"consultation__{name}"])
        if read and read["pk"] != (self.version and self.version.pk):
            del self.version


class Extension(models.Model):
    """A logged and announced change of the closing date."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="extensions"
    )
    closed_at = models.DateTimeField(_("closed before"))
    closes_at = models.DateTimeField(_("closes now"))
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("decided"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.consultation}: {timezone.localtime(self.closes_at):%Y-%m-%d}"

    append_only = AppendOnly(free=("by",))


class TextVersion(models.Model):
    """A frozen version of a consulted text; remarks stay with the words they were made on."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="one_version_number")
        ]

    def __str__(self):
        return f"{self.consultation} · {self.number}"

    append_only = AppendOnly()

    @property
    def outline(self):
        """The units as a tree, not to be changed: it is shared by all who read this version."""
        return _frozen(self.pk, self.sha256, self.frozen_at)[0]

    @property
    def units_by_anchor(self):
        """Every unit of the outline, shared like that."""
        return _frozen(self.pk, self.sha256, self.frozen_at)[1]


@lru_cache(maxsize=16)
def _frozen(pk, *_identity):
    """Frozen rows never change, so that each process builds the tree of a version once."""
    roots = outline.from_rows(TextUnit.objects.filter(version=pk))
    return roots, MappingProxyType({unit.anchor: unit for root in roots for unit in root.walk()})


class TextUnit(models.Model):
    """One labelled level of a frozen text: chapter, §, ust., pkt or lit."""

    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=UnitKind)
    label = models.CharField(max_length=80)
    anchor = models.CharField(max_length=80)
    heading = models.CharField(max_length=250, blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    element = models.CharField(max_length=30, choices=Element, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "anchor"], name="one_anchor_a_version"),
            models.UniqueConstraint(fields=["version", "position"], name="one_position_a_version"),
        ]

    def __str__(self):
        return self.label

    append_only = AppendOnly()


class UnitMapping(models.Model):
    """Where a provision of one version went in the next, decided by an editor, never guessed."""

    old = models.ForeignKey(TextUnit, on_delete=models.PROTECT, related_name="became")
    new = models.ForeignKey(TextUnit, null=True, on_delete=models.PROTECT, related_name="came_from")
    change = models.CharField(max_length=10, choices=Change)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="one_mapping_a_pair"),
            models.CheckConstraint(
                condition=models.Q(change="removed", new__isnull=True)
                | (~models.Q(change="removed") & models.Q(new__isnull=False)),
                name="only_removed_goes_nowhere",
            ),
        ]

    append_only = AppendOnly()

    def __str__(self):
        return f"{self.old} → {self.new or '–'}"


class ConsultationPage(PortalPage):
    """The public page of a consultation: when, who, how, the remarks and the answers.

    Announcing makes it, below the page with the consulted text.
    """

    is_creatable = False
    private_page_options = []  # what was announced is public
    template = "resources/consultation_page.html"
    parent_page_types = ["portal_resources.ProgrammePage", "portal_resources.ConsultedTextPage"]
    subpage_types = []

    consultation = models.ForeignKey(
        Consultation,
        verbose_name=_("consultation"),
        on_delete=models.PROTECT,
        related_name="pages",
    )
    meeting_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("consultation meeting"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *PortalPage.content_panels,
        "introduction",
        "meeting_page",
    ]
    override_translatable_fields = [SynchronizedField("consultation", overridable=False)]

    class Meta:
        verbose_name = pgettext_lazy("page", "consultation")
        verbose_name_plural = pgettext_lazy("page", "consultations")

    def belongs_below(self, page):
        """Whether a page is the text of this consultation, in whatever language."""
        return page.translation_key == self.consultation.text_page.translation_key

    def clean(self):
        super().clean()
        refuse_expiry(self)

    def get_context(self, request, *args, **kwargs):
        from resources.reading import consultation_context

        context = super().get_context(request, *args, **kwargs)
        context.update(consultation_context(self, request))
        return context


def local_midnight(day):
    """The first moment of a calendar day on the municipality's clock."""
    return timezone.make_aware(
        datetime(day.year, day.month, day.day), timezone.get_default_timezone()
    )
