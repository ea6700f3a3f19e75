"""Registers the kit with the admin."""

from django.db import models
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override

from portal import widgets
from portal.rich_text import LocalisedPageLinkHandler

register_form_field_override(models.DateField, override={"widget": widgets.DateInput})
register_form_field_override(models.DateTimeField, override={"widget": widgets.DateTimeInput})


@hooks.register("register_rich_text_features", order=100)
def register_link_handler(features):
    features.register_link_type(LocalisedPageLinkHandler)
