"""What every screen of the desk shares."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from resources import permissions


class DeskBase(permissions.RecordAccess, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "comment"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk"), "label": _("Remarks desk")},
            *({"url": url, "label": label} for url, label in self.crumbs()),
            {"url": "", "label": self.get_page_title()},
        ]

    def crumbs(self):
        return []
