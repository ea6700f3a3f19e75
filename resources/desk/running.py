"""What the screens share with which a clerk runs a consultation."""

from django.http import Http404

from resources import permissions
from resources.desk.base import InConsultation


class RunningScreen(InConsultation):
    """A screen about one consultation, for whoever runs it."""

    access = staticmethod(permissions.may_run)
    #: Whether the screen has a meaning only once the consultation is announced.
    after_announcement = True

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.after_announcement and not self.consultation.announced_at:
            raise Http404
