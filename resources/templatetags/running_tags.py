"""What the desk shows a clerk who runs a consultation."""

from django import template
from django.utils import timezone

from resources.services import checking

register = template.Library()


@register.inclusion_tag("resources/admin/includes/checks.html")
def announce_checks(consultation):
    """What is checked before announcing, and how many things stand in the way."""
    checks = checking.check(consultation, timezone.now())
    return {
        "checks": checks,
        "errors": checking.of_level(checks, checking.Level.ERROR),
        "warnings": checking.of_level(checks, checking.Level.WARNING),
    }
