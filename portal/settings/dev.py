"""For working on the portal: debug pages, plain static files, mail on the console."""

from .environment import read_file, setting

read_file()

from .base import *  # noqa: E402, F403
from .base import STORAGES  # noqa: E402

DEBUG = True
SECRET_KEY = setting("str", "SECRET_KEY", "only-for-development-on-one's-own-machine")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
