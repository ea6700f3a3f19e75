"""All consultations, with what is left to do in each."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from resources import permissions
from resources.choices import Approval
from resources.desk.base import DeskBase
from resources.models import Consultation


class DeskIndexView(DeskBase):
    """All consultations, with what is left to do in each."""

    template_name = "resources/admin/desk_index.html"
    page_title = gettext_lazy("Consultations")

    def get_context_data(self, **kwargs):
        now = timezone.now()
        accepted = Q(
            submissions__confirmed_at__isnull=False, submissions__withdrawn_at__isnull=True
        )
        consultations = Consultation.objects.annotate(
            remarks=Count("submissions__remarks", filter=accepted),
            answered=Count(
                "submissions__remarks",
                filter=accepted & Q(submissions__remarks__response__approval=Approval.APPROVED),
            ),
            put_forward=Count(
                "submissions__remarks",
                filter=accepted & Q(submissions__remarks__response__approval=Approval.SUBMITTED),
            ),
        )
        return super().get_context_data(
            consultations=[(c, c.state(now).label) for c in consultations],
            may_prepare=permissions.may_prepare(self.request.user),
            **kwargs,
        )
