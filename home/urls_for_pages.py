"""Wagtail's addresses of the public site, all of them: its views stand nowhere else."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from home import views

urlpatterns = [
    path("_util/login/", views.sign_in, name="wagtailcore_login"),
    re_path(serve_pattern, views.serve, name="wagtail_serve"),
]
