"""The check list before a consultation is announced, and the act itself."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from resources.desk.running import RunningScreen
from resources.models import Consultation
from resources.services import announcing


class AnnounceView(RunningScreen):
    """What is checked before announcing, by itself; the desk shows the same."""

    template_name = "resources/admin/checklist.html"
    page_title = gettext_lazy("Announce")
    after_announcement = False

    def get(self, request, *args, **kwargs):
        if self.consultation.announced_at:
            return redirect("desk-consultation", self.consultation.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        # One tick stands for all warnings that were on the screen.
        shown = request.POST.get("warnings", "").split()
        read = shown if request.POST.get("read") else []
        try:
            announcing.announce(self.consultation, timezone.now(), read)
        except ValidationError as error:
            self.tell(error)
            return redirect("desk-announce", self.consultation.pk)
        except Consultation.DoesNotExist:
            raise Http404 from None  # deleted just now, in another window
        messages.success(request, _("The consultation is announced; its text is frozen."))
        return redirect("desk-consultation", self.consultation.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(state="prepared", **kwargs)
