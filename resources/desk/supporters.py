"""Who sent and who joined remarks, as staff need it to judge whether they may."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from resources import public
from resources.choices import SupportState
from resources.models import Support


@dataclass
class Joined:
    """One who joined, how far that got, and how that stands to the register."""

    support: Support
    name: str
    state: SupportState
    in_register: list[str]


def who_joined(submission, now):
    """Everybody who joined or wanted to, in the order in which they came."""
    return [
        Joined(support, public.name_of(support), support.state(now), in_register(support))
        for support in submission.supports.all()
    ]


def in_register(sender):
    """How the name and the address of a sender or supporter stand to the register: sentences."""
    organisation = sender.organisation
    if organisation is None:
        return [_("The name was typed in, not chosen from the register of organisations.")]
    sentences = []
    if sender.matched:
        sentence = _(
            "The name was typed in; by it or by the KRS number we know, from the register of "
            "organisations: %(name)s."
        )
        sentences.append(sentence % {"name": organisation.name})
    if not sender.email:
        return sentences
    if not organisation.email:
        sentence = _("The register holds no address of this organisation.")
    elif organisation.email.lower() == sender.email.lower():
        sentence = _("This address stands in the register of organisations.")
    else:
        sentence = _("Another address than in the register of organisations: %(email)s.") % {
            "email": organisation.email
        }
    return [*sentences, sentence]
