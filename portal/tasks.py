"""Background work. A lost task loses nothing: the clock does the same within a minute."""

from django_tasks import task


@task()
def drain_outbox():
    """Sends waiting mail soon after it was written."""
    from portal import outbox

    outbox.drain()
