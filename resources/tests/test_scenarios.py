"""What must hold of a consultation, told as it happens; the parts have tests of their own."""

import os
import re
import subprocess
import sys
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import BadZipFile, ZipFile

import pypdf
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from portal.models import OutgoingMail
from resources.choices import ReceiptRule, Shown
from resources.models import (
    Attachment,
    Consultation,
    Follower,
    Moderation,
    Note,
    ProgrammePage,
    Remark,
    Submission,
    Support,
)
from resources.models.consultation import local_midnight
from resources.models.record import new_token
from resources.services import answering, ledger, reporting, submitting
from resources.services.verify import measured, verify
from resources.tests import people
from resources.tests.conftest import TEXT
from resources.tests.people import answer_all


def window(consultation, opens, closes):
    """Moves the window behind the screens, to dates that a test is about."""
    Consultation.objects.filter(pk=consultation.pk).update(
        opens_at=local_midnight(opens), closes_at=local_midnight(closes)
    )
    consultation.refresh_from_db()


class TestLastMoment:
    def test_a_second_before_midnight_counts_and_midnight_does_not(
        self, consultation, client, time_machine
    ):
        window(consultation, date(2026, 11, 1), date(2026, 12, 1))
        url = f"/uwagi/nowa/{consultation.pk}/"
        last = local_midnight(date(2026, 12, 1)) - timedelta(seconds=1)
        time_machine.move_to(last, tick=False)
        assert client.post(url, people.resident(anchor="")).status_code == 302
        time_machine.move_to(last + timedelta(seconds=1), tick=False)
        late = client.post(url, people.resident(anchor="", body="Za późno, ale napisane."))
        assert late.status_code == 409
        assert "Za późno, ale napisane." in late.content.decode()
        assert Submission.objects.get().received_at == last

    def test_the_hour_that_comes_twice_in_october(self, consultation, send):
        """25 October 2026 has 25 hours; "until 25 October" ends at 23:00 UTC."""
        window(consultation, date(2026, 10, 11), date(2026, 10, 26))
        assert consultation.closes_at == datetime(2026, 10, 25, 23, tzinfo=UTC)
        assert consultation.last_day == date(2026, 10, 25)
        first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
        assert [timezone.localtime(m).hour for m in (first, second)] == [2, 2]
        for moment in (first, second, consultation.closes_at - timedelta(microseconds=1)):
            send(now=moment, confirm=False)
        with pytest.raises(submitting.NotOpen):
            send(now=consultation.closes_at)
        # On the wall the two moments read the same; in the ledger they do not.
        stamps = [ledger.stamp(moment) for moment in (first, second)]
        assert stamps == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]

    def test_a_host_on_utc_keeps_the_clock_of_the_municipality(self):
        said = subprocess.run(
            [
                sys.executable,
                "-c",
                "import django, os, time; django.setup(); from datetime import date;"
                # Django itself sets the process to the municipality's zone.
                "os.environ['TZ'] = 'UTC'; time.tzset();"
                "from resources.models.consultation import local_midnight as m;"
                "from resources.services.ledger import stamp;"
                "print(stamp(m(date(2026, 12, 1))), stamp(m(date(2026, 7, 1))), time.tzname[0])",
            ],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.split() == [
            *["2026-12-01T00:00:00+01:00", "2026-07-01T00:00:00+02:00"],
            "UTC",
        ]

    def test_a_letter_posted_in_time_by_either_rule(self, consultation, send):
        submission = send(channel="post")
        submission.postmarked_on = consultation.last_day
        submission.received_at = consultation.closes_at + timedelta(days=3)
        submission.consultation.receipt_rule = ReceiptRule.RECEIPT
        assert not submission.in_time
        submission.consultation.receipt_rule = ReceiptRule.POSTMARK
        assert submission.in_time
        submission.postmarked_on = consultation.last_day + timedelta(days=1)
        assert not submission.in_time


class TestReceipt:
    def test_the_public_number_opens_nothing_private(self, consultation, send, client):
        submission = send()
        assert submission.reference
        for guess in (
            submission.number,
            submission.pk,
            submission.reference.replace("/", "-"),
            submission.reference,
            submission.key,
            submission.ledger.last().hash,
            consultation.ledger.last().hash[:32],
        ):
            for way in ("pokwitowanie", "potwierdzenie"):
                assert client.get(f"/uwagi/{way}/{guess}/").status_code == 404
        assert client.get(submission.receipt_path()).status_code == 200

    def test_secrets_cannot_be_guessed(self, send):
        secrets = {new_token() for _ in range(2000)}
        assert len(secrets) == 2000
        assert {len(secret) for secret in secrets} == {32}  # 24 random bytes, 192 bits
        # Each place takes any of the 64 signs, about equally often.
        signs = Counter("".join(secrets))
        assert len(signs) == 64 and max(signs.values()) < 1.5 * min(signs.values())
        one, other = send(), send()
        assert len({s for x in (one, other) for s in (x.receipt, x.confirmation)}) == 4


def test_only_organisations_is_said_kindly_and_loses_nothing(consultation, client):
    Consultation.objects.filter(pk=consultation.pk).update(residents_admitted=False)
    url = f"/uwagi/nowa/{consultation.pk}/"
    assert 'value="resident"' not in client.get(url).content.decode()
    refused = client.post(url, people.resident(anchor=""))
    assert refused.status_code == 422
    assert set(refused.context_data["form"].errors) == {"who"}
    assert "Wydłużyć termin do 14 dni." in refused.content.decode()
    assert not Submission.objects.exists()


def test_zero_remarks_is_a_proper_end(consultation, client):
    answering.publish_all(consultation, consultation.results_from)
    report = reporting.make(consultation, None, consultation.results_from)
    reporting.publish(report, consultation.results_from)
    consultation.refresh_from_db()
    assert verify(consultation) == []
    assert client.get(consultation.pages.first().url).status_code == 200
    assert client.get(f"/uwagi/sprawozdanie/{consultation.pk}/").status_code == 200


def test_five_hundred_near_identical_remarks_stay_five_hundred(consultation, client):
    """A campaign: the same words from many people, each on record under a number of its own."""
    now = timezone.now()
    with transaction.atomic():
        head = ledger.lock(consultation)
        for number in range(500):
            content = submitting.SubmissionContent(
                who="resident",
                person="Osoba",
                email=f"osoba{number}@poczta.example",
                remarks=(
                    submitting.RemarkContent(
                        f"Proszę wydłużyć termin{'.' * (number % 4)}", anchor="par-2-ust-1"
                    ),
                ),
            )
            submission, written = submitting.draw_up(consultation, uuid.uuid4(), content, now)
            submitting.record(head, submission, written, now)
            submitting.take_in(head, submission, now)
    remarks = Remark.objects.accepted().filter(submission__consultation=consultation)
    assert sorted(remarks.values_list("number", flat=True)) == list(range(1, 501))
    assert verify(consultation) == []
    assert "500" in client.get(consultation.pages.first().url).content.decode()


def test_addresses_hold_a_year_later(consultation, send, client, time_machine):
    submission = send()
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    page = consultation.pages.first()
    programme = page.get_parent().specific
    programme.text[1].value["text"] = "Zupełnie inny tekst na następny rok."
    programme.text[2].value["text"] = "Organizacja ma 30 dni."
    programme.save_revision().publish()
    programme.get_parent().add_child(
        instance=ProgrammePage(title="Program na 2028 rok", slug="2028", year=2028, text=TEXT)
    )
    time_machine.move_to(timezone.now() + timedelta(days=365))
    text = client.get(programme.url).content.decode().replace("\u00a0", " ")
    assert 'id="par-2-ust-1"' in text and "Organizacja ma 7 dni." in text
    assert "Gmina publikuje na portalu:" in text
    assert "30 dni" not in text and "Zupełnie inny tekst" not in text
    assert f'id="uwaga-{submission.remarks.get().number}"' in client.get(page.url).content.decode()
    assert client.get(submission.receipt_path()).status_code == 200


def test_the_unconfirmed_are_counted_and_do_not_count(consultation, send):
    send()
    send(confirm=False)
    send(confirm=False)
    answer_all(consultation)
    assert answering.publish_all(consultation, consultation.results_from) == 1
    consultation.refresh_from_db()
    counts = reporting.preview(consultation, consultation.results_from)["counts"]
    assert counts["unconfirmed"] == 2


def test_two_clerks_drafts_stay_private_and_each_sender_gets_one_mail(
    consultation, client, django_user_model
):
    Consultation.objects.update(remarks_shown=Shown.AT_ONCE)
    clerks = [django_user_model.objects.create(username=name) for name in ("jeden", "drugi")]
    now = timezone.now()
    for number in range(2):
        content = submitting.SubmissionContent(
            who="resident",
            person="Osoba",
            email=f"nadawca{number}@poczta.example",
            remarks=tuple(
                submitting.RemarkContent(f"Słowa{number}{i}", anchor="par-2-ust-1")
                for i in range(2)
            ),
        )
        submission, _created = submitting.submit(consultation, uuid.uuid4(), content, now)
        submitting.confirm(submission, now)
    remarks = list(Remark.objects.order_by("number"))
    for remark, clerk in zip(remarks, clerks * 2, strict=True):
        answering.draft(remark, "rejected", f"Szkic: {clerk.username}", clerk, now)
    results = consultation.pages.get().url
    public = {results, consultation.text_page.url, f"{results}?zapis=par-2-ust-1"}
    receipts = {submission.receipt_path() for submission in Submission.objects.all()}
    assert len(receipts) == 2
    for url in [*public, *receipts, f"/uwagi/kanal/{consultation.pk}/"]:
        html = client.get(url).content.decode()
        assert "Szkic:" not in html, url
        # The remark itself is where its answer would be.
        assert "Słowa" in html or "kanal" in url, url
        assert url not in public or all(f"Słowa{n}" in html for n in ("00", "01", "10", "11")), url
    with pytest.raises(answering.ChangedMeanwhile):
        answering.draft(remarks[0], "accepted", "Inaczej", clerks[1], now, seen="")
    OutgoingMail.objects.all().delete()
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    assert Counter(OutgoingMail.objects.values_list("to", flat=True)) == {
        "nadawca0@poczta.example": 1,
        "nadawca1@poczta.example": 1,
    }


# --- Nothing private anywhere ----------------------------------------------------------------

#: Stands in every private field; nobody's name.
SECRET = "Tajemnicka"


def hide_everywhere(consultation):
    """Puts the secret into every private field of the record and of the office's work."""
    now, mail = timezone.now(), f"{SECRET.lower()}@poczta.example"
    for who in ("resident", "organisation"):
        content = submitting.SubmissionContent(
            who=who,
            person=f"Sentinela {SECRET}",
            function=f"prezeska {SECRET}" if who == "organisation" else "",
            email=mail,
            organisation_name="Koło Widoczne" if who == "organisation" else "",
            authorised=who == "organisation",
            remarks=(submitting.RemarkContent("Jawne słowa uwagi.", anchor="par-5-ust-1"),),
        )
        submission, _created = submitting.submit(consultation, uuid.uuid4(), content, now)
        submitting.confirm(submission, now)
    with transaction.atomic():
        head = ledger.lock(consultation)
        support = Support.objects.create(
            submission=submission,
            organisation_name="Koło Wspierające",
            person=f"Sentinela {SECRET}",
            email=mail,
            received_at=now,
            confirm_by=now,
        )
        ids = {"submission": submission.pk, "support": support.pk}
        ledger.append(head, "supported", now, rows=[support], **ids)
        support.confirmed_at = now
        support.save(update_fields=["confirmed_at"])
        ledger.append(head, "support_confirmed", now, **ids)
        attachment = Attachment(submission=submission, name=f"{SECRET}.pdf", size=0)
        attachment.file.save("", ContentFile(f"umowa {SECRET}".encode()), save=False)
        attachment.size, attachment.sha256 = measured(attachment.file)
        attachment.save()
        ledger.append(head, "attached", now, rows=[attachment], submission=submission.pk)
    hidden, _created = submitting.submit(
        consultation,
        uuid.uuid4(),
        submitting.SubmissionContent(
            who="resident",
            person="Osoba",
            email=mail,
            remarks=(submitting.RemarkContent(f"Sąsiadka {SECRET} hałasuje."),),
        ),
        now,
    )
    submitting.confirm(hidden, now)
    remark = hidden.remarks.get()
    with transaction.atomic():
        head = ledger.lock(consultation)
        moderation = Moderation.objects.create(
            remark=remark, body="Ktoś hałasuje.", reason="personal_data", at=now
        )
        about = {"submission": hidden.pk, "remark": remark.pk}
        ledger.append(head, "moderated", now, rows=[moderation], **about)
    Note.objects.create(remark=remark, text=f"Dzwoniła {SECRET}", at=now)
    Follower.objects.create(consultation=consultation, email=mail, created_at=now, confirmed_at=now)
    answering.draft(remark, "rejected", f"Szkic o {SECRET}", None, now)
    return submission


def readable(response):
    """What somebody who opens an answer of the server can read in it."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if "pdf" in kind:
        reader = pypdf.PdfReader(BytesIO(content))
        return "\n".join([str(reader.metadata), *(p.extract_text() for p in reader.pages)])
    try:
        with ZipFile(BytesIO(content)) as archive:  # DOCX, XLSX
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    except BadZipFile:
        pass
    return content.decode(errors="replace") + str(response.headers)


def crawl(client, starts):
    """Every address that a reader gets to from `starts`, with what is to be read there."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        url = waiting.pop()
        response = client.get(url)
        if response.status_code in (301, 302):
            found = [response["Location"]]
        elif response.status_code == 200:
            text = readable(response)
            yield url, text
            found = re.findall(r'(?:href|src|srcset|action)="([^"#]+)', text)
            found += re.findall(r"<(?:loc|link|guid)[^>]*>([^<]+)<", text)
        else:
            continue
        for link in found:
            parts = urlsplit(urljoin(url, link.replace("&amp;", "&").split(" ")[0]))
            if parts.netloc not in ("", "testserver", "127.0.0.1:8000", "localhost"):
                continue
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            private = path.startswith(("/admin", "/static/", "/demo/", "/media/"))
            # Filters combine without end and narrow what the list itself shows.
            if path not in seen and not private and path.startswith("/") and path.count("=") < 2:
                seen.add(path)
                waiting.append(path)


def test_no_private_data_on_any_public_address(demo_content, client):
    consultation = Consultation.objects.get(
        results_at=None, text_page__content_type__model="programmepage"
    )
    Consultation.objects.filter(pk=consultation.pk).update(remarks_shown=Shown.AT_ONCE)
    hide_everywhere(consultation)
    starts = ["/", "/en/", "/uk/", "/sitemap.xml", "/szukaj/?q=tajemnic", "/szukaj/?q=sentinela"]
    starts += ["/szukaj/?q=ha%C5%82as"]
    # Once while the answer about the secret is a draft, and once when all is out.
    seen_by_everybody(client, starts)
    answer_all(consultation)
    consultation.refresh_from_db()
    answering.publish_all(consultation, consultation.results_from)
    report = reporting.make(consultation, None, consultation.results_from)
    reporting.publish(report, consultation.results_from)
    reporting.make_files(report)
    address = f"/uwagi/sprawozdanie/{consultation.pk}/"
    public = seen_by_everybody(client, [*starts, address])
    files = {f"{address}{form}/" for form in report.files.values_list("format", flat=True)}
    assert files and files <= public.keys()


def seen_by_everybody(client, starts):
    """What is to be read, by address; nothing of it is private, and what is public is there."""
    public = {}
    for url, text in crawl(client, starts):
        public[url] = text
        assert SECRET.lower() not in text.lower(), url
        # The page of a search says again what was asked.
        assert "Sentinela" not in text, url
    # It was where it should have found something.
    for way in ("rejestr", "kanal", "terminy"):
        assert any(f"/uwagi/{way}/" in url for url in public), way
    for seen in ("Ktoś hałasuje.", "Jawne słowa uwagi.", "Koło Wspierające", "Koło Widoczne"):
        assert any(seen in text for text in public.values()), seen
    return public
