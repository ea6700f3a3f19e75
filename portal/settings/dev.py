"""For working on the portal: debug pages, plain static files, mail on the console."""

from .base import *  # noqa: F403
from .base import STORAGES, setting

DEBUG = True
SECRET_KEY = setting("str", "SECRET_KEY", "only-for-development-on-one's-own-machine")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
