"""Addresses of the site that are not pages."""

from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("szukaj/", TemplateView.as_view(template_name="home/search.html"), name="search"),
]
