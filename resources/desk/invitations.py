"""Whom of the register the clerk has invited, and what came of it."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.admin import messages

from portal.models import OutgoingMail
from resources.desk.running import RunningScreen
from resources.services import inviting

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class InvitationsView(RunningScreen):
    """Every organisation to invite, with its invitation."""

    template_name = "resources/admin/invitations.html"
    page_title = gettext_lazy("Invitations")
    header_icon = "mail"

    def post(self, request, *args, **kwargs):
        now, act = timezone.now(), request.POST.get("act", "")
        try:
            if act == "invite":
                count = inviting.invite(self.consultation, request.user, now)
                sentence = ngettext(
                    "%(count)s invitation is on its way.",
                    "%(count)s invitations are on their way.",
                    count,
                )
                messages.success(request, sentence % {"count": count})
            elif act == "letters":
                count = inviting.note_letters(self.consultation, request.user, now)
                sentence = ngettext(
                    "%(count)s invitation by letter is noted.",
                    "%(count)s invitations by letter are noted.",
                    count,
                )
                messages.success(request, sentence % {"count": count})
            elif act == "returned":
                invitation = self.invitation()
                inviting.note_return(invitation, now)
                self.say(_("It is noted that the invitation came back: %(name)s."), invitation)
            elif act == "arrived":
                invitation = self.invitation()
                inviting.note_arrival(invitation)
                self.say(_("It is noted that the invitation arrived: %(name)s."), invitation)
            elif act == "again":
                invitation = self.invitation()
                inviting.invite_again(invitation, request.user, now)
                self.say(_("The invitation is sent again: %(name)s."), invitation)
            else:
                raise Http404
        except ValidationError as error:
            self.tell(error)
        return redirect("desk-invitations", self.consultation.pk)

    def say(self, sentence, invitation):
        messages.success(self.request, sentence % {"name": invitation.organisation.name})

    def invitation(self):
        pk = self.request.POST.get("invitation", "")
        return get_object_or_404(
            self.consultation.invitations.select_related("consultation", "organisation", "mail"),
            pk=pk if pk.isdecimal() and len(pk) < 18 else 0,
        )

    def get_context_data(self, **kwargs):
        invitations = {
            invitation.organisation_id: invitation
            for invitation in self.consultation.invitations.select_related("organisation", "mail")
        }
        people = {organisation.pk: organisation for organisation in inviting.organisations()}
        # One that has left the register since is still shown with its invitation.
        people |= {pk: invitation.organisation for pk, invitation in invitations.items()}
        rows = [
            (organisation, invitations.get(organisation.pk))
            for organisation in sorted(people.values(), key=lambda o: o.sort_key)
        ]
        waiting = [organisation for organisation, invitation in rows if invitation is None]
        is_over = timezone.now() >= self.consultation.closes_at
        return super().get_context_data(
            rows=[(o, i, *_state(i, is_over)) for o, i in rows],
            by_mail=sum(1 for organisation in waiting if organisation.email),
            by_letter=sum(1 for organisation in waiting if not organisation.email),
            told=_told(invitations.values()),
            is_over=is_over,
            **kwargs,
        )


def _told(invitations):
    """How many were invited in each way, and how many of these invitations came back."""
    return {
        "all": len(invitations),
        "letters": sum(1 for invitation in invitations if invitation.mail is None),
        "returned": sum(1 for invitation in invitations if invitation.bounced_at),
    }


def _state(invitation, is_over):
    """What came of an invitation in words, and whether it can be sent again."""
    if invitation is None and is_over:
        return pgettext("invitation", "not invited"), False
    if invitation is None:
        return pgettext("invitation", "not invited yet"), False
    if invitation.bounced_at:
        return pgettext("invitation", "came back"), bool(invitation.organisation.email)
    if invitation.mail is None:
        return pgettext("invitation", "by letter"), False
    failed = invitation.mail.state == OutgoingMail.State.FAILED
    return invitation.mail.get_state_display(), failed


class InvitationFileView(RunningScreen):
    """Letters and addresses for those whom a mail does not reach, or for all."""

    def get(self, request, *args, **kwargs):
        addressees = inviting.organisations()
        wanted = request.GET.get("form", "letters")
        if wanted == "e-delivery":
            content = inviting.e_delivery_addresses(addressees)
            name, content_type = "e-doreczenia.csv", "text/csv; charset=utf-8"
        else:
            if wanted != "all-letters":
                addressees = addressees.filter(email="")
            if not addressees:
                messages.warning(request, _("There is nobody to write a letter to."))
                return redirect("desk-invitations", self.consultation.pk)
            content = inviting.letters(self.consultation, addressees, timezone.now())
            name, content_type = "zaproszenia.docx", DOCX
        return HttpResponse(
            content,
            content_type=content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
