"""Registers the kit with the admin."""

from django.db import models
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.staticfiles import versioned_static

from portal import widgets
from portal.rich_text import LocalisedPageLinkHandler

register_form_field_override(models.DateField, override={"widget": widgets.DateInput})
register_form_field_override(models.DateTimeField, override={"widget": widgets.DateTimeInput})


@hooks.register("register_rich_text_features", order=100)
def register_link_handler(features):
    features.register_link_type(LocalisedPageLinkHandler)


@hooks.register("insert_editor_js")
def let_a_save_end_before_the_next():
    return format_html('<script src="{}"></script>', versioned_static("portal/js/saving.js"))
