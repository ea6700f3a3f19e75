"""Which organisation of the register somebody means who types a name or a KRS number."""

import pytest

from partnerships.models import Organisation
from partnerships.tests.factories import organisation

pytestmark = pytest.mark.django_db

NAME = "Centrum Integracji Społecznej „Warsztat”"


@pytest.mark.parametrize(
    "typed",
    [
        NAME,
        NAME.upper(),
        'centrum integracji spolecznej "warsztat"',
        "  Centrum  Integracji Społecznej - Warsztat. ",
        "CIS Warsztat",
    ],
)
@pytest.mark.parametrize("state", ["active", "listed", "applied", "refused", "left"])
def test_a_name_is_known_however_it_is_written(typed, state):
    known = organisation(NAME, short_name="CIS „Warsztat”", town="Lipowa", member_state=state)
    organisation("Centrum Integracji Społecznej")
    assert Organisation.objects.known_as(typed) == known


@pytest.mark.parametrize("typed", ["Warsztat", f"{NAME} Lipowa", "Warsztat CIS", "„”", ""])
def test_a_part_of_a_name_is_not_the_name(typed):
    organisation(NAME, short_name="CIS „Warsztat”", town="Lipowa")
    assert Organisation.objects.known_as(typed) is None


@pytest.mark.parametrize("krs", ["0000413516", "413516", "0000 413 516"])
def test_a_krs_number_is_known_under_any_name(krs):
    known = organisation(NAME, krs="0000413516")
    organisation("Koło", krs="")
    assert Organisation.objects.known_as("Inna nazwa", krs) == known


@pytest.mark.parametrize("krs", ["", "0", "0000000000", "brak", "0000413517"])
def test_no_number_finds_nobody(krs):
    organisation(NAME)
    assert Organisation.objects.known_as("Inna nazwa", krs) is None


def test_of_two_with_the_same_name_only_the_number_tells():
    one, other = organisation("OSP", krs="0000413516"), organisation("OSP", short_name="Lipowa")
    assert Organisation.objects.known_as("OSP") is None
    assert Organisation.objects.known_as("OSP", "413516") == one
    assert Organisation.objects.known_as("Lipowa") == other


def test_the_name_goes_before_the_number_of_another(django_assert_num_queries):
    named = organisation(NAME)
    organisation("Koło", krs="0000413516")
    with django_assert_num_queries(1):
        assert Organisation.objects.known_as(NAME, "413516") == named
