"""The guarantees of the record: nothing lost, nothing changed, nothing moved."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from portal import append_only
from portal.models import OutgoingMail
from resources.models import LedgerEntry, Submission, TextUnit
from resources.services import answering, ledger, submitting
from resources.services.recorded import FINGERPRINT
from resources.services.verify import verify
from resources.tests import tampering
from resources.tests.people import answer_all


def raw(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


class TestFrozenText:
    def test_every_labelled_level_is_a_unit(self, consultation):
        units = TextUnit.objects.filter(version=consultation.version)
        assert [(u.label, u.kind) for u in units] == [
            ("Rozdział 1", "chapter"),
            ("§ 1", "paragraph"),
            ("§ 1 pkt 1", "point"),
            ("§ 1 pkt 2", "point"),
            ("§ 1 pkt 2 lit. a", "letter"),
            ("§ 2", "paragraph"),
            ("§ 2 ust. 1", "subsection"),
            ("§ 2 ust. 2", "subsection"),
        ]
        assert {u.element for u in units} == {"principles"}

    def test_editing_the_page_does_not_touch_what_was_announced(
        self, consultation, programme_page, client
    ):
        programme_page.text[1].value["text"] = "Zupełnie inne słowa."
        programme_page.save_revision().publish()
        html = client.get(programme_page.url).content.decode()
        assert "Gmina publikuje na portalu" in html
        assert "Zupełnie inne słowa" not in html

    def test_announcing_twice_is_refused(self, consultation):
        from resources.services.announcing import announce

        with pytest.raises(ValidationError):
            announce(consultation, timezone.now())


class TestAppendOnly:
    def test_no_guarded_column_changes_and_no_row_goes(self, consultation):
        """Fails when a trigger is taken out, or one of its columns."""
        tampering.fill(consultation)
        connection.check_constraints()  # none may be pending where PostgreSQL is to truncate
        guarded = append_only.guarded_models()
        assert set(FINGERPRINT) <= set(guarded)
        for model in guarded:
            table, free = model._meta.db_table, model.append_only.free
            acts = [] if model.append_only.removable else [f"DELETE FROM {table}"]
            for field in model._meta.local_concrete_fields:
                if field.name not in free:
                    acts.append(f'UPDATE {table} SET "{field.column}" = "{field.column}"')
            if connection.vendor == "postgresql":
                acts.append(f"TRUNCATE {table} CASCADE")
            for act in acts:
                with pytest.raises(IntegrityError, match="append-only"):
                    raw(act)
                    pytest.fail(f"The database lets pass: {act}")

    def test_replace_does_not_slip_past_the_guard(self, consultation):
        if connection.vendor != "sqlite":
            entry = LedgerEntry.objects.first()
            with pytest.raises(IntegrityError):
                raw(
                    "INSERT INTO portal_resources_ledgerentry (id, consultation_id, seq, prev,"
                    " payload, hash) VALUES (%s, %s, 1, '', '{}', 'x') ON CONFLICT (id)"
                    " DO UPDATE SET payload = '{}'",
                    entry.pk,
                    consultation.pk,
                )
            return
        entry = LedgerEntry.objects.first()
        with pytest.raises(IntegrityError):
            raw(
                "REPLACE INTO portal_resources_ledgerentry"
                " (id, consultation_id, seq, prev, payload, hash)"
                " VALUES (%s, %s, 1, '', '{}', 'x')",
                entry.pk,
                consultation.pk,
            )

    def test_an_erasure_empties_and_does_nothing_else(self, send):
        remark = send().remarks.get()
        for change in (
            "body = ''",  # an emptied text must say that it was erased
            "body = 'inaczej', erased_at = CURRENT_TIMESTAMP",
            "quote = '', erased_at = CURRENT_TIMESTAMP",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                raw(f"UPDATE portal_resources_remark SET {change} WHERE id = %s", remark.pk)
        raw(
            "UPDATE portal_resources_remark SET body = '', erased_at = CURRENT_TIMESTAMP"
            " WHERE id = %s",
            remark.pk,
        )
        with pytest.raises(IntegrityError):
            raw("UPDATE portal_resources_remark SET erased_at = NULL WHERE id = %s", remark.pk)

    def test_a_missing_guard_fails_the_system_check(self, consultation):
        assert append_only.check_guards(databases=["default"]) == []
        with connection.cursor() as cursor:
            on = "" if connection.vendor == "sqlite" else " ON portal_resources_remark"
            cursor.execute(f"DROP TRIGGER portal_resources_remark_no_update{on}")
        [error] = append_only.check_guards(databases=["default"])
        assert "Remark" in error.msg
        # `migrate` asks the checks before it installs what a newly guarded table lacks.
        MigrationRecorder.Migration.objects.filter(app="portal_resources").delete()
        assert append_only.check_guards(databases=["default"]) == []
        append_only.install()

    def test_drafts_of_answers_may_still_change(self, send):
        remark = send().remarks.get()
        answering.draft(remark, "accepted", "Tak.", None, timezone.now())
        again = answering.draft(remark, "rejected", "Jednak nie.", None, timezone.now())
        assert again.reason == "Jednak nie."


class TestDeadline:
    def content(self):
        return submitting.SubmissionContent(
            who="resident",
            person="O",
            email="o@poczta.example",
            remarks=(submitting.RemarkContent("x"),),
        )

    def test_the_last_second_counts_and_the_next_does_not(self, consultation):
        last = consultation.closes_at - timedelta(microseconds=1)
        submitting.submit(consultation, uuid.uuid4(), self.content(), last)
        with pytest.raises(submitting.NotOpen):
            submitting.submit(consultation, uuid.uuid4(), self.content(), consultation.closes_at)
        assert Submission.objects.count() == 1

    def test_before_opening_is_refused(self, consultation):
        early = consultation.opens_at - timedelta(microseconds=1)
        with pytest.raises(submitting.NotOpen):
            submitting.submit(consultation, uuid.uuid4(), self.content(), early)

    def test_sent_in_time_may_be_confirmed_after_the_close(self, consultation, send):
        last = consultation.closes_at - timedelta(seconds=1)
        submission = send(confirm=False, now=last)
        assert submitting.confirm(submission, last + timedelta(hours=71))

    def test_confirming_too_late_is_refused(self, send):
        submission = send(confirm=False)
        with pytest.raises(submitting.NotOpen):
            submitting.confirm(submission, submission.confirm_by + timedelta(seconds=1))
        submission.refresh_from_db()
        assert submission.confirmed_at is None

    def test_residents_are_refused_where_not_admitted(self, consultation):
        consultation.residents_admitted = False
        consultation.save()
        with pytest.raises(submitting.NotAdmitted):
            submitting.submit(consultation, uuid.uuid4(), self.content(), timezone.now())


class TestIdempotency:
    def test_same_form_twice_is_one_submission_and_one_mail(self, consultation):
        key, now = uuid.uuid4(), timezone.now()
        content = TestDeadline().content()
        first, created = submitting.submit(consultation, key, content, now)
        second, again = submitting.submit(consultation, key, content, now)
        assert (first.pk, created, again) == (second.pk, True, False)
        assert OutgoingMail.objects.count() == 1

    def test_same_form_with_other_words_asks(self, consultation):
        key, now = uuid.uuid4(), timezone.now()
        submitting.submit(consultation, key, TestDeadline().content(), now)
        other = submitting.SubmissionContent(
            who="resident",
            person="O",
            email="o@poczta.example",
            remarks=(submitting.RemarkContent("y"),),
        )
        with pytest.raises(submitting.KeyUsed) as used:
            submitting.submit(consultation, key, other, now)
        assert used.value.earlier.remarks.get().body == "x"
        assert Submission.objects.count() == 1

    def test_confirming_twice_gives_one_number_and_one_receipt(self, send):
        submission = send()
        assert submitting.confirm(submission, timezone.now()) is False
        submission.refresh_from_db()
        assert submission.number == 1
        assert OutgoingMail.objects.filter(subject__contains=submission.reference).count() == 1


class TestWords:
    def test_a_remark_keeps_the_words_it_was_made_on(self, send):
        remark = send(anchor="par-1").remarks.get()
        assert remark.label == "§ 1"
        assert remark.quote == (
            "Gmina publikuje na portalu:\n1) ogłoszenia,\n2) wyniki:\na) konkursów,"
        )

    def test_two_identical_sentences_are_two_provisions(self, send):
        first = send(anchor="par-2-ust-1").remarks.get()
        second = send(anchor="par-2-ust-2").remarks.get()
        assert first.quote == second.quote
        assert (first.label, second.label) == ("§ 2 ust. 1", "§ 2 ust. 2")


class TestAnswers:
    def test_not_before_the_time_to_confirm_is_over(self, consultation, send):
        send()
        answer_all(consultation)
        with pytest.raises(ValidationError):
            answering.publish_all(consultation, consultation.results_from - timedelta(seconds=1))

    def test_not_while_one_remark_is_unanswered(self, consultation, send):
        send()
        answer_all(consultation)
        send()
        with pytest.raises(ValidationError):
            answering.publish_all(consultation, consultation.results_from)

    def test_all_at_once_and_one_mail_to_each_sender(self, consultation, send):
        send(email="a@poczta.example")
        send(email="b@poczta.example")
        OutgoingMail.objects.all().delete()
        answer_all(consultation)
        assert answering.publish_all(consultation, consultation.results_from) == 2
        assert {m.to for m in OutgoingMail.objects.all()} == {
            "a@poczta.example",
            "b@poczta.example",
        }

    def test_no_remarks_is_a_proper_result(self, consultation):
        assert answering.publish_all(consultation, consultation.results_from) == 0
        consultation.refresh_from_db()
        assert consultation.results_at

    def test_an_edited_answer_needs_approval_again(self, consultation, send):
        remark = send().remarks.get()
        answer_all(consultation)
        remark.refresh_from_db()
        again = answering.draft(remark, "rejected", "Inaczej.", None, timezone.now())
        assert again.approval == "draft"


class TestLedger:
    def test_the_whole_way_verifies(self, consultation, send):
        send()
        send(confirm=False)
        submitting.withdraw(send(), timezone.now())
        answer_all(consultation)
        answering.publish_all(consultation, consultation.results_from)
        assert verify(consultation) == []

    @pytest.mark.parametrize(
        ("sql", "named"),
        [
            ("UPDATE portal_resources_remark SET body = 'inne'", "not what was recorded: body"),
            ("UPDATE portal_resources_identity SET email = 'x@y.example'", "recorded: email"),
            (
                "UPDATE portal_resources_textunit SET text = 'inne'",
                "not what was recorded: text",
            ),
            ('UPDATE portal_resources_ledgerentry SET payload = \'{"kind":"x"}\'', "was changed"),
            ("UPDATE portal_resources_submission SET number = 7", "its number differs"),
            ("DELETE FROM portal_resources_sealkey", "key of its seal is missing"),
            ("DELETE FROM portal_resources_ledgerhead", "head of the ledger is missing"),
            (
                "UPDATE portal_resources_submission SET confirmed_at = received_at",
                "when it was confirmed differs",
            ),
            (
                "UPDATE portal_resources_consultation SET opens_at = '2020-01-01 00:00:00',"
                " closes_at = '2020-01-02 00:00:00'",
                "not as announced: closes_at",
            ),
            (
                "DELETE FROM portal_resources_ledgerentry WHERE seq ="
                " (SELECT max(seq) FROM portal_resources_ledgerentry)",
                "entries are missing",
            ),
        ],
    )
    def test_tampering_behind_the_guards_is_named(self, consultation, send, sql, named):
        now = timezone.now()
        submission = send(confirm=False, now=now - timedelta(minutes=5))
        submitting.confirm(submission, now)
        with append_only.lifted():
            raw(sql)
        with translation.override("en"):
            assert any(named in fault for fault in verify(consultation))

    def test_a_ledger_cut_off_before_a_receipt_is_found(self, consultation, send):
        send()
        receipt = consultation.ledger.last().hash
        with append_only.lifted():
            raw("DELETE FROM portal_resources_ledgerentry WHERE seq > 1")
        head = ledger.lock(consultation)
        entry = consultation.ledger.last()
        head.seq, head.hash = entry.seq, entry.hash
        head.save()
        with translation.override("en"):
            assert any("receipt" in fault for fault in verify(consultation, receipt))

    def test_private_words_are_not_in_the_ledger(self, consultation, send):
        send(body="bardzo osobista treść", person="Jan Kowalski", email="tajne@poczta.example")
        text = " ".join(consultation.ledger.values_list("payload", flat=True))
        for private in ("osobista", "Kowalski", "tajne"):
            assert private not in text

    def test_the_command_says_what_it_found(self, consultation, send, capsys):
        send()
        receipt = consultation.ledger.last().hash
        call_command("verify_consultation", consultation.pk, head=receipt)
        assert "no faults" in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("verify_consultation", consultation.pk, head="0" * 64)
        assert "receipt" in capsys.readouterr().out
