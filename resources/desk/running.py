"""What the screens share with which a clerk runs a consultation."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin import messages

from resources import permissions
from resources.desk.base import DeskBase
from resources.models import Consultation


class RunningScreen(DeskBase):
    """A screen about one consultation, for whoever runs it."""

    access = staticmethod(permissions.may_run)
    #: Whether the screen has a meaning only once the consultation is announced.
    after_announcement = True

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        found = Consultation.objects.select_related("text_page")
        if self.after_announcement:
            found = found.exclude(announced_at=None)
        self.consultation = get_object_or_404(found, pk=kwargs["pk"])

    def crumbs(self):
        yield reverse("desk-consultation", args=[self.consultation.pk]), self.consultation.title

    def tell(self, error):
        """Shows the sentences of a refusal."""
        for sentence in error.messages:
            messages.error(self.request, sentence)

    def get_context_data(self, **kwargs):
        return super().get_context_data(consultation=self.consultation, **kwargs)
