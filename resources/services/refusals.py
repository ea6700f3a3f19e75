"""Why the record does not take what somebody sends; nothing was stored."""


class Refused(Exception):
    """The record does not take it."""


class NotOpen(Refused):
    """Received outside the window."""


class NotAdmitted(Refused):
    """The local resolution does not let this sender take part."""


class KeyUsed(Refused):
    """The form was sent before with other content; `earlier` is what was stored then."""

    def __init__(self, earlier):
        self.earlier = earlier
        super().__init__()


class NewerVersion(Refused):
    """The text has a newer version than the one that the sender had before their eyes."""


class NotCounting(Refused):
    """The remarks are not confirmed, or were withdrawn: nothing to join or answer."""


class OwnRemarks(Refused):
    """Whoever wants to join the remarks speaks for the organisation that has sent them."""


class JoinedAlready(Refused):
    """The organisation supports these remarks already, from another address."""


class Erased(Refused):
    """What is to be confirmed has been erased: nobody can be held to it, nor be written to."""


class EndedByStaff(Refused):
    """The office found that whoever writes from this address may not speak for the organisation."""
