"""Registers the plugin's screens and rules with the admin."""

from django.contrib.messages import get_messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from resources import desk, permissions, views
from resources.models import Consultation, ConsultationPage
from resources.models.texts import ConsultedText
from resources.viewsets import AnswerTemplateViewSet, ConsultationViewSet

consultation_viewset = ConsultationViewSet("consultations")
template_viewset = AnswerTemplateViewSet("answer-templates")


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [consultation_viewset, template_viewset]


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [
        path("remarks/", desk.DeskIndexView.as_view(), name="desk"),
        path("remarks/<int:pk>/", desk.DeskView.as_view(), name="desk-consultation"),
        path("remarks/<int:pk>/announce/", desk.AnnounceView.as_view(), name="desk-announce"),
        path(
            "remarks/<int:pk>/invitations/",
            desk.InvitationsView.as_view(),
            name="desk-invitations",
        ),
        path(
            "remarks/<int:pk>/invitations/file/",
            desk.InvitationFileView.as_view(),
            name="desk-invitation-file",
        ),
        path("remarks/<int:pk>/version/", desk.MappingView.as_view(), name="desk-mapping"),
        path("remarks/<int:pk>/council/", desk.CouncilView.as_view(), name="desk-council"),
        path("remarks/<int:pk>/approval/", desk.ApprovalView.as_view(), name="desk-approval"),
        path("remarks/<int:pk>/many/", desk.ManyView.as_view(), name="desk-many"),
        path("remarks/<int:pk>/enter/", desk.EnterView.as_view(), name="desk-enter"),
        path("remarks/answer/<int:pk>/", desk.AnswerView.as_view(), name="desk-answer"),
        path("remarks/<int:pk>/report/", desk.ReportView.as_view(), name="desk-report"),
        path("remarks/report/<int:pk>/", desk.ReportFileView.as_view(), name="desk-report-file"),
        path("remarks/archive/<int:pk>/", desk.CaseArchiveView.as_view(), name="desk-archive"),
        path("remarks/erasure/", desk.ErasureIndexView.as_view(), name="desk-erasures"),
        path("remarks/<int:pk>/erasure/", desk.ErasureView.as_view(), name="desk-erasure"),
        path(
            "remarks/attachment/<int:pk>/",
            views.StaffAttachmentView.as_view(),
            name="desk-attachment",
        ),
        path(
            "remarks/answer/<int:pk>/public/", desk.ModerationView.as_view(), name="desk-moderate"
        ),
        path(
            "remarks/answer/<int:pk>/public-answer/",
            desk.AnswerRedactionView.as_view(),
            name="desk-redact-answer",
        ),
        path(
            "remarks/answer/<int:pk>/withdraw/", desk.WithdrawalView.as_view(), name="desk-withdraw"
        ),
        path("remarks/mail/", desk.MailView.as_view(), name="desk-mail"),
    ]


class _DeskMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_read_record(request.user)


class _ErasureMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_erase(request.user)


class _SetUpMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.may_run(request.user)


@hooks.register("register_admin_menu_item")
def register_menu():
    items = [
        _DeskMenuItem(gettext_lazy("Remarks desk"), reverse("desk"), icon_name="comment", order=1),
        _SetUpMenuItem(
            gettext_lazy("Consultation set-up"),
            reverse(consultation_viewset.get_url_name("index")),
            icon_name="calendar-alt",
            order=2,
        ),
        _ErasureMenuItem(
            gettext_lazy("Erasing personal data"),
            reverse("desk-erasures"),
            icon_name="lock",
            order=8,
        ),
        template_viewset.get_menu_item(order=5),
        _SetUpMenuItem(
            gettext_lazy("Mail to check"), reverse("desk-mail"), icon_name="mail", order=6
        ),
    ]
    return SubmenuMenuItem(
        gettext_lazy("Consultations"), Menu(items=items), icon_name="comment", order=150
    )


def _holds_record(page, consultations):
    """Whether one of these consultations stands on this page or below it.

    A consultation's page below another text, to which it was copied, is not the record's own.
    """
    if isinstance(page.specific, ConsultationPage):
        if not page.specific.belongs_below(page.get_parent()):
            return False
        return consultations.filter(pk=page.specific.consultation_id).exists()
    keys = page.get_descendants(inclusive=True).values("translation_key")
    return consultations.filter(text_page__translation_key__in=keys).exists()


def _announced():
    return Consultation.objects.exclude(announced_at=None)


def _refuse(request, page, sentence):
    messages.error(request, sentence % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_delete_page")
def keep_page_with_record(request, page):
    """A page with a record is archived, not deleted."""
    if _holds_record(page, Consultation.objects.all()):
        return _refuse(
            request,
            page,
            _(
                "“%(title)s” holds the record of a consultation and cannot be deleted. "
                "You can mark the programme as archived."
            ),
        )


@hooks.register("before_unpublish_page")
def keep_record_public(request, page):
    """Deep links to an announced text and its answers work for years."""
    if _holds_record(page, _announced()):
        return _refuse(
            request,
            page,
            _("“%(title)s” belongs to an announced consultation and stays public."),
        )


def _refuse_move(request, page, destination):
    """The answer to a move that would tear a record from its text or close it, else None.

    Whoever could close it by moving might as well delete it.
    """
    own = page.specific
    if isinstance(own, ConsultationPage) and not own.belongs_below(destination):
        return _refuse(request, page, _("“%(title)s” stays below the text that was consulted."))
    if destination.get_view_restrictions().exists() and _holds_record(page, _announced()):
        return _refuse(
            request,
            page,
            _(
                "“%(title)s” belongs to an announced consultation and cannot be moved into a "
                "section that only some may read."
            ),
        )


@hooks.register("before_move_page")
def keep_record_in_its_place(request, page, destination):
    """Neither below another text nor where only some may read it."""
    return _refuse_move(request, page, destination)


@hooks.register("before_copy_page")
def keep_record_single(request, page):
    """Two pages of one consultation would both be cited."""
    if isinstance(page.specific, ConsultationPage):
        return _refuse(
            request,
            page,
            _(
                "“%(title)s” shows the record of a consultation and cannot be copied. To start "
                "from its text, copy the page with the text."
            ),
        )


@hooks.register("after_copy_page")
def begin_next_text(request, page, copy):
    """A copied text is the start of the next one: a draft without the old one's history."""
    if not isinstance(copy, ConsultedText):
        return None
    draft = copy.get_latest_revision_as_object()
    draft.begin_anew()
    draft.save(clean=False)
    kept = draft.save_revision(user=request.user, clean=False)
    draft.revisions.exclude(pk=kept.pk).delete()
    sentence = _(
        "This is a draft to work on. Its words are those of “%(title)s”, so please correct the "
        "years and dates in them. The consultation and the resolution have stayed there."
    )
    # Wagtail's own message is read, and so not shown: it links to the page that opens now.
    list(get_messages(request))
    messages.success(request, sentence % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_pages:edit", draft.pk)


@hooks.register("before_bulk_action")
def keep_records_in_bulk(request, action_type, objects, action_class_instance):
    """The same rules when several pages are chosen at once."""
    if action_type == "move":
        destination = action_class_instance.cleaned_form.cleaned_data["chooser"]
        for page in objects:
            if refused := _refuse_move(request, page, destination):
                return refused
    if action_type in ("delete", "unpublish"):
        kept = Consultation.objects.all() if action_type == "delete" else _announced()
        for page in objects:
            if hasattr(page, "get_descendants") and _holds_record(page, kept):
                messages.error(
                    request,
                    _("“%(title)s” belongs to an announced consultation and stays public.")
                    % {"title": page.get_admin_display_title()},
                )
                return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_admin_api")
def read_pages_only(admin_api):
    """The admin's API can delete, move and copy pages past these rules; no screen needs that."""
    from wagtail.admin.api.views import PagesAdminAPIViewSet

    class ReadPages(PagesAdminAPIViewSet):
        actions = {}

    admin_api.register_endpoint("pages", ReadPages)
