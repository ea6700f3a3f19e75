"""What every template may use."""

from django.utils.functional import SimpleLazyObject

from portal.models import MunicipalitySettings


def municipality(request):
    """`site_settings`: the municipality this installation serves."""
    return {"site_settings": SimpleLazyObject(lambda: MunicipalitySettings.load(request))}
