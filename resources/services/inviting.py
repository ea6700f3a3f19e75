"""Inviting every organisation of the register to take part: by mail, else by letter."""

import csv
import io

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnerships.choices import InstitutionType, Sector
from partnerships.models import Organisation
from portal import document
from portal.dates import day
from portal.models import MunicipalitySettings, OutgoingMail
from resources.models import Invitation
from resources.reading import page_of
from resources.reporting import cells
from resources.services import ledger


def organisations():
    """Non-governmental organisations of the register, wherever they stand to the partnership."""
    return Organisation.objects.filter(
        Q(sector=Sector.SOCIAL)
        | Q(institution_type__in=[InstitutionType.NGO, InstitutionType.CHURCH])
    )


def not_invited(consultation):
    return organisations().exclude(pk__in=consultation.invitations.values("organisation"))


def _demand_time(consultation, now):
    if not consultation.announced_at:
        raise ValidationError(_("Announce the consultation first, then invite to it."))
    if now >= consultation.closes_at:
        raise ValidationError(_("Remarks are not taken any more; nobody can be invited."))


@transaction.atomic
def invite(consultation, by, now):
    """Writes to each organisation with an e-mail that was not invited yet; returns how many."""
    # Two clicks at once wait for each other here.
    head = ledger.lock(consultation)
    _demand_time(consultation, now)
    subject, body = words(consultation)
    asked = list(not_invited(consultation).exclude(email=""))
    mails = OutgoingMail.queue([OutgoingMail.letter(o.email, subject, body, now) for o in asked])
    invited = [
        Invitation(consultation=consultation, organisation=organisation, mail=mail, at=now, by=by)
        for organisation, mail in zip(asked, mails, strict=True)
    ]
    return _keep(head, invited, "email", now)


@transaction.atomic
def note_letters(consultation, by, now):
    """Notes that those without an e-mail were invited by letter; returns how many."""
    head = ledger.lock(consultation)
    _demand_time(consultation, now)
    invited = [
        Invitation(consultation=consultation, organisation=organisation, at=now, by=by)
        for organisation in not_invited(consultation).filter(email="")
    ]
    return _keep(head, invited, "letter", now)


def _keep(head, invited, channel, now):
    Invitation.objects.bulk_create(invited)
    _record(head, invited, channel, now)
    return len(invited)


def _record(head, invited, channel, now):
    """Whom of the register the municipality has asked, and how: no address, no words.

    Of those whom the public may not know there, only how many: a guess at an entry can be checked
    by its hash.
    """
    if invited:
        keys = [invitation.organisation_id for invitation in invited]
        named = Organisation.objects.nameable().filter(pk__in=keys)
        named = list(named.values_list("pk", flat=True))
        others = {"others": len(keys) - len(named)} if len(keys) > len(named) else {}
        ledger.append(head, "invited", now, channel=channel, organisations=named, **others)


@transaction.atomic
def invite_again(invitation, by, now):
    """Writes once more to an organisation whose mail was refused or came back."""
    head = ledger.lock(invitation.consultation)
    _demand_time(invitation.consultation, now)
    invitation.refresh_from_db()
    failed = invitation.mail and invitation.mail.state == OutgoingMail.State.FAILED
    if not (failed or invitation.bounced_at):
        raise ValidationError(_("This invitation has not come back."))
    if not invitation.organisation.email:
        raise ValidationError(_("The register has no e-mail of this organisation."))
    subject, body = words(invitation.consultation)
    invitation.mail = OutgoingMail.write(invitation.organisation.email, subject, body, now)
    invitation.at, invitation.by, invitation.bounced_at = now, by, None
    invitation.save()
    _record(head, [invitation], "email", now)


def note_return(invitation, now):
    """Notes that the mail or the letter came back as undeliverable."""
    Invitation.objects.filter(pk=invitation.pk, bounced_at=None).update(bounced_at=now)


def note_arrival(invitation):
    """Takes back that it came back: the wrong row was clicked, or it arrived after all."""
    Invitation.objects.filter(pk=invitation.pk).update(bounced_at=None)


def words(consultation):
    """Subject and text of the invitation, the same in mails and letters, in Polish."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Invitation to take part: %(title)s") % {"title": consultation.title}
        page = page_of(consultation, settings.LANGUAGE_CODE)
        body = render_to_string(
            "resources/mail/invitation.txt",
            {
                "consultation": consultation,
                "url": page.full_url,
                "municipality": MunicipalitySettings.load(),
            },
        )
        return subject, body


def letters(consultation, addressees, now):
    """A DOCX with one letter on each page, to print or to send through e-Doręczenia."""
    municipality = MunicipalitySettings.load()
    today = timezone.localdate(now)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Invitation to take part in a consultation")
        paragraphs = words(consultation)[1].strip().split("\n\n")
        pages = []
        for place, organisation in enumerate(addressees):
            blocks = [] if place == 0 else [document.heading(title, level=1)]
            address = [organisation.name, organisation.address, organisation.e_delivery]
            blocks += [document.right(day(today))]
            blocks += [document.paragraph("\n".join(filter(None, address)))]
            blocks += [document.paragraph(text) for text in paragraphs]
            pages.append(document.part(*blocks))
        return document.Document(
            title,
            issuer=municipality.name,
            day=today,
            parts=pages,
            edition=consultation.case_no,
        ).docx()


def e_delivery_addresses(addressees):
    """A CSV for sending one message to many through e-Doręczenia."""
    written = io.StringIO()
    out = csv.writer(written, delimiter=";", lineterminator="\r\n")
    out.writerow(
        [_("e-Doręczenia address"), pgettext("organisation", "name"), _("postal address"), "KRS"]
    )
    for organisation in addressees.exclude(e_delivery=""):
        out.writerow(
            cells.safe(text)
            for text in (
                organisation.e_delivery,
                organisation.name,
                organisation.address,
                organisation.krs,
            )
        )
    return b"\xef\xbb\xbf" + written.getvalue().encode()
