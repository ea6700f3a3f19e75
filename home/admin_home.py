"""What waits for each person, on the first screen of the admin.

A list of duties, each shown to whoever may do it, whatever group gives the right. A duty is one
query; a thing to do is one link.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import TranslationSource

from events.choices import Plan
from events.models import EventPage
from partnerships.choices import MemberState
from partnerships.models import Organisation
from portal import outbox
from resources import permissions
from resources.choices import Approval
from resources.models import Consultation

#: More would hide what is urgent; the rest comes up as the first are done.
MOST = 5
CLOSES_SOON = timedelta(days=3)


@dataclass
class Thing:
    """One thing to do: where, and in which words."""

    url: str
    words: str


def _day(moment):
    return formats.date_format(timezone.localtime(moment), "j E")


def _edit(page, words):
    return Thing(reverse("wagtailadmin_pages:edit", args=[page.pk]), words)


# --- Pages -----------------------------------------------------------------------------------


def _may_publish(user):
    return PagePermissionPolicy().user_has_permission(user, "publish")


def _publishable(user):
    return PagePermissionPolicy().instances_user_has_permission_for(user, "publish").values("pk")


def _events():
    """Original pages of events that are not off."""
    return (
        EventPage.objects.filter(
            live=True, locale__language_code=settings.LANGUAGE_CODE, meeting__plan=Plan.AS_PLANNED
        )
        .select_related("meeting")
        .defer_streamfields()
    )


def reports_to_write(user, now):
    over = _events().filter(meeting__ends_at__lte=now, reported=False, pk__in=_publishable(user))
    for page in over.order_by("-meeting__ends_at")[:MOST]:
        yield _edit(
            page,
            _("%(title)s, held on %(day)s")
            % {"title": page.title, "day": _day(page.meeting.starts_at)},
        )


def drafts_to_publish(user, now):
    drafts = Page.objects.filter(
        has_unpublished_changes=True, alias_of=None, pk__in=_publishable(user)
    ).select_related("locale")
    for page in drafts.order_by("-latest_revision_created_at", "pk")[:MOST]:
        sentence = (
            _("%(title)s (%(language)s): changed since it was published")
            if page.live
            else _("%(title)s (%(language)s): never published")
        )
        yield _edit(
            page,
            sentence % {"title": page.draft_title, "language": page.locale.get_display_name()},
        )


def coming_meetings(user, now):
    for page in _events().coming(now)[:MOST]:
        yield _edit(
            page,
            _("%(title)s, %(day)s, %(place)s")
            % {
                "title": page.title,
                "day": _day(page.meeting.starts_at),
                "place": page.meeting.place,
            },
        )


# --- Consultations ---------------------------------------------------------------------------


def _with_remarks(now, **state):
    """Announced consultations with `n`, the number of accepted remarks in this state."""
    counted = Q(
        submissions__confirmed_at__isnull=False, submissions__withdrawn_at__isnull=True, **state
    )
    return (
        Consultation.objects.filter(announced_at__isnull=False, results_at=None)
        .annotate(n=Count("submissions__remarks", filter=counted))
        .filter(n__gt=0)
        .order_by("closes_at")
    )


def _assigned_to(user):
    """The condition of the desk's filter "mine to answer", seen from a consultation."""
    remark = "submissions__remarks__"
    return (
        Q(**{f"{remark}handling__clerk": user})
        | Q(**{f"{remark}handling__substitute": user})
        | Q(**{"clerk": user, f"{remark}handling__clerk": None})
        | Q(**{"substitute": user, f"{remark}handling__substitute": None})
    )


def _unanswered(user, now):
    """Consultations with `n` remarks without an answer, `mine` of them this person's."""
    open_remarks = Q(
        submissions__confirmed_at__isnull=False,
        submissions__withdrawn_at__isnull=True,
        submissions__remarks__response=None,
    )
    mine = Count("submissions__remarks", filter=open_remarks & _assigned_to(user))
    return _with_remarks(now, submissions__remarks__response=None).annotate(mine=mine)


def _remarks(consultation, count, query):
    return Thing(
        reverse("desk-consultation", args=[consultation.pk]) + query,
        ngettext("%(count)s remark: %(title)s", "%(count)s remarks: %(title)s", count)
        % {"count": count, "title": consultation.title},
    )


def my_remarks(user, now):
    for consultation in _unanswered(user, now).filter(mine__gt=0)[:MOST]:
        yield _remarks(consultation, consultation.mine, "?state=none&who=mine")


def unanswered_remarks(user, now):
    for consultation in _unanswered(user, now).filter(n__gt=F("mine"))[:MOST]:
        yield _remarks(consultation, consultation.n - consultation.mine, "?state=none")


def mail_to_check(user, now):
    if count := outbox.to_check().count():
        yield Thing(
            reverse("desk-mail"),
            ngettext("%(count)s mail", "%(count)s mails", count) % {"count": count},
        )


def returned_answers(user, now):
    returned = {"submissions__remarks__response__approval": Approval.RETURNED}
    for consultation in _with_remarks(now, **returned)[:MOST]:
        yield Thing(
            reverse("desk-consultation", args=[consultation.pk]) + "?state=returned",
            ngettext("%(count)s answer: %(title)s", "%(count)s answers: %(title)s", consultation.n)
            % {"count": consultation.n, "title": consultation.title},
        )


def answers_to_decide(user, now):
    submitted = {"submissions__remarks__response__approval": Approval.SUBMITTED}
    for consultation in _with_remarks(now, **submitted)[:MOST]:
        yield Thing(
            reverse("desk-approval", args=[consultation.pk]),
            ngettext("%(count)s answer: %(title)s", "%(count)s answers: %(title)s", consultation.n)
            % {"count": consultation.n, "title": consultation.title},
        )


def consultations_to_announce(user, now):
    for consultation in Consultation.objects.filter(announced_at=None).order_by("opens_at")[:MOST]:
        yield Thing(
            reverse("desk-consultation", args=[consultation.pk]),
            _("%(title)s, opening: %(day)s")
            % {"title": consultation.title, "day": _day(consultation.opens_at)},
        )


def answers_to_publish(user, now):
    """Consultations of which nobody can confirm a remark any more and no answer is missing."""
    counted = Q(submissions__confirmed_at__isnull=False, submissions__withdrawn_at__isnull=True)
    approved = Q(submissions__remarks__response__approval=Approval.APPROVED)
    ready = (
        Consultation.objects.filter(announced_at__isnull=False, results_at=None)
        .filter(closes_at__lte=now - Consultation.CONFIRM_WITHIN)
        .annotate(n=Count("submissions__remarks", filter=counted))
        .filter(n=Count("submissions__remarks", filter=counted & approved))
    )
    for consultation in ready.order_by("closes_at")[:MOST]:
        yield Thing(reverse("desk-consultation", args=[consultation.pk]), consultation.title)


def closing_consultations(user, now):
    closing = Consultation.objects.filter(
        announced_at__isnull=False,
        opens_at__lte=now,
        closes_at__gt=now,
        closes_at__lte=now + CLOSES_SOON,
    )
    for consultation in closing.order_by("closes_at")[:MOST]:
        yield Thing(
            reverse("desk-consultation", args=[consultation.pk]),
            _("%(title)s, last day: %(day)s")
            % {
                "title": consultation.title,
                "day": formats.date_format(consultation.last_day, "j E"),
            },
        )


# --- Register --------------------------------------------------------------------------------


def _may_keep_register(user):
    return user.has_perm("portal_partnerships.change_organisation")


def applications(user, now):
    for organisation in Organisation.objects.filter(member_state=MemberState.APPLIED)[:MOST]:
        yield Thing(
            reverse(
                "wagtailsnippets_portal_partnerships_organisation:edit", args=[organisation.pk]
            ),
            organisation.name,
        )


# --- Translations ----------------------------------------------------------------------------


def _translates(user):
    """Who publishes may translate too, but it is the translators who are asked to."""
    return user.has_perm("wagtail_localize.submit_translation") and not _may_publish(user)


def _originals(user):
    own = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return Page.objects.filter(
        live=True,
        locale__language_code=settings.LANGUAGE_CODE,
        depth__gt=1,
        pk__in=own.values("pk"),
    ).order_by("depth", "path")


def pages_to_translate(user, now):
    translations = Page.objects.filter(
        translation_key=OuterRef("translation_key"), alias_of=None
    ).exclude(locale=OuterRef("locale"))
    for page in _originals(user).filter(~Exists(translations))[:MOST]:
        yield Thing(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), page.title)


def translations_to_renew(user, now):
    sources = TranslationSource.objects.filter(
        object=OuterRef("translation_key"),
        locale=OuterRef("locale"),
        translations__enabled=True,
        last_updated_at__lt=OuterRef("last_published_at"),
    )
    renewed = _originals(user).annotate(source=Subquery(sources.values("pk")[:1]))
    for page in renewed.filter(source__isnull=False)[:MOST]:
        yield Thing(reverse("wagtail_localize:update_translations", args=[page.source]), page.title)


#: Who may do it, what it is called, the things of that kind that wait; urgent kinds first.
DUTIES = [
    (permissions.may_approve, gettext_lazy("Answers for you to decide"), answers_to_decide),
    (permissions.may_run, gettext_lazy("Consultations to announce"), consultations_to_announce),
    (permissions.may_run, gettext_lazy("Consultations that close soon"), closing_consultations),
    (permissions.may_run, gettext_lazy("Answers to publish"), answers_to_publish),
    (permissions.may_answer, gettext_lazy("Answers returned to you"), returned_answers),
    (permissions.may_answer, gettext_lazy("Remarks for you to answer"), my_remarks),
    (permissions.may_answer, gettext_lazy("Remarks without an answer"), unanswered_remarks),
    (permissions.may_run, gettext_lazy("Mail that may not have arrived"), mail_to_check),
    (_may_keep_register, gettext_lazy("Organisations that want to join"), applications),
    (_may_keep_register, gettext_lazy("Next meetings"), coming_meetings),
    (_may_publish, gettext_lazy("Events without a report"), reports_to_write),
    (_may_publish, gettext_lazy("Pages with changes not yet published"), drafts_to_publish),
    (_translates, gettext_lazy("Translations older than their page"), translations_to_renew),
    (_translates, gettext_lazy("Pages without a translation"), pages_to_translate),
]


class NextPanel(Component):
    """What waits for the one who looks."""

    name = "next"
    template_name = "home/admin/next.html"
    order = 10

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        now = timezone.now()
        mine = [(name, things) for allowed, name, things in DUTIES if allowed(user)]
        waiting = [(name, found) for name, things in mine if (found := list(things(user, now)))]
        return {"duties": waiting, "has_duties": bool(mine)}
