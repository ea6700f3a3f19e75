"""For `make demo`: a living municipality on one's own machine, reachable from there only."""

from .base import *  # noqa: F403
from .base import VAR_DIR, setting

SECRET_KEY = setting("str", "SECRET_KEY", "only-for-the-demo-which-listens-on-loopback")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
PORT = setting("int", "PORT", 8000)
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{PORT}"
DEMO = True  # shows the mailbox at /demo/poczta/, allows the password "demo"
AUTH_PASSWORD_VALIDATORS = []
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "poczta"
