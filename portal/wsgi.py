"""The WSGI entry point that gunicorn serves."""

import io
import os
import threading

from django.core.wsgi import get_wsgi_application

from portal import arrival

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

#: Bytes of a request that are taken in before its turn; a form with the longest remark has fewer.
TAKEN_IN = 1024 * 1024


def one_at_a_time(application):
    """Lets each process work on one request at a time.

    Threads of one process hinder each other: a request costs a fifth less of the processor where
    it has the process to itself. The other threads take requests in meanwhile and send answers
    out, so that a slow line keeps nobody waiting; for large uploads nobody waits either.
    """
    turn = threading.Lock()

    def in_turn(environ, start_response):
        length = environ.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in environ or not length.isdigit() or int(length) > TAKEN_IN:
            return application(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        arrival.note(environ)
        with turn:
            return application(environ, start_response)

    return in_turn


application = one_at_a_time(get_wsgi_application())
