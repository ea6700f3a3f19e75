"""Who joined remarks, as staff need it to judge whether they may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from resources import public
from resources.choices import SupportState
from resources.models import Support


@dataclass
class Joined:
    """One who joined, how far that got, and how the address stands to the register."""

    support: Support
    name: str
    state: SupportState
    address: str


def who_joined(submission, now):
    """Everybody who joined or wanted to, in the order in which they came."""
    return [
        Joined(support, public.name_of(support), support.state(now), _address(support))
        for support in submission.supports.all()
    ]


def _address(support):
    organisation = support.organisation
    if not support.email:
        return ""
    if organisation is None:
        return _("The name was typed in, not chosen from the register of organisations.")
    if not organisation.email:
        return _("The register holds no address of this organisation.")
    if organisation.email.lower() == support.email:
        return _("This address stands in the register of organisations.")
    return _("Another address than in the register of organisations: %(email)s.") % {
        "email": organisation.email
    }
