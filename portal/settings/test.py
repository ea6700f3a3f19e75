"""For the test suite."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES

# What a run makes lies in one folder that goes with it.
TEST_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = []

# A file, as in the real thing: connections of a live server's threads then lock each other as
# they would there, which one shared in memory does not show. Nothing need survive a power cut.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "portal.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": TEST_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
    )

MEDIA_ROOT = TEST_DIR / "media"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "portal.storage.WholeFiles",
        "OPTIONS": {"location": TEST_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
