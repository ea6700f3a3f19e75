"""How gunicorn serves the portal: `gunicorn -c python:portal.server portal.wsgi`."""

import os

#: One more than processors: one may be waiting for the database.
workers = int(os.environ.get("WEB_CONCURRENCY") or (os.cpu_count() or 1) + 1)
#: One works, the others take requests in and send answers out (see portal/wsgi.py).
threads = 4
#: So few and none kept, that in a rush the rest queue for whichever process is free. What speaks
#: HTTPS for the portal keeps the browsers' connections.
worker_connections = 24
keepalive = 0
preload_app = True
graceful_timeout = 5
control_socket_disable = True
loglevel = "warning"
