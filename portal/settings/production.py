"""For a municipality's server; everything comes from the environment."""

from .environment import read_file, setting

read_file()

from .base import *  # noqa: E402, F403
from .base import STORAGES  # noqa: E402

SECRET_KEY = setting("str", "SECRET_KEY")
ALLOWED_HOSTS = setting("list", "ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = setting("str", "BASE_URL")
# Have a default elsewhere; a municipality's server must not fall back on one unnoticed.
setting("str", "DATABASE_URL")
setting("str", "EMAIL_URL")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = setting("bool", "SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = setting("int", "SECURE_HSTS_SECONDS", 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

if bucket := setting("str", "S3_BUCKET", ""):
    S3 = {
        "bucket_name": bucket,
        "endpoint_url": setting("str", "S3_ENDPOINT_URL", None),
        "region_name": setting("str", "S3_REGION", None),
        "default_acl": "private",
        "querystring_auth": True,
    }
    BACKEND = "storages.backends.s3.S3Storage"
    STORAGES = {
        **STORAGES,
        "default": {"BACKEND": BACKEND, "OPTIONS": S3},
        "private": {"BACKEND": BACKEND, "OPTIONS": {**S3, "location": "private"}},
    }
