"""How a reader comes to a page, or is asked who they are first."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.models import Page, Site


def serve(request, path):
    """Wagtail's view, which would ask the database once more in every language but the first."""
    site = Site.find_for_request(request)
    home = site and (
        Page.objects.live()
        .filter(
            translation_key=site.root_page.translation_key, locale__language_code=get_language()
        )
        .select_related("locale")
        .first()
    )
    if home:
        components = [component for component in path.split("/") if component]
        found = home.specific
        found.locale = home.locale
        try:
            # Where Wagtail itself keeps what it has found.
            request._wagtail_route_for_request = found.route(request, components)
        except Http404:
            request._wagtail_route_for_request = None
    return views.serve(request, path)


@require_safe
def sign_in(request):
    """One way in: who asks for a private page signs in where editors do and comes back.

    Who is signed in already may not see the page; to ask again would lead in a circle.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    back = request.GET.get(REDIRECT_FIELD_NAME, "/")
    return redirect_to_login(back, reverse("wagtailadmin_login"))
