"""Remarks that came on paper, by mail or by word: recorded at once, in time or late, never lost."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partnerships.tests import factories
from portal.dates import until_day
from portal.models import OutgoingMail
from resources.models import Remark, Submission
from resources.services import entering, submitting
from resources.services.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = get_user_model().objects.create_user("moderacja", password="x")
    codenames = ["access_admin", "change_consultation", "answer_remarks"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


@pytest.fixture
def url(consultation):
    return reverse("desk-enter", args=[consultation.pk])


def letter(**changes):
    received = changes.pop("received_at", timezone.now())
    return {
        "key": str(uuid.uuid4()),
        "channel": "paper_desk",
        "received_at": timezone.localtime(received).strftime("%Y-%m-%d %H:%M"),
        "who": "organisation",
        "organisation_name": "Ochotnicza Straż Pożarna",
        "r-TOTAL_FORMS": "1",
        "r-INITIAL_FORMS": "0",
        "r-0-anchor": "par-2-ust-1",
        "r-0-body": "Wydłużyć termin.",
        **changes,
    }


def test_a_letter_without_a_remark_is_told_so_in_words_of_the_office(client, url, staff):
    response = client.post(url, letter(**{"r-0-anchor": "", "r-0-body": ""}))
    assert response.status_code == 422
    html = response.content.decode()
    assert "Prosimy wpisać co najmniej jedną uwagę." in html and "formularz." not in html


def test_it_counts_at_once_with_its_number_and_channel(client, url, staff, consultation):
    response = client.post(url, letter())
    submission = Submission.objects.get()
    assert (submission.number, submission.channel) == (1, "paper_desk")
    assert submission.entered_by == staff
    assert submission.in_time
    assert Remark.objects.get().quote == "Organizacja ma 7 dni."
    assert not OutgoingMail.objects.exists()
    page = client.get(response.headers["Location"]).content.decode()
    assert submission.reference in page
    paper = reverse("remark-receipt-paper", args=[submission.receipt])
    assert paper in page
    assert client.get(paper).headers["Content-Type"] == "application/pdf"
    kinds = [entry.payload for entry in consultation.ledger.order_by("seq")]
    assert '"channel":"paper_desk"' in kinds[1]
    assert '"kind":"confirmed"' in kinds[2]
    assert "Straż" not in "".join(kinds)
    assert verify(consultation) == []


def test_a_double_click_records_once_and_other_content_is_asked_about(client, url, staff):
    data = letter()
    client.post(url, data)
    client.post(url, data)
    assert Submission.objects.count() == 1
    other = client.post(url, data | {"r-0-body": "Co innego."})
    assert other.status_code == 409
    assert "Co innego." in other.content.decode()
    assert Submission.objects.count() == 1


def test_several_remarks_of_one_letter(client, url, staff):
    more = client.post(url, letter(more="1")).content.decode()
    assert 'name="r-1-body"' in more
    assert "Wydłużyć termin." in more
    assert not Submission.objects.exists()
    data = letter(**{"r-TOTAL_FORMS": "3", "r-1-anchor": "", "r-1-body": "Ogólnie dobrze."})
    client.post(url, data)
    assert list(Remark.objects.values_list("number", "label", "body")) == [
        (1, "§ 2 ust. 1", "Wydłużyć termin."),
        (2, "", "Ogólnie dobrze."),
    ]


def test_with_an_address_the_receipt_goes_by_mail_and_the_organisation_is_told(client, url, staff):
    organisation = factories.organisation("Fundacja", email="biuro@fundacja.example")
    data = letter(organisation=organisation.pk, organisation_name="", email="osoba@poczta.example")
    client.post(url, data)
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {
        "osoba@poczta.example",
        "biuro@fundacja.example",
    }


def test_what_came_late_is_said_before_and_recorded_as_late(client, url, staff, consultation):
    late = consultation.closes_at + timedelta(hours=1)
    with time_machine.travel(late + timedelta(hours=1), tick=False):
        client.force_login(staff)
        data = letter(received_at=late)
        asked = client.post(url, data)
        assert asked.status_code == 200
        assert "nevertheless" in asked.content.decode()
        assert "Wydłużyć termin." in asked.content.decode()
        assert not Submission.objects.exists()
        client.post(url, data | {"nevertheless": "late"})
        submission = Submission.objects.get()
        assert submission.number == 1
        assert not submission.in_time
        answer = client.get(reverse("desk-answer", args=[submission.remarks.get().pk]))
        form = answer.context["form"]
        assert form.initial["outcome"] == "not_examined"


@pytest.mark.parametrize(("rule", "in_time"), [("postmark", True), ("receipt", False)])
def test_post_that_arrives_after_the_close(client, url, staff, consultation, rule, in_time):
    type(consultation).objects.update(receipt_rule=rule)
    arrived = consultation.closes_at + timedelta(days=2)
    with time_machine.travel(arrived + timedelta(hours=1), tick=False):
        client.force_login(staff)
        data = letter(
            channel="post", received_at=arrived, postmarked_on=consultation.last_day.isoformat()
        )
        client.post(url, data)
        assert Submission.objects.exists() == in_time
        client.post(url, data | {"nevertheless": "late"})
    assert Submission.objects.get().in_time == in_time


def test_a_way_that_was_not_announced_warns_and_does_not_refuse(client, url, staff, consultation):
    type(consultation).objects.update(accepted_channels=["online", "post"])
    data = letter()
    assert client.post(url, data).status_code == 200
    assert not Submission.objects.exists()
    client.post(url, data | {"nevertheless": "channel"})
    assert Submission.objects.get().number == 1


def test_what_was_said_on_the_telephone_is_noted(client, url, staff, consultation):
    type(consultation).objects.update(accepted_channels=["online", "phone"])
    client.post(url, letter(channel="phone"))
    assert Submission.objects.get().get_channel_display() == "telefonicznie – notatka urzędowa"


def test_a_warning_that_was_not_on_the_screen_is_shown_first(client, url, staff, consultation):
    type(consultation).objects.update(accepted_channels=["online"], residents_admitted=False)
    data = letter()
    assert 'name="nevertheless" value="channel"' in client.post(url, data).content.decode()
    changed = data | {"who": "resident", "person": "Osoba Prywatna", "nevertheless": "channel"}
    asked = client.post(url, changed)
    assert asked.status_code == 200
    assert "nie są skierowane do mieszkańców" in asked.content.decode()
    assert not Submission.objects.exists()
    client.post(url, changed | {"nevertheless": "channel residents"})
    assert Submission.objects.exists()


@pytest.mark.parametrize("moment", ["future", "before"])
def test_a_moment_that_cannot_be_is_refused_with_the_words_kept(
    client, url, staff, consultation, moment
):
    at = {
        "future": timezone.now() + timedelta(hours=2),
        "before": consultation.opens_at - timedelta(hours=1),
    }[moment]
    refused = client.post(url, letter(received_at=at, nevertheless="late"))
    assert refused.status_code == 422
    assert "Wydłużyć termin." in refused.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "slip",
    [
        {"r-0-body": ""},
        {"r-0-anchor": "par-999"},
        {"organisation_name": ""},
        {"who": "resident", "person": ""},
        {"received_at": "wczoraj"},
        {"key": "x"},
        {"email": f"{'a' * 245}@poczta.example"},
        {"r-TOTAL_FORMS": "9" * 9},
        {"r-TOTAL_FORMS": "x"},
        {"channel": "online"},
    ],
)
def test_a_slip_gets_a_sentence(client, url, staff, slip):
    data = letter()
    if "received_at" in slip:
        data["received_at"] = slip["received_at"]
    else:
        data |= slip
    refused = client.post(url, data)
    if "r-TOTAL_FORMS" in slip:
        assert refused.status_code in (302, 422)
    else:
        assert refused.status_code == 422
        assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("rule", "in_time"),
    [("postmark", "data stempla"), ("receipt", "wpłynęło do urzędu")],
)
def test_after_the_answers_it_says_what_to_do(client, url, staff, consultation, rule, in_time):
    """Also with a letter that was posted in time: the mayor owes its sender an answer."""
    type(consultation).objects.update(results_at=timezone.now(), receipt_rule=rule)
    html = client.get(url).content.decode()
    assert 'name="channel"' not in html
    for said in (
        "do akt sprawy",
        in_time,
        until_day(consultation.last_day),
        "rozpatruje je Burmistrz",
    ):
        assert said in html
    assert client.post(url, letter()).status_code == 422
    assert not Submission.objects.exists()


def test_what_changed_meanwhile_is_read_once_and_before_it_is_recorded(consultation, staff):
    now = timezone.now()

    def enter():
        remarks = (submitting.RemarkContent("Wydłużyć termin."),)
        content = submitting.SubmissionContent("resident", "Osoba", "", remarks, channel="post")
        entering.enter(consultation, uuid.uuid4(), content, now, staff, now)

    with CaptureQueriesContext(connection) as asked:
        enter()
    assert sum('"closes_at"' in query["sql"] for query in asked) == 1
    type(consultation).objects.update(results_at=now)
    with pytest.raises(ValidationError):
        enter()


class TestTheSameWords:
    """A letter that lies on two desks is typed twice."""

    @pytest.fixture(autouse=True)
    def recorded(self, client, url, staff):
        client.post(url, letter(**{"r-0-body": "Wydłużyć termin,\r\n\r\nbo jest za krótki."}))
        return Remark.objects.get()

    SAME = {"r-0-body": "Wydłużyć  termin, bo jest\xa0za krótki.", "r-0-anchor": ""}

    def test_they_are_shown_first_with_what_was_typed(self, client, url, recorded):
        asked = client.post(url, letter(**self.SAME))
        assert asked.status_code == 200
        html = asked.content.decode()
        assert reverse("desk-answer", args=[recorded.pk]) in html
        assert "Ochotnicza Straż Pożarna" in html.split('role="alert"')[1].split("</div>")[0]
        assert self.SAME["r-0-body"] in html
        assert Submission.objects.count() == 1

    def test_another_letter_that_says_the_same_is_recorded(self, client, url):
        data = letter(**self.SAME)
        html = client.post(url, data).content.decode()
        waives = re.search(r'name="nevertheless" value="([^"]*)"', html)[1]
        client.post(url, data | {"nevertheless": waives})
        assert Submission.objects.count() == 2

    def test_those_that_nobody_has_seen_yet_are_shown_too(self, client, url):
        data = letter(**self.SAME)
        client.post(url, data | {"key": str(uuid.uuid4()), "nevertheless": "same-1"})
        asked = client.post(url, data | {"nevertheless": "same-1"})
        assert asked.status_code == 200
        assert Submission.objects.count() == 2

    def test_the_form_on_the_portal_counts_too(self, client, url, send, recorded):
        online = send(body="Wydłużyć termin, bo jest za krótki.").remarks.get()
        html = client.post(url, letter(**self.SAME)).content.decode()
        assert all(reverse("desk-answer", args=[r.pk]) in html for r in (online, recorded))

    def test_of_many_the_same_sender_is_named_first(self, client, url, send, recorded):
        for number in range(5):
            send(body="Wydłużyć termin, bo jest za krótki.", person=f"Osoba {number}")
        html = client.post(url, letter(**self.SAME)).content.decode()
        named = re.search(r'name="nevertheless" value="([^"]*)"', html)[1].split()
        assert named == ["same-1", "same-6", "same-5"]

    @pytest.mark.parametrize("gone", ["withdrawn", "unconfirmed", "other words"])
    def test_what_does_not_count_or_says_more_is_no_matter(self, client, url, send, recorded, gone):
        body = "Skreślić § 2."
        if gone == "withdrawn":
            submitting.withdraw(send(body=body), timezone.now())
        elif gone == "unconfirmed":
            send(body=body, confirm=False)
        else:
            send(body=body + " Jest zbędny.")
        count = Submission.objects.count()
        client.post(url, letter(**{"r-0-body": body}))
        assert Submission.objects.count() == count + 1

    def test_a_double_click_is_not_asked(self, client, url):
        data = letter(**{"r-0-body": "Całkiem nowe."})
        first, second = client.post(url, data), client.post(url, data)
        assert first.headers["Location"] == second.headers["Location"]
        assert Submission.objects.count() == 2
