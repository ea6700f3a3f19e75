"""What every public page type shares."""

from http import HTTPMethod

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail.search import index


class PortalCopyForm(CopyForm):
    """Leaves out the subpages of a page above one of a kind that stays public.

    What was announced exists once; a copy would show it at a second address.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if _above_public(self.page):
            del self.fields["copy_subpages"]


class PortalPage(Page):
    """A public page with a lead: one or two sentences that say what the page is for."""

    lead = models.TextField(
        _("lead"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences under the title. They also appear in lists and search."),
    )

    copy_form_class = PortalCopyForm
    #: Pages are read; what readers send goes to views of its own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        abstract = True

    @property
    def description(self):
        """The sentence for search engines and shared links."""
        return self.search_description or self.lead

    @property
    def private_page_options(self):
        """None for a page above one of a kind that stays public: closing it would close both.

        What is closed already may still be opened.
        """
        if _above_public(self) and not self.view_restrictions.exists():
            return []
        return Page.private_page_options

    def get_view_restrictions(self):
        """The same as Wagtail's, in one query instead of two for a page that is no alias."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in ends])


def _above_public(page):
    """Whether a page of a kind that stays public lies below this one."""
    public = [model for model in get_page_models() if model.private_page_options == []]
    return page.get_descendants().type(*public).exists()
