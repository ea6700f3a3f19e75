"""What the check of the record finds, and that no column is forgotten by it."""

import random

import pytest
from django.utils import translation

from portal.append_only import guarded_models
from resources.models import Consultation, LedgerHead, SealKey
from resources.services.recorded import BY_ACTS, FINGERPRINT, FREE, STAFF
from resources.services.verify import verify
from resources.tests import tampering


@pytest.fixture
def full(consultation):
    """A consultation with every kind of row on its record."""
    tampering.fill(consultation)
    with translation.override("en"):
        yield consultation


def test_every_column_is_checked_or_listed_as_free_with_a_reason():
    for model in [*guarded_models(), Consultation, LedgerHead, SealKey]:
        listed = [
            *FINGERPRINT.get(model, []),
            *STAFF.get(model, []),
            *BY_ACTS.get(model, []),
            *FREE.get(model, {}),
        ]
        assert sorted(listed) == sorted(f.name for f in model._meta.concrete_fields), model
        assert all(FREE.get(model, {}).values())


def test_what_the_guard_lets_change_does_not_stand_in_a_fingerprint():
    for model, columns in FINGERPRINT.items():
        assert not set(columns) & set(model.append_only.free), model


def test_a_full_record_has_every_kind_of_row_and_no_fault(full):
    assert verify(full) == []
    for model in FINGERPRINT:
        assert tampering.of(model, full).exists(), model


@pytest.mark.parametrize("other", ["", "0" * 64])
def test_another_key_of_a_seal_is_named(full, other):
    SealKey.objects.filter(pk=tampering.of(SealKey, full).first().pk).update(key=other)
    assert any("seal was changed" in fault for fault in verify(full))


def test_random_tampering_is_found_and_named(full):
    """A sample; tests/crash/tamper.py tries a thousand."""
    rng = random.Random(20261130)
    with tampering.unguarded():
        missed = [
            (done, faults)
            for done, faults in tampering.attempts(full, rng, 150)
            if tampering.unnamed(done, faults)
        ]
        assert not missed
        assert verify(full) == []
