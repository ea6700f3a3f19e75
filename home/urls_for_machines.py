"""Addresses that are the same in every language; only search engines read them."""

from django.urls import path

from home import seo

urlpatterns = [
    path("sitemap.xml", seo.sitemap, name="sitemap"),
    path("robots.txt", seo.robots, name="robots"),
]
