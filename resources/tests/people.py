"""Who takes part in the tests: an account for a role, what people type, and who answers it."""

import uuid

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from resources.models import Remark
from resources.services import answering

#: Words for `send`: an organisation, and a person and an address that nobody may read.
ORGANISATION = {
    "who": "organisation",
    "organisation_name": "Koło Gospodyń w Lipowej",
    "person": "Tajna Osoba",
    "email": "tajna@poczta.example",
    "authorised": True,
}


def user_with(*codenames):
    """An account of the admin with these permissions."""
    user = get_user_model().objects.create_user("-".join(codenames) or "none", password="x")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


def resident(**more):
    """A filled-in form of a resident."""
    return {
        "key": str(uuid.uuid4()),
        "anchor": "par-2-ust-1",
        "body": "Wydłużyć termin do 14 dni.",
        "who": "resident",
        "person": "Osoba Prywatna",
        "email": "nadawca@poczta.example",
        **more,
    }


def organisation(**more):
    """A filled-in form of an organisation that is not in the register."""
    said = {
        "who": "organisation",
        "organisation_name": "KGW Olszyny",
        "authorised": "on",
        "email": "zarzad@kgw.example",
    }
    return resident(**said | more)


def answer_all(consultation, outcome="accepted", reason="Zmieniliśmy termin."):
    """Gives every remark that counts an approved answer, not yet published."""
    for remark in Remark.objects.accepted().filter(submission__consultation=consultation):
        response = answering.draft(remark, outcome, reason, None, timezone.now())
        answering.put_forward([response], None, timezone.now())
        answering.approve([response], None, timezone.now())
