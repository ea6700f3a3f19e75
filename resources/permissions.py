"""Who may do what with the record; every view asks here, on the server."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.auth import permission_denied


def may_prepare(user):
    """Set up a new consultation."""
    return user.has_perm("portal_resources.add_consultation")


def may_run(user):
    """Set up, announce, extend and publish a consultation, enter and redact remarks."""
    return user.has_perm("portal_resources.change_consultation")


def may_delete(user, consultation):
    """Delete a consultation set up by mistake; one that was announced is a record and stays."""
    return may_run(user) and not consultation.announced_at


def may_answer(user):
    """Draft answers and put them forward."""
    return user.has_perm("portal_resources.answer_remarks")


def may_handle(user):
    """Establish what is known of a sender."""
    return may_run(user) or may_answer(user)


def may_approve(user):
    """Decide on answers put forward, as the mayor does."""
    return user.has_perm("portal_resources.approve_answers")


def may_erase(user):
    """See requests to erase data; who runs a consultation logs them, who approves decides."""
    return may_run(user) or may_approve(user)


def may_read_record(user):
    """See remarks with their senders."""
    return may_run(user) or may_answer(user) or may_approve(user)


class RecordAccess:
    """Mixin for admin views of the record; `access` names the least that a user must be."""

    access = staticmethod(may_read_record)

    def dispatch(self, request, *args, **kwargs):
        if not self.access(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def demand(self, allowed):
        """Stops a single act that this user may not do."""
        if not allowed(self.request.user):
            raise PermissionDenied
