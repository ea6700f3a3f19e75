"""The portal's addresses with those that exist in the demo only."""

from django.urls import include, path

from portal.urls import handler500, urlpatterns  # noqa: F401

urlpatterns = [path("demo/", include("home.demo.urls")), *urlpatterns]
