"""Who may not speak for an organisation: what the public, the mayor and the desk then read."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from resources import public, reporting
from resources.choices import Shown
from resources.services import answering, senders, supporting
from resources.services import reporting as reports
from resources.services.verify import verify
from resources.tests.people import ORGANISATION, user_with

NAME = ORGANISATION["organisation_name"]
INSTEAD = "nadawca bez potwierdzonego upoważnienia organizacji"

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(consultation, send):
    """Remarks in the name of an organisation, read by everybody at once."""
    consultation.remarks_shown = Shown.AT_ONCE
    consultation.save(update_fields=["remarks_shown"])
    return send(**ORGANISATION)


def decide(submission, authority="missing"):
    by = get_user_model().objects.get_or_create(username="moderacja")[0]
    assert senders.set_authority(submission, authority, by, timezone.now())


def put_forward(remark):
    response = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())


def test_pages_kept_for_readers_lose_the_name_at_once(client, submission, programme_page):
    remark = submission.remarks.get()
    page = submission.consultation.pages.get().url
    pages = [page, f"{page}?uwaga={remark.number}", programme_page.url]
    assert all(NAME in client.get(page).content.decode() for page in pages)
    decide(submission)
    for page in pages:
        html = client.get(page).content.decode()
        assert NAME not in html
        assert INSTEAD in html
    assert verify(submission.consultation) == []


@pytest.mark.parametrize("authority", ["unverified", "verified"])
def test_the_name_stays_unless_authority_is_missing(submission, authority):
    decide(submission)
    decide(submission, authority)
    (remark,) = public.remarks(submission.consultation)
    assert public.shown(remark).by == NAME


def test_a_resident_stays_a_private_person(send, consultation):
    decide(send())
    (remark,) = public.remarks(consultation)
    assert public.shown(remark).by == "osoba prywatna"


def test_no_form_of_a_report_names_or_counts_the_organisation(submission, send, results):
    send(**ORGANISATION | {"organisation_name": "OSP Lipowa"})
    decide(submission)
    content = reports.content_of(reports.make(submission.consultation, None, results()))
    assert content["counts"]["by_who"] == {"organisation": 1, "missing": 1}
    for form in ("html", "json", "csv"):
        text = reporting.render(form, content).decode()
        assert NAME not in text, form
    assert (
        "w imieniu organizacji:\xa01, brak upoważnienia:\xa01"
        in reporting.render("html", content).decode()
    )


def test_a_published_report_is_made_anew_where_a_name_goes_or_comes_back(submission, results):
    consultation, now = submission.consultation, timezone.now()
    content = supporting.SupportContent("Osoba", "kolo@klub.example", None, "Koło Zofii")
    support = supporting.support(submission, content, now)
    supporting.confirm(support, now)
    now = results()
    reports.publish(reports.make(consultation, None, now), now)

    def named():
        report = reports.current(consultation)
        assert verify(consultation) == []
        return report.number, NAME in report.content, "Koło Zofii" in report.content

    assert named() == (1, True, True)
    decide(submission, "verified")
    assert named() == (1, True, True)
    decide(submission)
    assert named() == (2, False, True)
    supporting.withdraw(support, now, user_with("answer_remarks"))
    assert named() == (3, False, False)
    decide(submission, "verified")
    assert named() == (4, True, False)
    earlier = consultation.reports.filter(number__lt=4)
    assert [report.content for report in earlier] == ["", "", ""]


def test_the_organisation_itself_may_join_what_was_sent_in_its_name(client, submission):
    typed = {
        "organisation_name": NAME,
        "authorised": "on",
        "person": "Prezeska",
        "email": "zarzad@kgw.example",
    }
    assert client.post(submission.support_path(), typed).status_code == 422
    decide(submission)
    assert client.post(submission.support_path(), typed).status_code == 302


def test_the_mayor_and_the_desk_see_the_mark(client, submission, send):
    alike = send(**ORGANISATION | {"organisation_name": "OSP Lipowa"})
    for sent in (submission, alike):
        put_forward(sent.remarks.get())
    client.force_login(user_with("approve_answers"))
    consultation = submission.consultation
    list_of_mayor = reverse("desk-approval", args=[consultation.pk])
    assert "brak upoważnienia" not in client.get(list_of_mayor).content.decode()
    assert "upoważnienie niesprawdzone" in client.get(list_of_mayor).content.decode()
    decide(submission)
    addresses = [
        list_of_mayor,
        reverse("desk-consultation", args=[consultation.pk]),
        reverse("desk-answer", args=[submission.remarks.get().pk]),
    ]
    for address in addresses:
        assert '<span class="desk-badge late">brak upoważnienia' in (
            client.get(address).content.decode()
        )
    assert INSTEAD in client.get(addresses[-1]).content.decode()
    other = client.get(reverse("desk-answer", args=[alike.remarks.get().pk]))
    assert INSTEAD not in other.content.decode()
