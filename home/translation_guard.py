"""Page permissions for the translator's views.

wagtail-localize asks only whether somebody may submit translations at all. Whoever may do so in
one section could read and publish the drafts of every other. Here each act asks for the right to
the very pages that it reads, makes or publishes; the addresses stay the package's own.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.views import convert
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView


def _demand_edit(user, pages):
    """Stops somebody who may not edit each page of a queryset."""
    own = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    if pages.exclude(pk__in=own.values("pk")).exists():
        raise PermissionDenied


def _demand_publish(user, pages):
    """Stops somebody who may not publish each of these pages."""
    if not all(page.permissions_for_user(user).can_publish() for page in pages):
        raise PermissionDenied


class SubmitPage(SubmitPageTranslationView):
    """Making a translation needs the right to edit what is translated."""

    def get_object(self):
        page = super().get_object()
        _demand_edit(self.request.user, Page.objects.filter(pk=page.pk))
        return page

    def form_valid(self, form):
        if form.cleaned_data["include_subtree"]:
            _demand_edit(self.request.user, self.object.get_descendants())
        return super().form_valid(form)


class UpdateTranslations(UpdateTranslationsView):
    """Renewing translations needs the right to edit the source; publishing, to publish each."""

    def get_object(self):
        source = super().get_object()
        instance = source.get_source_instance()
        if isinstance(instance, Page):
            _demand_edit(self.request.user, Page.objects.filter(pk=instance.pk))
        return source

    def form_valid(self, form):
        if form.cleaned_data["publish_translations"]:
            targets = Page.objects.filter(
                translation_key=self.object.object_id,
                locale__in=self.object.translations.filter(enabled=True).values("target_locale"),
            )
            _demand_publish(self.request.user, targets)
        return super().form_valid(form)


def convert_to_alias(request, page_id):
    """An alias is as public as its source: making one needs the right to publish."""
    page = get_object_or_404(Page, pk=page_id)
    _demand_publish(request.user, [page])
    return convert.convert_to_alias(request, page_id)


class SnippetNames(SnippetViewSet):
    """Names of records are for those who may see the records."""

    def check_permissions(self, request):
        super().check_permissions(request)
        options = self.get_model()._meta
        actions = ("view", "change")
        if not any(
            request.user.has_perm(f"{options.app_label}.{action}_{options.model_name}")
            for action in actions
        ):
            raise PermissionDenied


#: Stand before the package's own, at the same addresses.
urlpatterns = [
    path("localize/submit/page/<int:page_id>/", SubmitPage.as_view()),
    path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
    path("localize/page/<int:page_id>/convert_to_alias/", convert_to_alias),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/",
        SnippetNames.as_view({"get": "list"}),
    ),
    path(
        "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
        SnippetNames.as_view({"get": "retrieve"}),
    ),
]
