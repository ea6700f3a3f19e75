"""A registered organisation is told of what came in its name, also where that was typed in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partnerships.tests import factories
from portal.models import OutgoingMail
from resources import public
from resources.models import Identity, Support
from resources.services import erasing, supporting
from resources.services.verify import verify
from resources.tests.people import ORGANISATION

NAME = "Centrum Integracji Społecznej „Warsztat”"
REGISTERED = "biuro@warsztat.example"
MATCHED = f"rozpoznano organizację w rejestrze: {NAME}."
OTHER = f"Inny adres niż w rejestrze organizacji: {REGISTERED}."

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return factories.organisation(
        NAME, email=REGISTERED, krs="0000413516", member_state="applied", short_name="CIS"
    )


@pytest.fixture
def typed(known, send):
    """`typed(NAME)`: confirmed remarks under a name that was typed in."""

    def typed(name, **more):
        return send(**ORGANISATION | {"organisation_name": name, **more})

    return typed


@pytest.fixture
def join():
    """`join(submission, "Koło A", "a@klub.example")`: an organisation joins, and confirms."""

    def join(submission, name, email, **more):
        content = supporting.SupportContent("Osoba", email, organisation_name=name, **more)
        support = supporting.support(submission, content, submission.received_at)
        supporting.confirm(support, submission.received_at)
        return support

    return join


def told(address=REGISTERED):
    return list(OutgoingMail.objects.filter(to=address))


def answer_screen(submission):
    return reverse("desk-answer", args=[submission.remarks.get().pk])


@pytest.mark.parametrize(
    "said",
    [
        {"organisation_name": NAME},
        {"organisation_name": 'CENTRUM INTEGRACJI SPOŁECZNEJ "WARSZTAT"'},
        {"organisation_name": "CIS"},
        {"organisation_name": "Warsztat", "krs": "0000413516"},
    ],
)
def test_the_registered_address_is_told_and_the_name_stays_as_typed(typed, known, clerk, said):
    submission = typed(said.pop("organisation_name"), **said)
    identity = Identity.objects.get()
    assert (identity.organisation, identity.matched) == (known, True)
    (mail,) = told()
    assert identity.organisation_name in mail.body
    assert "wpisano jej nazwę lub numer KRS" in mail.body.replace("\u00a0", " ")
    (remark,) = public.remarks(submission.consultation)
    assert public.shown(remark).by == identity.organisation_name
    html = clerk.get(answer_screen(submission)).content.decode()
    assert MATCHED in html
    assert OTHER in html
    assert verify(submission.consultation) == []


def test_the_organisation_that_writes_itself_is_not_told_twice(typed, clerk):
    submission = typed(NAME, email=REGISTERED.upper())
    assert not told()
    html = clerk.get(answer_screen(submission)).content.decode()
    assert "To adres z rejestru organizacji." in html


def test_a_chosen_organisation_is_not_called_matched(send, known, clerk):
    sender = ORGANISATION | {"organisation_name": NAME, "organisation_id": known.pk}
    html = clerk.get(answer_screen(send(**sender))).content.decode()
    assert MATCHED not in html
    assert OTHER in html


def test_the_desk_reads_that_a_name_stands_in_no_register(typed, clerk):
    html = clerk.get(answer_screen(typed("Koło Nowe"))).content.decode()
    assert "Nazwę wpisano ręcznie, nie wybrano jej z rejestru organizacji." in html
    assert not told()


def test_of_a_resident_nothing_is_looked_up(send, known, clerk):
    with CaptureQueriesContext(connection) as asked:
        submission = send(organisation_name="", krs="")
    assert not any("partnerships_organisation" in query["sql"] for query in asked)
    assert "rejestru organizacji" not in clerk.get(answer_screen(submission)).content.decode()


def test_the_name_erased_leaves_no_name_that_the_sender_did_not_choose(typed):
    submission = typed("Warsztat", krs="413516")
    now = timezone.now()
    request = erasing.ask(submission, "Listem.", now, None, now)
    erasing.grant([request], "identity", "", None, now)
    (remark,) = public.remarks(submission.consultation)
    assert public.shown(remark).by == "nazwa usunięta"
    assert verify(submission.consultation) == []


def test_a_letter_entered_under_the_name_is_told_of_too(known, consultation, clerk):
    letter = {
        "key": "5b6f8f0e-4c67-4c3a-9a1c-0c0b2d0f2a11",
        "channel": "post",
        "received_at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "who": "organisation",
        "organisation_name": "Centrum integracji społecznej Warsztat",
        "r-TOTAL_FORMS": "1",
        "r-INITIAL_FORMS": "0",
        "r-0-body": "Wydłużyć termin.",
        "nevertheless": "channel late residents",
    }
    clerk.post(reverse("desk-enter", args=[consultation.pk]), letter)
    assert Identity.objects.get().matched
    assert len(told()) == 1


# --- Joining ---------------------------------------------------------------------------------


def test_a_supporter_who_types_the_name_is_matched_and_told_of(typed, join, clerk, known):
    submission = typed("Koło A")
    support = join(submission, NAME.upper(), "obcy@poczta.example")
    assert (support.organisation, support.matched) == (known, True)
    (mail,) = told()
    assert "wpisano jej nazwę lub numer KRS" in mail.body.replace("\u00a0", " ")
    html = clerk.get(answer_screen(submission)).content.decode()
    assert MATCHED in html
    assert OTHER in html
    assert verify(submission.consultation) == []


@pytest.mark.parametrize("name", [NAME.upper(), "CIS", "centrum integracji spolecznej warsztat"])
def test_own_remarks_are_known_however_the_name_is_written(typed, client, name):
    submission = typed(NAME)
    response = client.post(
        submission.support_path(),
        {
            "organisation_name": name,
            "authorised": "on",
            "person": "Ktoś",
            "email": "ktos@poczta.example",
        },
    )
    assert response.status_code == 422
    assert "To uwagi tej samej organizacji." in response.content.decode()
    assert not Support.objects.exists()


@pytest.mark.parametrize(
    ("first", "second"), [("Koło A", "KOŁO „A”"), (NAME, "CIS")], ids=["name", "register"]
)
def test_an_organisation_joins_once_whoever_writes(typed, join, client, first, second):
    submission = typed("Koło B")
    asked_before = supporting.support(
        submission,
        supporting.SupportContent("Druga", "druga@klub.example", organisation_name=second),
        submission.received_at,
    )
    join(submission, first, "pierwsza@klub.example")
    again = {"organisation_name": second, "authorised": "on", "person": "Trzecia"}
    response = client.post(submission.support_path(), again | {"email": "trzecia@klub.example"})
    assert response.status_code == 422
    assert "Ta organizacja już popiera te uwagi." in response.content.decode()
    address = reverse("support-confirm", args=[asked_before.confirmation])
    response = client.post(address, {"do": "confirm"})
    assert response.status_code == 409
    assert "Ta organizacja już popiera te uwagi." in response.content.decode()
    assert supporting.counting(submission).count() == 1
    assert len(told("trzecia@klub.example")) == 0


def test_two_of_the_register_with_one_name_both_join(typed, join):
    submission = typed("Koło B")
    for number in (1, 2):
        entry = factories.organisation("OSP", email="")
        join(submission, "OSP", f"osp{number}@klub.example", organisation_id=entry.pk)
    assert supporting.counting(submission).count() == 2


def test_once_a_support_is_withdrawn_the_organisation_joins_again(typed, join):
    submission = typed("Koło B")
    first = join(submission, "Koło A", "pierwsza@klub.example")
    supporting.withdraw(first, submission.received_at)
    join(submission, "Koło A", "druga@klub.example")
    assert supporting.counting(submission).count() == 1
