"""The calendar and its events: an invitation before, a report after."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, PageManager, TranslatableMixin
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from events.choices import EventState
from events.feeds import EventFeed
from events.filters import PastEvents
from events.form_blocks import AgendaBlock, ConclusionsBlock, OpenQuestionsBlock, TotalsBlock
from events.formats import as_ics, as_json_ld
from events.models.meeting import Meeting, MeetingFacts
from portal.blocks import BodyBlock
from portal.cache import fresh_until
from portal.models import PortalPage
from portal.visibility import open_to_all


class EventQuerySet(PageQuerySet):
    def listed(self):
        """Events that anybody may see, with what a list shows of them, in one query."""
        return (
            open_to_all(self)
            .filter(meeting__isnull=False)
            .select_related("meeting", "locale")
            .defer_streamfields()
        )

    def coming(self, now):
        return self.filter(meeting__ends_at__gt=now).order_by("meeting__starts_at", "pk")

    def past(self, now):
        return self.filter(meeting__ends_at__lte=now).order_by("-meeting__starts_at", "-pk")

    def reported(self, now):
        return self.past(now).filter(reported=True)


class EventIndexPage(RoutablePageMixin, PortalPage):
    """The calendar: what comes, then what was, by year and kind."""

    max_count_per_parent = 1
    subpage_types = ["portal_events.EventPage"]
    template = "events/event_index_page.html"

    PER_PAGE = 12

    class Meta:
        verbose_name = _("calendar of events")
        verbose_name_plural = _("calendars of events")

    def events(self):
        return EventPage.objects.child_of(self).listed()

    def route(self, request, path_components):
        """Finds an event with its meeting at once: the way there is a good part of its cost."""
        if path_components:
            event = (
                EventPage.objects.child_of(self)
                .filter(slug=path_components[0])
                .select_related("meeting__organiser", "locale")
                .first()
            )
            if event:
                return event.route(request, path_components[1:])
        return super().route(request, path_components)

    @path("")
    def calendar(self, request):
        """The list; a page of it that does not exist is answered with the way back."""
        response = self.render(request)
        if response.context_data["past"].missing:
            response.template_name = "portal/no_such_list_page.html"
            response.status_code = 404
        return response

    @path("rss/", name="rss")
    def rss(self, request):
        return EventFeed(self, request)(request)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        past = PastEvents(self.events(), request.GET, now, self.PER_PAGE)
        coming = []
        if not past.asked and past.page.number == 1:
            coming = [event.row(now, request) for event in self.events().coming(now)]
        for row in coming:
            fresh_until(request, row["next_change"])
        return {
            **context,
            "coming": coming,
            "past": past,
            "rows": [event.row(now, request) for event in past.page],
            "rss_url": f"{self.get_url(request)}rss/",
        }


class EventPage(RoutablePageMixin, MeetingFacts, PortalPage):
    """One event, in the order in which one works: facts, invitation, report."""

    parent_page_types = ["portal_events.EventIndexPage"]
    subpage_types = []
    template = "events/event_page.html"
    preview_modes = [("invitation", _("Invitation")), ("report", _("Report"))]

    meeting = models.ForeignKey(
        Meeting, null=True, editable=False, on_delete=models.PROTECT, related_name="pages"
    )
    notice = models.CharField(
        _("what changed"),
        max_length=250,
        blank=True,
        help_text=_("Shown on top, for example: New date in January. We will write to you."),
    )
    audience = models.CharField(
        _("for whom"), max_length=150, blank=True, help_text=_("For example: NGOs and residents.")
    )
    access = models.TextField(
        _("getting there and accessibility"),
        max_length=500,
        blank=True,
        help_text=_("Steps, lift, hearing loop, sign language. One thing on a line."),
    )
    invitation = StreamField(BodyBlock(), verbose_name=_("text of the invitation"), blank=True)
    agenda = StreamField(AgendaBlock(), verbose_name=_("Agenda"), blank=True)

    report_lead = models.TextField(
        _("lead of the report"),
        max_length=500,
        blank=True,
        help_text=_("What came of it, in one or two sentences. Takes the place of the lead."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("text of the report"),
        blank=True,
        help_text=_("Readers see the report when the event is over and there is a text here."),
    )
    totals = StreamField(TotalsBlock(), verbose_name=_("In numbers"), blank=True)
    conclusions = StreamField(ConclusionsBlock(), verbose_name=_("Conclusions"), blank=True)
    open_questions = StreamField(
        OpenQuestionsBlock(), verbose_name=_("Questions to be answered later"), blank=True
    )
    quote = models.CharField(
        _("quotation"),
        max_length=300,
        blank=True,
        help_text=_("One sentence that somebody said, without a name."),
    )
    reported = models.BooleanField(default=False, editable=False)

    # A copy is another meeting; a translation finds its meeting again by itself.
    exclude_fields_in_copy = ["meeting"]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in MeetingFacts.FACTS
    ]

    content_panels = [
        FieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldRowPanel([FieldPanel("address"), FieldPanel("town")]),
                FieldPanel("organiser"),
                FieldRowPanel([FieldPanel("plan"), FieldPanel("notice")]),
            ],
            heading=_("1. What, when and where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("lead"),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("confirm_by")]),
                FieldPanel("invitation"),
                FieldPanel("agenda"),
                FieldPanel("access"),
            ],
            heading=_("2. Invitation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("report_lead"),
                FieldPanel("body"),
                FieldPanel("totals"),
                FieldPanel("conclusions"),
                FieldPanel("open_questions"),
                FieldPanel("quote"),
            ],
            heading=_("3. Report"),
        ),
        MultipleChooserPanel(
            "pictures",
            chooser_field_name="image",
            heading=_("Pictures"),
            label=pgettext_lazy("gallery", "picture"),
            help_text=_("Choose several at once; the first one is shown large."),
        ),
        MultipleChooserPanel(
            "attachments",
            chooser_field_name="document",
            heading=_("Attachments"),
            label=_("attachment"),
        ),
    ]
    search_fields = [
        *PortalPage.search_fields,
        index.SearchField("invitation"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("plan"),
        index.FilterField("starts_at"),
        index.FilterField("town"),
    ]

    objects = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = pgettext_lazy("page type", "event")
        verbose_name_plural = pgettext_lazy("page type", "events")

    @property
    def default_preview_mode(self):
        return "report" if self.body else "invitation"

    @property
    def access_points(self):
        return [line.strip() for line in self.access.splitlines() if line.strip()]

    @property
    def timed_agenda(self):
        """Points with the time at which each ends, which an editor gives as a length."""
        points = []
        for block in self.agenda:
            if block.block_type == "day":
                points.append({"day": block.value})
                continue
            start = block.value["time"]
            minutes = block.value["minutes"]
            end = (
                (datetime.combine(datetime.min, start) + timedelta(minutes=minutes)).time()
                if minutes
                else None
            )
            points.append({"value": block.value, "start": start, "end": end})
        return points

    @property
    def _record_language(self):
        """The language of facts, files and picture descriptions, where it is not the page's."""
        default = settings.LANGUAGE_CODE
        return "" if self.locale.language_code == default else default

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields"):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            self.reported = bool(self.body)
            result = super().save(*args, **kwargs)
            if self.live:
                self._keep_meeting()
        return result

    def _keep_meeting(self):
        """Makes or finds the record of this event; its first page also says what it holds."""
        versions = EventPage.objects.filter(translation_key=self.translation_key)
        facts = {name: getattr(self, name) for name in MeetingFacts.FACTS}
        meeting_id = versions.exclude(meeting=None).values_list("meeting_id", flat=True).first()
        if meeting_id is None:
            meeting_id = Meeting.objects.create(**facts).pk
        elif not versions.filter(pk__lt=self.pk).exists():
            Meeting.objects.filter(pk=meeting_id).update(**facts)
        self.meeting_id = meeting_id
        versions.filter(pk=self.pk).update(meeting=meeting_id)

    def took_place(self, now):
        """Whether readers are told that this meeting was held; reports of other plugins ask."""
        return self.live and self.meeting.state(now) == EventState.HELD

    def row(self, now, request=None):
        """What a list says about this event."""
        state = self.meeting.state(now)
        told = self.reported and self.meeting.ends_at <= now
        return {
            "page": self,
            "title": self.title,
            "url": self.get_url(request),
            "lead": self.report_lead or self.lead if told else self.lead,
            "meeting": self.meeting,
            "kind": self.meeting.get_kind_display(),
            "state": state,
            "told": told,
            "next_change": self.meeting.next_change(now),
        }

    @path("")
    def show(self, request):
        return self.render(request)

    @path("ics/", name="ics")
    def ics(self, request):
        """The date for the reader's own calendar."""
        response = HttpResponse(
            as_ics(self, self.meeting, self.get_full_url(request)),
            content_type="text/calendar; charset=utf-8",
        )
        response["Content-Disposition"] = f'attachment; filename="{self.slug}.ics"'
        return response

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        preview = getattr(request, "preview_mode", None)
        facts = self
        if self.meeting_id and not preview:
            facts = Meeting.objects.select_related("organiser").get(pk=self.meeting_id)
        fresh_until(request, facts.next_change(now))
        told = preview == "report" if preview else bool(self.body) and facts.ends_at <= now
        url = self.get_full_url(request)
        return {
            **context,
            "facts": facts,
            "state": facts.state(now),
            "told": told,
            "lead": (self.report_lead if told else "") or self.lead,
            "coming": facts.ends_at > now and not facts.is_off,
            "pictures": list(
                self.pictures.select_related("image").prefetch_related("image__renditions")
            ),
            "attachments": self.attachments.select_related("document"),
            "ics_url": f"{self.get_url(request)}ics/" if self.live else "",
            "may_confirm": facts.confirm_by and facts.confirm_by >= timezone.localdate(now),
            "record_language": self._record_language,
            "json_ld": as_json_ld(self, facts, url, now),
        }


class EventPicture(TranslatableMixin, Orderable):
    """A picture of the event; its description for those who do not see it is the image's."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=pgettext_lazy("gallery", "picture"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)

    panels = [FieldPanel("image"), FieldPanel("caption")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("picture of an event")
        verbose_name_plural = _("pictures of an event")

    def __str__(self):
        return self.caption or str(self.image)

    def clean(self):
        super().clean()
        if self.image_id and not self.image.description:
            raise ValidationError(
                {
                    "image": _(
                        "This picture has no description for people who do not see it. "
                        "Edit the picture, fill in the description, then save again."
                    )
                }
            )


class EventAttachment(Orderable):
    """A file that belongs to the event: minutes, conclusions, information pack."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("attachment"),
        on_delete=models.CASCADE,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("attachment of an event")
        verbose_name_plural = _("attachments of an event")

    def __str__(self):
        return str(self.document)
