"""One remark, from the form to the published answer, as its sender meets it."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from partnerships.tests import factories
from portal import arrival
from portal.models import OutgoingMail
from resources.choices import Shown
from resources.models import Consultation, ConsultationPage, Remark, Submission
from resources.services import answering
from resources.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed():
    return people.resident()


@pytest.fixture
def url(consultation):
    return reverse("remark-new", args=[consultation.pk])


def confirm_link(mail):
    return re.search(r"http://[^/]+(/uwagi/potwierdzenie/\S+)", mail.body)[1]


def test_who_was_in_time_is_not_late_because_the_server_was_busy(client, consultation, url, typed):
    last = consultation.closes_at - timedelta(microseconds=1)
    with time_machine.travel(consultation.closes_at + timedelta(seconds=1), tick=False):
        refused = client.post(url, typed)
        assert refused.status_code == 409
        client.post(url, typed, **{arrival.KEY: last})
    assert Submission.objects.get().received_at == last


def test_form_shows_the_current_wording(client, url):
    html = client.get(url, {"zapis": "par-2-ust-1"}).content.decode()
    assert "Organizacja ma" in html
    assert "par-2-ust-1" in html


def test_no_cookie_is_set_by_any_step(client, url, typed):
    assert not client.get(url).cookies
    assert not client.post(url, typed).cookies


def test_from_form_to_receipt(client, url, typed):
    response = client.post(url, typed)
    submission = Submission.objects.get()
    assert response.headers["Location"] == submission.receipt_path()
    assert submission.confirmed_at is None
    mail = OutgoingMail.objects.get()
    assert mail.to == "nadawca@poczta.example"
    assert "Wydłużyć termin do 14 dni." in mail.body
    link = confirm_link(mail)
    assert "Potwierdzenie złożenia" not in client.get(submission.receipt_path()).content.decode()
    client.get(link)  # a mail scanner follows the link
    submission.refresh_from_db()
    assert submission.confirmed_at is None
    assert client.post(link).headers["Location"] == submission.receipt_path()
    submission.refresh_from_db()
    assert submission.number == 1
    receipt = client.get(submission.receipt_path()).content.decode()
    assert submission.reference in receipt and "Potwierdzenie złożenia" in receipt
    # The proof is in the sender's own hands, not only on our pages.
    copy = OutgoingMail.objects.latest("pk")
    entry = submission.last_entry
    assert f"wpis nr {entry.seq}. " in copy.body and entry.hash in copy.body
    assert reverse("remark-how-to-check") in copy.body


def test_only_the_remark_and_the_sender_are_required(client, url):
    response = client.post(url, {"key": uuid.uuid4()})
    assert response.status_code == 422
    form = response.context_data["form"]
    assert set(form.errors) == {"body", "who", "person", "email"}


def test_wrong_input_keeps_what_was_typed(client, url, typed):
    typed["email"] = "to nie adres"
    response = client.post(url, typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Wydłużyć termin do 14 dni." in html
    assert "to nie adres" in html
    assert Submission.objects.count() == 0


def test_the_list_of_the_form_names_members_that_left_and_no_application(client, url):
    """Who was a member was public; an application never is, withdrawn or not."""
    named = {f"Koło {state}": state for state in ("listed", "active", "paused", "left")}
    for name, state in named.items():
        factories.organisation(name, member_state=state, joined_on=date(2020, 1, 1))
    for state in ("applied", "refused", "left"):
        factories.organisation(f"Ukryte {state}", member_state=state)
    choices = client.get(url).context_data["form"].fields["organisation"].queryset
    assert {organisation.name for organisation in choices} == set(named)


def test_organisation_needs_a_name_and_the_declaration(client, url, typed):
    typed["who"] = "organisation"
    form = client.post(url, typed).context_data["form"]
    assert set(form.errors) == {"organisation_name", "authorised"}
    typed |= {"organisation_name": "KGW <Olszyny>", "authorised": "on"}
    assert client.post(url, typed).status_code == 302
    assert Submission.objects.get().identity.organisation_name == "KGW <Olszyny>"


def test_double_click_is_one_submission(client, url, typed):
    first, second = client.post(url, typed), client.post(url, typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert Submission.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_back_edit_resend_asks_and_can_be_sent_as_another(client, url, typed):
    client.post(url, typed)
    typed["body"] = "A jednak 21 dni."
    response = client.post(url, typed)
    assert response.status_code == 409
    assert "A jednak 21 dni." in response.content.decode()
    assert Submission.objects.count() == 1
    again = typed | {"as_new": str(response.context_data["new_key"])}
    assert client.post(url, again).status_code == 302
    assert client.post(url, again).status_code == 302  # a double click on "send as another"
    assert Submission.objects.count() == 2
    assert client.post(url, typed | {"as_new": "nonsense"}).status_code == 422


def test_an_address_longer_than_the_record_takes_is_refused(client, url, typed):
    response = client.post(url, typed | {"email": f"{'a' * 245}@poczta.example"})
    assert response.status_code == 422
    assert response.context_data["form"].errors.keys() == {"email"}


@pytest.mark.parametrize("body", ["x" * 2_000_000, "a\x00b"])
def test_extreme_text_gets_a_sentence(client, url, typed, body):
    response = client.post(url, typed | {"body": body})
    assert response.status_code == 422
    assert "body" in response.context_data["form"].errors
    assert Submission.objects.count() == 0


def test_unknown_provision_is_refused_with_the_text_kept(client, url, typed):
    response = client.post(url, typed | {"anchor": "par-99"})
    assert response.status_code == 409
    assert "Wydłużyć termin do 14 dni." in response.content.decode()


def test_after_the_deadline_the_text_is_given_back(client, url, typed, consultation):
    with time_machine.travel(consultation.closes_at, tick=False):
        response = client.post(url, typed)
    assert response.status_code == 409
    assert "Wydłużyć termin do 14 dni." in response.content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "../../etc", "%00", "a" * 500])
@pytest.mark.parametrize("kind", ["potwierdzenie", "pokwitowanie"])
def test_forged_links_are_not_found(client, consultation, kind, token):
    assert client.get(f"/uwagi/{kind}/{token}/").status_code == 404
    assert client.post(f"/uwagi/{kind}/{token}/").status_code == 404


def test_used_link_shows_the_receipt(client, send):
    submission = send()
    response = client.get(submission.confirmation_path())
    assert response.headers["Location"] == submission.receipt_path()


def test_expired_link_says_so(client, send):
    submission = send(confirm=False)
    with time_machine.travel(submission.confirm_by + timedelta(minutes=1), tick=False):
        response = client.post(submission.confirmation_path())
    assert response.status_code == 410
    submission.refresh_from_db()
    assert submission.confirmed_at is None


def test_withdrawing_until_the_close(client, send, consultation):
    submission = send()
    client.post(submission.receipt_path())
    submission.refresh_from_db()
    assert submission.withdrawn_at
    html = client.get(submission.receipt_path()).content.decode()
    assert f"Uwagi nr {submission.reference} nie będą rozpatrywane" in html
    assert "mogą Państwo zgłosić nowe" in html and "Wycofano" in html
    late = send()
    with time_machine.travel(consultation.closes_at, tick=False):
        assert client.post(late.receipt_path()).status_code == 409
        assert "zgłosić nowe" not in client.get(submission.receipt_path()).content.decode()
    late.refresh_from_db()
    assert late.withdrawn_at is None


class TestWhatThePublicSees:
    def pages(self, client, programme_page):
        page = ConsultationPage.objects.get()
        return [client.get(p.url).content.decode() for p in (programme_page, page)]

    def test_confirmed_remark_counts_at_once_and_unconfirmed_does_not(
        self, client, send, programme_page
    ):
        before, _ = self.pages(client, programme_page)
        assert "marker-1" not in before
        submission = send(confirm=False)
        assert "marker-1" not in self.pages(client, programme_page)[0]
        client.post(submission.confirmation_path())
        assert "marker-1" in self.pages(client, programme_page)[0]

    def test_the_open_page_closes_with_the_clock(self, client, consultation, programme_page):
        with time_machine.travel(consultation.closes_at - timedelta(seconds=2), tick=False):
            assert "?zapis=" in client.get(programme_page.url).content.decode()
        with time_machine.travel(consultation.closes_at, tick=False):
            assert "?zapis=" not in client.get(programme_page.url).content.decode()

    def test_nothing_private_is_published(self, client, send, programme_page, consultation):
        send(person="Jan Tajny", email="tajny@poczta.example")
        send(
            who="organisation",
            organisation_name="Stowarzyszenie „Łącznik”",
            person="Anna Skryta",
            email="skryta@poczta.example",
            authorised=True,
        )
        for remark in Remark.objects.all():
            response = answering.draft(
                remark, "accepted", "Zmieniliśmy termin.", None, timezone.now()
            )
            answering.put_forward([response], None, timezone.now())
            answering.approve([response], None, timezone.now())
        html = "".join(self.pages(client, programme_page))
        assert "Wydłużyć" not in html  # not before the answers
        answering.publish_all(consultation, consultation.results_from)
        html = "".join(self.pages(client, programme_page))
        assert "Wydłużyć" in html
        assert "Stowarzyszenie „Łącznik”" in html
        for private in ("Tajny", "tajny@", "Skryta", "skryta@"):
            assert private not in html

    def test_a_page_of_results_that_is_not_there(self, client, consultation, programme_page):
        answering.publish_all(consultation, consultation.results_from)
        url = ConsultationPage.objects.get().url
        assert client.get(url, {"strona": "1"}).status_code == 200
        for nonsense in ("0", "99999", "-1", "x", "²", "1" * 400):
            assert client.get(url, {"strona": nonsense}).status_code == 404
        assert client.get(url, {"wynik": "bzdura"}).status_code == 200

    def test_many_remarks_come_in_light_pages_and_none_is_left_out(
        self, client, send, consultation, programme_page
    ):
        for number in range(30):
            remark = send(body=f"Uwaga {number}: {'wydłużyć termin do 14 dni. ' * 8}").remarks.get()
            outcome = "accepted" if number % 3 else "rejected"
            answer = answering.draft(remark, outcome, "Zmieniamy. " * 15, None, timezone.now())
            answering.put_forward([answer], None, timezone.now())
            answering.approve([answer], None, timezone.now())
        answering.publish_all(consultation, consultation.results_from)
        url = ConsultationPage.objects.get().url
        seen = []
        for number in range(1, 6):
            html = client.get(url, {"strona": number}).content.decode()
            assert len(html.encode()) < 20 * 1024
            seen += re.findall(r'id="uwaga-(\d+)"', html)
        assert [int(number) for number in seen] == list(range(1, 31))
        assert "strona=2#wyniki" in client.get(url).content.decode()
        rejected = client.get(url, {"wynik": "rejected", "strona": 2}).content.decode()
        assert re.findall(r'id="uwaga-(\d+)"', rejected) == ["19", "22", "25", "28"]
        assert 'href="?wynik=accepted#wyniki"' in rejected
        assert 'href="?#wyniki"' in rejected


@pytest.mark.parametrize("shown", Shown.values)
def test_that_nobody_remarked_is_said_when_the_time_is_over(client, consultation, shown):
    Consultation.objects.update(remarks_shown=shown)
    page = client.get(ConsultationPage.objects.get().url).content.decode()
    assert ("Nie ma jeszcze żadnej uwagi" in page) == (shown == Shown.AT_ONCE)
    assert "nie zgłoszono uwag" not in page
    Consultation.objects.update(results_at=consultation.results_from)
    cache.clear()
    assert "nie zgłoszono uwag" in client.get(ConsultationPage.objects.get().url).content.decode()


@pytest.mark.parametrize(
    ("shown", "when"),
    [
        ("at_once", "gdy tylko zostaną potwierdzone"),
        ("after_close", "po zakończeniu konsultacji"),
        ("with_answers", "razem z odpowiedziami"),
    ],
)
def test_what_becomes_public_is_said_as_it_is_set(client, url, typed, consultation, shown, when):
    Consultation.objects.update(remarks_shown=shown)
    form = client.get(url).content.decode()
    assert when in form and "Jeżeli" in form
    for sender in (typed, people.organisation()):
        named = sender["who"] == "organisation"
        looked = client.post(url, sender | {"do": "preview"}, follow=True).content.decode()
        assert when in looked and ("Przy uwagach podajemy" in looked) == named
        client.post(url, sender)
        submission = Submission.objects.latest("pk")
        client.post(submission.confirmation_path())
        receipt = OutgoingMail.objects.latest("pk").body
        assert when in receipt and ("Przy uwagach podajemy" in receipt) == named
        assert "Nigdy nie publikujemy" in receipt
    Consultation.objects.update(residents_admitted=False)
    assert "Przy uwagach podajemy" in client.get(url).content.decode()
