"""Reads settings from the environment."""

import warnings
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()


def read_file():
    """Adds what stands in .env, where there is one; the environment itself wins over it.

    Demo and tests do not: an installation's own database is none of theirs.
    """
    env.read_env(BASE_DIR / ".env")


def setting(cast, name, default=environ.Env.NOTSET):
    """Reads one value from the environment; raises ImproperlyConfigured with what to do."""
    required = default is environ.Env.NOTSET
    if required and not env.str(name, default=""):
        raise ImproperlyConfigured(f"Set the environment variable {name}; README.md says to what.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown database scheme is only warned about
            return getattr(env, cast)(name, default=default)
    except (ImproperlyConfigured, ValueError, KeyError, UserWarning) as error:
        raise ImproperlyConfigured(
            f"The environment variable {name} has a wrong value ({error}); README.md says what "
            f"it may be."
        ) from None
