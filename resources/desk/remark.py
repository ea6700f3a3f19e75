"""What the screens about one remark share, and the screen of one that was withdrawn."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from resources.choices import Who
from resources.desk.base import InConsultation
from resources.desk.history import history
from resources.desk.supporters import in_register
from resources.models import Remark, Support
from resources.services.refusals import NotCounting


class _OfRemark(InConsultation):
    """A screen about one remark that was confirmed."""

    def setup(self, request, *args, **kwargs):
        self.remark = get_object_or_404(
            Remark.objects.filter(submission__confirmed_at__isnull=False)
            .select_related(
                "submission__consultation",
                "submission__identity__organisation",
                "submission__entered_by",
                "response",
                "handling__clerk",
                "handling__substitute",
                "handling__opened_by",
                "unit__parent__parent__parent__parent",
            )
            .prefetch_related(
                Prefetch("submission__supports", Support.objects.select_related("organisation"))
            ),
            pk=kwargs["pk"],
        )
        super().setup(request, pk=self.remark.submission.consultation_id)
        # One object for all: the rule for late ones reads it through the submission.
        self.remark.submission.consultation = self.consultation

    def get_page_title(self):
        return _("Remark no. %(number)s: %(place)s") % {
            "number": self.remark.number,
            "place": self.remark.label or _("As a whole"),
        }

    def get_context_data(self, **kwargs):
        submission = self.remark.submission
        return super().get_context_data(
            remark=self.remark,
            submission=submission,
            identity=submission.identity,
            in_register=in_register(submission.identity) if submission.who != Who.RESIDENT else [],
            place=self.place(),
            **kwargs,
        )

    def background(self):
        """What came with the remark, and what was noted and done since."""
        return {
            "attachments": list(self.remark.submission.attachments.all()),
            "notes": self.remark.notes.select_related("by"),
            "history": history(self.remark),
        }

    def place(self):
        """The labelled levels from the chapter down to the remark's own."""
        levels, unit = [], self.remark.unit
        while unit:
            levels.insert(0, unit)
            unit = unit.parent
        return levels


class WithdrawnView(_OfRemark):
    """What a withdrawn remark was; there is nothing to do about it any more."""

    template_name = "resources/admin/withdrawn.html"
    #: The fields whose words are given back to who was typing when it was withdrawn.
    typed = ()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.background(), **kwargs)

    def post(self, request, *args, **kwargs):
        words = [request.POST.get(name, "").strip() for name in self.typed]
        context = self.get_context_data(refused=True, typed=[said for said in words if said])
        return self.render_to_response(context, status=409)


class OnRemark(_OfRemark):
    """A screen about one remark that counts; `typed` names the fields for words of its own."""

    typed = ()

    def dispatch(self, request, *args, **kwargs):
        if not self.remark.submission.withdrawn_at:
            try:
                return super().dispatch(request, *args, **kwargs)
            except NotCounting:
                pass  # withdrawn since it was read
        return WithdrawnView.as_view(typed=self.typed)(request, *args, **kwargs)
