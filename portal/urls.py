"""All addresses of the portal."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import views

handler500 = "portal.views.server_error"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", views.media, name="media"),
    path("", include("home.urls_for_machines")),
]
if getattr(settings, "DEMO", False):
    urlpatterns.append(path("demo/", include("home.demo.urls")))

urlpatterns += i18n_patterns(
    path("", include("home.urls")),
    path("", include("resources.urls")),
    path("", include("home.urls_for_pages")),
    prefix_default_language=False,
)
