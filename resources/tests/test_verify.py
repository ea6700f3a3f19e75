"""What the check of the record finds, and that no column is forgotten by it."""

import random

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from portal.append_only import guarded_models
from resources.models import Consultation, ErasureRequest, LedgerHead, ReportFile, SealKey
from resources.services.recorded import BY_ACTS, FINGERPRINT, FREE, STAFF
from resources.services.verify import measured, verify
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


def test_another_file_of_the_report_is_named(full):
    file = tampering.of(ReportFile, full).first()
    file.file.storage.delete(file.file.name)
    assert any("its file is missing" in fault for fault in verify(full))
    file.file.storage.save(file.file.name, ContentFile(b"podmienione"))
    [fault] = verify(full)
    assert fault.startswith("File of the report") and "not the one that was made" in fault
    with tampering.unguarded():
        size, digest = measured(file.file)
        ReportFile.objects.filter(pk=file.pk).update(size=size, sha256=digest)
    [fault] = verify(full)
    assert "not what was recorded: size, sha256." in fault


@pytest.mark.parametrize(
    ("decision", "change"),
    [
        ("refused", {"decision": "granted"}),
        ("refused", {"reason": "Inny powód."}),
        ("refused", {"decided_at": None}),
        ("granted", {"scope": "identity"}),
        ("pending", {"how": "Inaczej."}),
        ("pending", {"reason": "Bez rozstrzygnięcia."}),
        ("pending", {"decided_at": timezone.now(), "cause": "retention"}),
    ],
)
def test_a_request_for_erasure_changes_only_by_its_decision(full, decision, change):
    found = tampering.of(ErasureRequest, full).filter(decision=decision)
    for act in (lambda: found.update(**change), lambda: found._raw_delete("default")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    with transaction.atomic():
        found.update(entered_by=None, decided_by=None)  # as when the accounts go


def test_a_request_for_erasure_that_nobody_entered_is_named(full):
    request = tampering.of(ErasureRequest, full).filter(decision="pending").first()
    ErasureRequest.objects.create(submission=request.submission, received_at=timezone.now())
    [fault] = verify(full)
    assert "Request for erasure" in fault and "in the record but not in the ledger" in fault


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
