"""Makes a record with every kind of row, and changes it behind its guards in random ways.

What is changed is drawn from the columns of the models themselves, so a new one takes part
without anybody thinking of it.
"""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from partnerships.models import Organisation
from portal import append_only
from resources.models import (
    Attachment,
    Consultation,
    Draft,
    LedgerEntry,
    LedgerHead,
    Moderation,
    Remark,
    Report,
    ReportFile,
    SealKey,
    Submission,
    Support,
    TextVersion,
)
from resources.services import announcing, answering, erasing, ledger, moderating, submitting
from resources.services.recorded import BY_ACTS, FINGERPRINT, STAFF
from resources.services.verify import measured, verify

# --- A record with everything --------------------------------------------------------------


def fill(consultation):
    """Everything that can be recorded of a consultation, from sending to the frozen report."""
    clerk, mayor = (
        get_user_model().objects.create(username=name) for name in ("urzednik", "zastepca")
    )
    organisation = Organisation.objects.create(
        name="Towarzystwo Próbne", sector="social", town="Lipowa Dolina", email="t@poczta.example"
    )
    start = consultation.opens_at + timedelta(hours=1)
    _another_record(consultation, start)
    submissions = [_submission(consultation, organisation, n, start) for n in range(6)]
    for number, submission in enumerate(submissions[:5]):
        submitting.confirm(submission, start + timedelta(hours=2, minutes=number))
    announcing.extend(
        consultation, consultation.closes_at + timedelta(days=3), "Za krótko.", clerk, start
    )
    consultation.refresh_from_db()
    submitting.withdraw(submissions[4], start + timedelta(hours=3))
    now = start + timedelta(hours=4)
    with transaction.atomic():
        head = ledger.lock(consultation)
        _support(head, submissions[0], now)
        _moderate(head, submissions[1].remarks.first(), clerk, now)
        identity = submissions[0].identity
        identity.authority = "verified"
        identity.save(update_fields=["authority"])
        ledger.append(
            head, "authority", now, submission=identity.submission_id, authority="verified"
        )
    asked = erasing.ask(submissions[2], "Listem.", now, clerk, now)
    with transaction.atomic():
        _erase(ledger.lock(consultation), asked, mayor, now)
    erasing.ask(submissions[0], "Od koła.", now, clerk, now, submissions[0].supports.get())
    asked = erasing.ask(submissions[1], "Listem.", now, clerk, now)
    erasing.refuse([asked], "Akta trzeba zachować.", mayor, now)
    erasing.list_due(consultation.closes_at + erasing.UNCONFIRMED_KEPT)
    for remark in Remark.objects.accepted().filter(submission__consultation=consultation):
        response = answering.draft(remark, "accepted", f"Zmieniamy {remark.pk}.", clerk, now)
        answering.put_forward([response], clerk, now)
        answering.approve([response], mayor, now)
    answering.publish_all(consultation, consultation.results_from)
    moderating.redact_answer(
        response, "Zmieniamy […].", "personal_data", clerk, consultation.results_from
    )
    _revise(consultation)
    with transaction.atomic():
        _report(ledger.lock(consultation), consultation, clerk)


def _another_record(consultation, now):
    """Rows of other consultations, to which a changed foreign key can lead; none is of people."""
    other = Consultation.objects.create(
        title="Inne konsultacje",
        text_page=consultation.text_page,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at + timedelta(days=365),  # nothing of it is due
    )
    TextVersion.objects.create(consultation=other, number=1, frozen_at=now)
    Draft.objects.create(consultation=other, key=uuid.uuid4(), created_at=now, changed_at=now)
    submission = Submission.objects.create(
        consultation=other, key=uuid.uuid4(), who="resident", received_at=now, confirm_by=now
    )
    Support.objects.create(submission=submission, received_at=now, confirm_by=now)
    Report.objects.create(consultation=other, number=2, content="{}", made_at=now)


def _submission(consultation, organisation, number, now):
    content = submitting.SubmissionContent(
        who="organisation" if number % 2 == 0 else "resident",
        person=f"Osoba {number}",
        function="członek zarządu" if number % 2 == 0 else "",
        email=f"nadawca{number}@poczta.example",
        organisation_id=organisation.pk if number % 2 == 0 else None,
        organisation_name=organisation.name if number % 2 == 0 else "",
        krs="0000123456" if number == 0 else "",
        authorised=number % 2 == 0,
        remarks=tuple(
            submitting.RemarkContent(
                f"Uwaga {number}.{place}",
                anchor="par-2-ust-1" if place else "",
                proposed=f"Brzmienie {number}" if place else "",
                justification="Bo tak jest prościej." if place else "",
            )
            for place in range(2)
        ),
    )
    with transaction.atomic():
        head = ledger.lock(consultation)
        submission, written = submitting.draw_up(
            consultation,
            uuid.uuid4(),
            content,
            now,
            postmarked_on=timezone.localdate(now) if number == 1 else None,
            entered_by=get_user_model().objects.get(username="urzednik") if number == 1 else None,
        )
        submitting.record(head, submission, written, now)
        _attach(head, submission, now)
        return submission


def _attach(head, submission, now):
    attachment = Attachment(submission=submission, name="Załącznik.txt", content_type="text/plain")
    attachment.file.save("", ContentFile(f"załącznik {submission.pk}".encode()), save=False)
    attachment.size, attachment.sha256 = measured(attachment.file)
    attachment.save()
    ledger.append(head, "attached", now, rows=[attachment], submission=submission.pk)


def _support(head, submission, now):
    support = Support.objects.create(
        submission=submission,
        organisation_name="Koło Gospodyń",
        person="Ktoś z Koła",
        email="kolo@poczta.example",
        received_at=now,
        confirm_by=now + timedelta(days=3),
    )
    ids = {"submission": submission.pk, "support": support.pk}
    ledger.append(head, "supported", now, rows=[support], **ids)
    support.confirmed_at = support.withdrawn_at = now
    support.save(update_fields=["confirmed_at", "withdrawn_at"])
    ledger.append(head, "support_confirmed", now, **ids)
    ledger.append(head, "support_withdrawn", now, **ids)


def _moderate(head, remark, by, now):
    moderation = Moderation.objects.create(
        remark=remark, body="Uwaga bez nazwiska", reason="personal_data", at=now, by=by
    )
    about = {"submission": remark.submission_id, "remark": remark.pk}
    ledger.append(head, "moderated", now, rows=[moderation], **about)


def _erase(head, request, by, now):
    submission = request.submission
    identity = submission.identity
    identity.person = identity.function = identity.email = ""
    identity.organisation_name = identity.krs = ""
    identity.erased_at = now
    identity.save()
    for attachment in submission.attachments.all():
        attachment.file.storage.delete(attachment.file.name)
        attachment.name, attachment.sha256, attachment.erased_at = "", "", now
        attachment.save()
    ledger.destroy_key(submission=submission)
    request.decision, request.scope = "granted", "content"
    request.decided_at, request.decided_by = now, by
    request.save()
    about = {"submission": submission.pk, "request": request.pk, "by": by.pk, "scope": "content"}
    ledger.append(head, "erased", now, rows=ledger.rows_of(submission), **about)


def _revise(consultation):
    """The text after the consultation: one provision the same, one gone."""
    chapters = consultation.text_page.specific.draft_outline()
    mapping = [
        ("par-1", "par-1", "same"),
        ("par-2-ust-1", "par-2-ust-1", "changed"),
        ("par-2-ust-2", None, "removed"),
    ]
    announcing.revise(consultation, chapters, mapping, consultation.results_from)


def _report(head, consultation, by):
    content = ledger.canonical({"remarks": []})
    report = Report.objects.create(
        consultation=consultation,
        content=content,
        sha256=ledger.digest_of(content),
        made_at=consultation.results_from,
        made_by=by,
        published_at=consultation.results_from,
    )
    rows = [report, _file(report, "html")]
    ledger.append(head, "report", report.published_at, rows, number=1, sha256=report.sha256)
    late = _file(report, "pdf")
    ledger.append(head, "report_file", report.published_at, [late], report=report.pk)


def _file(report, form):
    file = ReportFile(report=report, format=form)
    file.file.save(f"sprawozdanie.{form}", ContentFile(form.encode()), save=False)
    file.size, file.sha256 = measured(file.file)
    file.save()
    return file


# --- Changing it behind the guards -----------------------------------------------------------


@dataclass
class Tampering:
    """What was done, and words that a sentence about it must have."""

    what: str
    named: tuple[str, ...]
    receipt: str = ""
    #: (model, name) of the one column that was changed, where it was one.
    column: tuple = ()


class Impossible(Exception):
    """The database itself refuses the change that was drawn, or it would change nothing."""


@contextmanager
def unguarded():
    """The append-only triggers are gone, and nothing is kept, until the body ends."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # No trigger can be dropped while a foreign key of its table is still to be checked.
            _run("SET CONSTRAINTS ALL IMMEDIATE")
            _run("SET CONSTRAINTS ALL DEFERRED")
        with append_only.lifted():
            yield


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def columns():
    """Every column that the ledger answers for, as (model, name)."""
    return [
        (model, name)
        for lists in (FINGERPRINT, STAFF, BY_ACTS)
        for model, names in lists.items()
        for name in names
    ]


def attempts(consultation, rng, count):
    """Yields (tampering, faults) for as many changes, each undone again.

    Every column has its turn before one is changed again; one that could not be changed in the
    row that was drawn has it later.
    """
    acts = [change] * 5 + [delete, swap, swap, truncate, rewrite, spoil_file]
    receipts = list(consultation.ledger.order_by("seq").values_list("hash", flat=True))
    left = rng.sample(columns(), len(columns()))
    while count:
        act = rng.choice(acts)
        model, name = left[-1] if left and act is change else rng.choice(columns())
        try:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        done = act(consultation, rng, receipts, model, name)
                except (Impossible, DatabaseError):
                    if act is change:
                        left = left[-1:] + left[:-1]
                    continue
                if act is change:
                    left = left[:-1]
                yield done, verify(consultation, done.receipt)
                count -= 1
                transaction.set_rollback(True)
        finally:
            put_files_back()


def of(model, consultation):
    """Rows of a model that belong to the record of this consultation."""
    found = model.objects.all()
    if model is Consultation:
        return found.filter(pk=consultation.pk)
    if model is SealKey:
        return found
    paths = {
        "Identity": "submission__",
        "Remark": "submission__",
        "Attachment": "submission__",
        "Support": "submission__",
        "Response": "remark__submission__",
        "Moderation": "remark__submission__",
        "AnswerRedaction": "response__remark__submission__",
        "TextUnit": "version__",
        "UnitMapping": "old__version__",
        "ReportFile": "report__",
        "ErasureRequest": "submission__",
    }
    return found.filter(**{paths.get(model.__name__, "") + "consultation": consultation})


def one(model, consultation, rng):
    rows = list(of(model, consultation).order_by("pk"))
    return rng.choice(rows)


def change(consultation, rng, receipts, model, name):
    row = one(model, consultation, rng)
    field = model._meta.get_field(name)
    old = getattr(row, field.attname)
    new = another(field, old, rng)
    if new == old or str(new) == str(old):
        raise Impossible
    model.objects.filter(pk=row.pk).update(**{field.attname: new})
    what = f"{model.__name__}.{name} of {row.pk}: {old!r} → {new!r}"
    return Tampering(what, _words(row, name), column=(model, name))


#: What is said of a column that an act set, after the row.
_OF_ACTS = {
    "number": ": its number differs from the ledger.",
    "authority": ": the authority is not what staff decided.",
    "withdrawn_at": ": withdrawn_at differs from the ledger.",
    "decision": ": decision differs from the ledger.",
    "scope": ": scope differs from the ledger.",
    "decided_at": ": decided_at differs from the ledger.",
    "decided_by": " names another account than was recorded: decided_by.",
}


def _words(row, name):
    """What a sentence about a changed column must say: that column, and no other."""
    if isinstance(row, LedgerEntry):
        return (f"ntry {row.seq} ",)
    if isinstance(row, LedgerHead):
        return ("head",)
    if isinstance(row, SealKey):
        return ("seal",)
    if isinstance(row, Consultation):
        if name == "results_override":
            return ("The reason for publishing",)
        return (f"The consultation is not as announced: {name}.",)
    if name == "id":
        return (f"(row {row.pk})", "in the ledger but not in the record")
    if name in STAFF.get(type(row), []):
        return (f"(row {row.pk}) names another account than was recorded: {name}.",)
    if name in BY_ACTS.get(type(row), []):
        if name == "confirmed_at":
            by_support = isinstance(row, Support)
            said = ": confirmed_at differs" if by_support else ": whether or when it was confirmed"
        else:
            said = _OF_ACTS[name]
        return (f"(row {row.pk}){said}",)
    return (f"(row {row.pk}) is not what was recorded: {name}.",)


def another(field, old, rng):
    """A different value that the column could hold."""
    if field.null and old is not None and rng.random() < 0.3:
        return None
    if isinstance(field, models.ForeignKey):
        return _another_row(field, old, rng)
    if field.choices:
        return rng.choice([value for value, _label in field.choices if value != old])
    if field.primary_key:
        return old + 100_000
    if isinstance(field, models.BooleanField):
        return not old
    if isinstance(field, models.IntegerField):
        return max(0, (old or 0) + rng.choice([-1, 1, 7]))
    if isinstance(field, models.DateTimeField):
        step = rng.choice([timedelta(microseconds=1), timedelta(seconds=-1), timedelta(days=300)])
        return (old or timezone.now()) + step
    if isinstance(field, models.DateField):
        return (old or timezone.localdate()) + timedelta(days=rng.choice([-1, 1, 365]))
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    return _another_text(str(old), rng)[: field.max_length]


def _another_row(field, old, rng):
    others = field.related_model.objects.exclude(pk=old).values_list("pk", flat=True)
    if not others:
        raise Impossible
    return rng.choice(sorted(others))


def _another_text(old, rng):
    place = rng.randrange(len(old) + 1)
    return rng.choice(
        [
            old + " ",
            old[:place] + "ż" + old[place:],
            old[:place] + old[place + 1 :],
            old.swapcase(),
            old[::-1],
            "",
        ]
    )


def delete(consultation, rng, receipts, *_column):
    model = rng.choice([*FINGERPRINT, LedgerEntry, LedgerHead, SealKey])
    row = one(model, consultation, rng)
    model.objects.filter(pk=row.pk)._raw_delete("default")
    words = (f"(row {row.pk})", "in the ledger but not in the record")
    if isinstance(row, LedgerEntry):
        # Where the last one goes there is nothing left to name but the end.
        words = ("entries are missing",) if row.seq == len(receipts) else (f"Entry {row.seq} is",)
    elif isinstance(row, LedgerHead | SealKey):
        words = ("missing",)
    return Tampering(f"deleted {model.__name__} {row.pk}", words)


def swap(consultation, rng, receipts, model, name):
    """Two rows change places in one column: positions, numbers, owners, words, ids."""
    if rng.random() < 0.3:
        model, name = LedgerEntry, rng.choice(["seq", "payload", "hash", "prev"])
    rows = list(of(model, consultation).order_by("pk"))
    if len(rows) < 2:
        raise Impossible
    first, second = rng.sample(rows, 2)
    field = model._meta.get_field(name)
    values = [getattr(row, field.attname) for row in (first, second)]
    if values[0] == values[1]:
        raise Impossible
    objects = model.objects
    if field.unique or name in ("seq", "prev", "position", "number", "anchor", "email", "key"):
        objects.filter(pk=first.pk).update(**{field.attname: _aside(field)})
    keys = [first.pk, second.pk]
    objects.filter(pk=second.pk).update(**{field.attname: values[0]})
    if name == "id":
        objects.filter(pk=_aside(field)).update(id=values[1])
        return Tampering(f"swapped {model.__name__}.id {keys}", (f"(row {first.pk})",))
    objects.filter(pk=first.pk).update(**{field.attname: values[1]})
    return Tampering(f"swapped {model.__name__}.{name} of {keys}", _swapped(first, second, name))


def _swapped(first, second, name):
    if isinstance(first, LedgerEntry):
        return ("Entry",)
    return _words(first, name)


def _aside(field):
    """A value that no row holds, for the moment in which two change places."""
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=1)
    if isinstance(field, models.CharField | models.TextField):
        return "x"
    return 30_000


def truncate(consultation, rng, receipts, *_column):
    """Cuts the ledger off and makes its head fit, as somebody careful would."""
    keep = rng.randrange(1, len(receipts))
    consultation.ledger.filter(seq__gt=keep)._raw_delete("default")
    _fit_head(consultation)
    return Tampering(f"cut off after entry {keep}", ("receipt",), rng.choice(receipts[keep:]))


def rewrite(consultation, rng, receipts, *_column):
    """Changes one entry and hashes all that follow anew, so that the chain itself fits."""
    start = rng.randrange(len(receipts))
    prev, entries = "", list(consultation.ledger.order_by("seq"))
    for place, entry in enumerate(entries):
        if place == start:
            entry.payload = entry.payload.replace('"at":"20', '"at":"19', 1)
        entry.prev, entry.hash = prev, ledger.entry_hash(prev, entry.payload)
        prev = entry.hash
    of_rest = entries[start:]
    for entry in of_rest:  # out of the way of the unique columns first
        LedgerEntry.objects.filter(pk=entry.pk).update(prev=f"x{entry.pk}", hash=f"x{entry.pk}")
    for entry in of_rest:
        LedgerEntry.objects.filter(pk=entry.pk).update(
            payload=entry.payload, prev=entry.prev, hash=entry.hash
        )
    _fit_head(consultation)
    receipt = rng.choice(receipts[start:])
    return Tampering(f"rewrote the ledger from entry {start + 1}", ("receipt",), receipt)


def _fit_head(consultation):
    last = consultation.ledger.order_by("-seq").first()
    LedgerHead.objects.filter(consultation=consultation).update(seq=last.seq, hash=last.hash)


#: What files held before they were spoilt, to be put back: no transaction does it for them.
_kept = {}


def spoil_file(consultation, rng, receipts, *_column):
    row = rng.choice(
        [*of(Attachment, consultation).filter(erased_at=None), *of(ReportFile, consultation)]
    )
    path = row.file.path
    with open(path, "rb") as file:
        _kept[path] = file.read()
    spoilt = rng.choice([_kept[path] + b"\0", _kept[path][::-1], b""])
    with open(path, "wb") as file:
        file.write(spoilt)
    kind = "Attachment" if isinstance(row, Attachment) else "File of the report"
    return Tampering(f"other bytes in {path}", (f"{kind} (row {row.pk})", "its file"))


def put_files_back():
    while _kept:
        path, content = _kept.popitem()
        with open(path, "wb") as file:
            file.write(content)


def unnamed(tampering, faults):
    """Whether no sentence names what was done."""
    return not any(all(word in fault for word in tampering.named) for fault in faults)
