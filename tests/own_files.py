"""The static files of our own apps."""

from pathlib import Path

from django.apps import apps
from django.conf import settings


def own_static(pattern):
    """Those below an app's `static`; not what `collectstatic` has put together in var."""
    every = (Path(app.path) for app in apps.get_app_configs())
    ours = [app for app in every if app.parent == settings.BASE_DIR]
    return [path for app in ours for path in app.glob(f"static/*/{pattern}")]
