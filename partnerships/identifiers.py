"""NIP, REGON and KRS: one written form of each, and whether it can be right."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from localflavor.pl.forms import PLNIPField, PLREGONField

# Their check digits agree, yet no organisation has them.
_PLACEHOLDER_NIPS = {"0000000000", "1111111111"}
_PLACEHOLDER_REGONS = {"000000000", "00000000000000"}


def _digits(value):
    return re.sub(r"[\s\-]", "", value or "")


def normalise_nip(value):
    """Ten digits without the hyphens and the country prefix people write."""
    return re.sub(r"^PL", "", _digits(value), flags=re.IGNORECASE)


def normalise_regon(value):
    """Nine or fourteen digits.

    The court register pads nine-digit numbers with zeros to fourteen; such a number fails the
    check of fourteen digits, so the padding is taken off first.
    """
    digits = _digits(value)
    return digits[:9] if len(digits) == 14 and digits.endswith("00000") else digits


def normalise_krs(value):
    """Ten digits; people leave the leading zeros out."""
    digits = _digits(value)
    return digits.zfill(10) if digits.isdigit() else digits


def validate_nip(value):
    nip = normalise_nip(value)
    if (
        not re.fullmatch(r"[0-9]{10}", nip)
        or nip in _PLACEHOLDER_NIPS
        or not PLNIPField().has_valid_checksum(nip)
    ):
        raise ValidationError(
            _("This is not a valid NIP. Check the ten digits; one of them may be mistyped.")
        )


def validate_regon(value):
    regon = normalise_regon(value)
    if (
        not re.fullmatch(r"[0-9]{9}|[0-9]{14}", regon)
        or regon in _PLACEHOLDER_REGONS
        or not PLREGONField().has_valid_checksum(regon)
    ):
        raise ValidationError(
            _("This is not a valid REGON. It has nine or fourteen digits; check each of them.")
        )


def validate_krs(value):
    krs = normalise_krs(value)
    if not re.fullmatch(r"[0-9]{10}", krs) or not int(krs):
        raise ValidationError(_("A KRS number has up to ten digits, for example 0000413516."))
