"""Background work. A lost task loses nothing: the clock does the same within a minute."""

from django_tasks import task
from django_tasks_db.models import DBTaskResult


@task()
def drain_outbox():
    """Sends waiting mail soon after it was written."""
    from portal import outbox

    outbox.drain()


def wake_outbox():
    """Asks for waiting mail to be sent, unless that has been asked and not yet begun.

    Each request is a write of its own; in a rush they would take longer than the remarks.
    """
    waiting = DBTaskResult.objects.ready().filter(task_path=drain_outbox.module_path)
    if not waiting.exists():
        drain_outbox.enqueue()
