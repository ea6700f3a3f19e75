"""The council of public benefit (RDPP), its term, and the council session."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.widgets import DateInput
from resources.desk.running import RunningScreen
from resources.forms import InOurTime
from resources.models import Consultation
from resources.services import checking, following, ledger


class CouncilForm(InOurTime, forms.ModelForm):
    """Facts that come after the announcement."""

    class Meta:
        model = Consultation
        fields = [
            "has_council",
            "council_delivered_on",
            "council_opinion_on",
            "council_opinion",
            "session_on",
        ]
        widgets = {
            "council_delivered_on": DateInput,
            "council_opinion_on": DateInput,
            "council_opinion": AdminAutoHeightTextInput,
            "session_on": DateInput,
        }

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        facts = super().clean()
        delivered, given = facts.get("council_delivered_on"), facts.get("council_opinion_on")
        for name in ("council_delivered_on", "council_opinion_on"):
            if facts.get(name) and facts[name] > self.today:
                self.add_error(name, _("This day is still to come."))
        if given and not delivered:
            self.add_error("council_delivered_on", _("Enter when the draft was delivered."))
        elif given and given < delivered:
            self.add_error(
                "council_opinion_on", _("The opinion cannot be older than the delivery.")
            )
        if (facts.get("council_opinion") or "").strip() and not given:
            self.add_error("council_opinion_on", _("Enter the day on which it was given."))
        if (delivered or given) and not facts.get("has_council"):
            self.add_error(
                "has_council", ValidationError(_("Tick it: the draft was delivered to the RDPP."))
            )
        return facts


class CouncilView(RunningScreen):
    template_name = "resources/admin/council.html"
    page_title = gettext_lazy("RDPP and council session")
    header_icon = "group"
    form = None

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            # Whoever publishes or extends meanwhile is waited for, so that nothing of it is undone.
            ledger.lock(self.consultation)
            self.form = self.make_form(request.POST)
            if not self.form.is_valid():
                return self.render_to_response(self.get_context_data(), status=422)
            self.form.save()
        messages.success(request, _("Saved. Readers see it on the consultation's page."))
        return redirect("desk-council", self.consultation.pk)

    def make_form(self, data=None):
        # Of its own: what is refused must not show in the facts above the form.
        consultation = Consultation.objects.get(pk=self.consultation.pk)
        return CouncilForm(data, instance=consultation, today=timezone.localdate())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.form or self.make_form(),
            deadlines=dict(checking.deadlines(self.consultation)),
            is_programme=self.is_programme,
            adopted=following.adopted_page(self.consultation),
            silent=self.consultation.council_is_silent(timezone.now()),
            **kwargs,
        )
