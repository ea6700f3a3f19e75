"""Mail of which nobody knows whether it arrived, or that was refused for days."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal import outbox
from portal.models import OutgoingMail
from resources import permissions
from resources.desk.base import DeskBase

PER_PAGE = 50


class MailView(DeskBase):
    """Uncertain and refused mails: to send again, or to note what is known of them."""

    template_name = "resources/admin/mail.html"
    page_title = gettext_lazy("Mail to check")
    header_icon = "mail"
    access = staticmethod(permissions.may_run)

    def post(self, request, *args, **kwargs):
        pk = request.POST.get("mail", "")
        mail = get_object_or_404(OutgoingMail, pk=pk if pk.isdecimal() and len(pk) < 18 else 0)
        acts = {
            "again": (outbox.send_again, _("The mail will be sent again.")),
            "arrived": (outbox.settle, _("Noted: the mail needs nothing more.")),
        }
        if request.POST.get("act") not in acts:
            raise Http404
        act, sentence = acts[request.POST["act"]]
        if act(mail, timezone.now()):
            messages.success(request, sentence)
        else:
            messages.warning(request, _("Somebody else has dealt with this mail already."))
        return redirect("desk-mail")

    def get_context_data(self, **kwargs):
        mails = Paginator(outbox.to_check(), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(mails=mails, **kwargs)
