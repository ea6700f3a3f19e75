"""NIP, REGON and KRS as people write them."""

import pytest
from django.core.exceptions import ValidationError

from partnerships.identifiers import (
    normalise_krs,
    normalise_nip,
    normalise_regon,
    validate_krs,
    validate_nip,
    validate_regon,
)

from . import factories


@pytest.mark.parametrize("nip", ["9721237317", "734-286-71-48", "PL 735 217 50 44", "pl7352175044"])
def test_a_right_nip_in_any_spelling(nip):
    validate_nip(nip)
    assert len(normalise_nip(nip)) == 10


@pytest.mark.parametrize(
    "nip", ["9721237318", "0000000000", "1111111111", "972123731", "abc", "٩٧٢١٢٣٧٣١٧"]
)
def test_a_wrong_nip_is_refused(nip):
    with pytest.raises(ValidationError):
        validate_nip(nip)


@pytest.mark.parametrize("regon", ["302046830", "492707333", "221964385", "12345678512347"])
def test_a_right_regon(regon):
    validate_regon(regon)


def test_a_regon_padded_by_the_court_register_is_the_short_one():
    validate_regon("30204683000000")
    assert normalise_regon("30204683000000") == "302046830"


@pytest.mark.parametrize(
    "regon", ["302046831", "000000000", "00000000000000", "12345678512348", "12345"]
)
def test_a_wrong_regon_is_refused(regon):
    with pytest.raises(ValidationError):
        validate_regon(regon)


def test_a_krs_gets_its_leading_zeros():
    validate_krs("413516")
    assert normalise_krs("413516") == "0000413516"


@pytest.mark.parametrize("krs", ["0", "12345678901", "KRS"])
def test_a_wrong_krs_is_refused(krs):
    with pytest.raises(ValidationError):
        validate_krs(krs)


@pytest.mark.django_db
def test_an_organisation_keeps_one_spelling_and_no_number_twice():
    first = factories.organisation(nip="734-286-71-48", krs="413516", regon="30204683000000")
    assert (first.nip, first.krs, first.regon) == ("7342867148", "0000413516", "302046830")
    second = factories.organisation()
    second.krs = "0000413516"
    second.joined_on = "2026-01-02"
    with pytest.raises(ValidationError) as caught:
        second.full_clean()
    assert list(caught.value.error_dict) == ["krs"]


@pytest.mark.django_db
def test_an_organisation_without_krs_is_complete():
    made = factories.organisation()
    made.joined_on = "2026-01-02"
    made.full_clean()
    factories.organisation().save()  # Two without any number do not collide.
