"""In whose name somebody writes, held against the register of organisations.

What a sender or supporter typed stays as typed. Where the register knows an organisation by it,
that one is linked, so that it is told of it as if it had been chosen from the list.
"""

from partnerships.models import Organisation
from portal.text import words_of


def link(sender):
    """Links the organisation that was named by typing, if the register knows it."""
    if sender.organisation_id or not sender.organisation_name:
        return
    krs = getattr(sender, "krs", "")
    sender.organisation = Organisation.objects.known_as(sender.organisation_name, krs)
    sender.matched = sender.organisation is not None


def is_same(one, other):
    """Whether both speak for one organisation: by the register, else by the name."""
    if one.organisation_id and other.organisation_id:
        return one.organisation_id == other.organisation_id
    name = words_of(one.organisation_name)
    return bool(name) and name == words_of(other.organisation_name)


def address_to_tell(sender):
    """Where the organisation is told of what came in its name; "" where it wrote itself."""
    address = sender.organisation.email if sender.organisation else ""
    return address if address.lower() != sender.email.lower() else ""
