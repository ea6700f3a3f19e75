"""Signals by which the kit calls on apps that it does not know."""

from django.dispatch import Signal

#: Sent once a minute with `now`; receivers do what has fallen due (expiry, reminders). They must
#: be idempotent: a minute may be skipped, repeated, or ticked by two machines at once.
tick = Signal()
