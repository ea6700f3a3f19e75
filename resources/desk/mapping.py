"""A new version of an announced text: where did each provision with remarks go?"""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from resources.desk.running import RunningScreen
from resources.services import mapping


class MappingView(RunningScreen):
    """The announced text beside the page's text, and an editor's decisions."""

    template_name = "resources/admin/mapping.html"
    page_title = gettext_lazy("New version of the text")
    header_icon = "copy"
    comparison = None

    def post(self, request, *args, **kwargs):
        try:
            version, self.comparison = mapping.revise(
                self.consultation, request.POST, timezone.now()
            )
        except mapping.TextChanged as error:
            self.comparison = error.comparison
            self.tell(error)
            return self.render_to_response(self.get_context_data(), status=409)
        except ValidationError as error:
            self.tell(error)
            return redirect("desk-mapping", self.consultation.pk)
        if version is None:
            messages.error(request, _("Some provisions are not decided yet."))
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(
            request,
            _("Version %(number)s is frozen. Remarks stand beside the provisions that you chose.")
            % {"number": version.number},
        )
        return redirect("desk-consultation", self.consultation.pk)

    def get_context_data(self, **kwargs):
        comparison = self.comparison or mapping.compare(self.consultation)
        return super().get_context_data(
            comparison=comparison, version=self.consultation.version, **kwargs
        )
