"""The clerk's way over the desk: what was typed stays, the next remark follows, all is found."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from portal.dates import minute
from resources.models import Consultation, ConsultedTextPage, Note, Response
from resources.services import submitting
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(site_root):
    page = ConsultedTextPage(title="Regulamin konkursu", slug="regulamin", kind="rules")
    return site_root.add_child(instance=page)


def test_a_refused_extension_keeps_what_was_typed_and_says_why_at_its_field(
    clerk,
    consultation,
):
    url = reverse("desk-consultation", args=[consultation.pk])
    data = {"act": "extend", "last_day": "2020-01-01", "reason": "Prosiły o to koła gospodyń."}
    response = clerk.post(url, data)
    assert response.status_code == 422
    assert "Prosiły o to koła gospodyń." in response.content.decode()
    assert response.context["extend_form"].errors.keys() == {"last_day"}


def test_an_extension_tells_which_other_dates_no_longer_fit(
    clerk,
    consultation,
):
    consultation.answers_due = consultation.last_day + timedelta(days=7)
    consultation.save()
    url = reverse("desk-consultation", args=[consultation.pk])
    later = consultation.last_day + timedelta(days=14)
    data = {"act": "extend", "last_day": later.isoformat(), "reason": "Na wniosek KGW."}
    told = [str(m) for m in clerk.post(url, data, follow=True).context["messages"]]
    assert any("Odpowiedzi zapowiedziano" in sentence for sentence in told)


def test_publishing_with_answers_missing_needs_a_reason_and_keeps_a_long_one(
    clerk,
    consultation,
    send,
):
    send()
    url = reverse("desk-consultation", args=[consultation.pk])
    for reason, kept in [
        ("", ""),
        ("Czekamy na opinię. " * 200, "Czekamy na opinię. Czekamy"),
        ("Znak\0zerowy", "zerowy"),
    ]:
        with time_machine.travel(consultation.results_from, tick=False):
            clerk.force_login(get_user_model().objects.get(username__startswith="change"))
            response = clerk.post(url, {"act": "publish", "override": reason})
        assert response.status_code == 422
        assert response.context["override_form"].errors
        assert kept in response.content.decode()
        consultation.refresh_from_db()
        assert consultation.results_at is None


def test_after_putting_forward_comes_the_next_without_an_answer(
    clerk,
    send,
):
    first, second, third = (
        send(body=body).remarks.get() for body in ("Pierwsza.", "Druga.", "Trzecia.")
    )
    url = reverse("desk-answer", args=[first.pk]) + "?state=none"
    response = clerk.post(url, {"outcome": "accepted", "reason": "Tak.", "put_forward": "1"})
    assert response.headers["Location"] == reverse("desk-answer", args=[second.pk]) + "?state=none"
    # One of which a draft was saved keeps its place in the row.
    url = response.headers["Location"]
    context = clerk.post(url, {"outcome": "accepted", "reason": "Tak."}, follow=True).context
    assert context["before"] is None
    assert context["following"] == third


def test_every_unconfirmed_submission_can_be_found(
    clerk,
    consultation,
    send,
    monkeypatch,
):
    monkeypatch.setattr("resources.desk.consultation.UNCONFIRMED_SHOWN", 2)
    for number in range(3):
        send(email=f"osoba{number}@poczta.example", confirm=False)
    url = reverse("desk-consultation", args=[consultation.pk])
    shown = "".join(clerk.get(url, {"u": page}).content.decode() for page in (1, 2))
    assert all(f"osoba{number}@poczta.example" in shown for number in range(3))


@pytest.mark.parametrize(("override", "left"), [("", False), ("Czekamy na opinię.", True)])
def test_what_is_finished_asks_for_nothing_more(clerk, consultation, send, override, left):
    send()
    send(email="inna@poczta.example", confirm=False)
    url = reverse("desk-consultation", args=[consultation.pk])
    before = clerk.get(url).content.decode()
    assert 'name="all"' in before and "prosimy odnotować to tutaj" in before
    consultation.results_at, consultation.results_override = timezone.now(), override
    consultation.save()
    after = clerk.get(url).content.decode()
    assert ('name="all"' in after) == left
    assert "prosimy odnotować to tutaj" not in after and "Te zgłoszenia się nie liczą." in after


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize(
    ("screen", "data"),
    [
        ("desk-consultation", {"act": "extend", "reason": "x", "last_day": "{}-12-31"}),
        ("desk-council", {"session_on": "{}-01-01"}),
        ("desk-enter", {"channel": "post", "received_at": "{}-01-01 00:00"}),
        ("desk-enter", {"channel": "post", "postmarked_on": "{}-01-01"}),
        ("desk-erasure", {"act": "ask", "number": "1", "how": "x", "received_on": "{}-01-01"}),
    ],
)
def test_a_year_that_is_a_slip_is_told_and_breaks_no_screen(
    clerk,
    consultation,
    send,
    screen,
    data,
    year,
):
    send()
    url = reverse(screen, args=[consultation.pk])
    response = clerk.post(url, {name: value.format(year) for name, value in data.items()})
    assert response.status_code == 422
    assert "Prosimy sprawdzić rok." in response.content.decode()
    assert clerk.get(url).status_code == 200


class TestAWithdrawnRemark:
    @pytest.fixture
    def remark(self, send):
        submission = send()
        remark = submission.remarks.get()
        Note.objects.create(remark=remark, text="Zadzwonić do sołtysa.", at=timezone.now())
        submitting.withdraw(submission, timezone.now())
        return remark

    @pytest.mark.parametrize("permission", ["answer_remarks", "approve_answers"])
    def test_staff_read_what_it_was_and_have_no_act(self, client, remark, permission):
        client.force_login(user_with(permission))
        page = client.get(reverse("desk-answer", args=[remark.pk]))
        assert page.status_code == 200
        main = page.content.decode().split("desk-of")[1].replace("\xa0", " ")
        remark.submission.refresh_from_db()
        for words in (
            f"Tę uwagę wycofano {minute(remark.submission.withdrawn_at)}".replace("\xa0", " "),
            remark.body,
            remark.quote,
            "nadawca@poczta.example",
            "Zadzwonić do sołtysa.",
        ):
            assert words in main, words
        assert "<form" not in main and "<button" not in main

    def test_what_is_typed_about_it_meanwhile_comes_back_and_changes_nothing(self, clerk, remark):
        url = reverse("desk-answer", args=[remark.pk])
        for data in (
            {"outcome": "accepted", "reason": "Już prawie gotowe.", "put_forward": "1"},
            {"text": "Już prawie gotowe.", "note": "1"},
        ):
            refused = clerk.post(url, data)
            assert refused.status_code == 409
            assert "Już prawie gotowe." in refused.content.decode()
        assert clerk.post(url, {"authority": "confirmed"}).status_code == 409
        assert not Response.objects.exists()
        assert remark.notes.count() == 1
        redaction = {"reason": "personal_data", "explanation": "Numer telefonu.", "hidden": "on"}
        refused = clerk.post(reverse("desk-moderate", args=[remark.pk]), redaction)
        assert refused.status_code == 409
        assert "Numer telefonu." in refused.content.decode()
        assert not remark.moderations.exists()

    def test_others_do_not_see_it(self, client, remark):
        url = reverse("desk-answer", args=[remark.pk])
        assert client.get(url).status_code == 302
        client.force_login(user_with())
        assert remark.body not in client.get(url, follow=True).content.decode()


def test_a_remark_that_nobody_confirmed_has_no_screen(clerk, send):
    remark = send(confirm=False).remarks.get()
    assert clerk.get(reverse("desk-answer", args=[remark.pk])).status_code == 404


def test_after_the_session_the_way_leads_to_the_resolution(clerk, consultation, programme_page):
    url = reverse("desk-council", args=[consultation.pk])
    assert (
        reverse("wagtailadmin_pages:edit", args=[programme_page.pk])
        in clerk.get(url).content.decode()
    )
    programme_page.state, programme_page.resolution_no = "adopted", "Uchwała nr XI/99/2026"
    programme_page.save()
    assert "Rada uchwaliła program: Uchwała nr XI/99/2026." in clerk.get(url).content.decode()


def test_it_leads_there_from_any_text_that_goes_to_the_council(clerk, consultation, rules):
    url = reverse("desk-council", args=[consultation.pk])
    way = reverse("wagtailadmin_pages:edit", args=[rules.pk])
    Consultation.objects.update(text_page=rules)
    assert way not in clerk.get(url).content.decode()
    Consultation.objects.update(session_on=timezone.localdate())
    assert way in clerk.get(url).content.decode()
    rules.resolution_no = "Uchwała nr XI/99/2026"
    rules.save()
    assert "Rada uchwaliła ten tekst: Uchwała nr XI/99/2026." in clerk.get(url).content.decode()
