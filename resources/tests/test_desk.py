"""The desk: who may do what, and the way of an answer through the admin."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from portal.models import OutgoingMail
from resources.models import AnswerTemplate, Remark, Response
from resources.services import answering
from resources.services.verify import verify
from resources.tests.people import ORGANISATION, user_with

pytestmark = pytest.mark.django_db


def urls(consultation, remark):
    return {
        "desk": reverse("desk"),
        "consultation": reverse("desk-consultation", args=[consultation.pk]),
        "approval": reverse("desk-approval", args=[consultation.pk]),
        "answer": reverse("desk-answer", args=[remark.pk]),
    }


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        ([], set()),
        (["answer_remarks"], {"desk", "consultation", "answer"}),
        (["change_consultation"], {"desk", "consultation", "answer"}),
        (["approve_answers"], {"desk", "consultation", "answer", "approval"}),
    ],
)
def test_who_sees_what(client, consultation, send, permissions, allowed):
    addresses = urls(consultation, send().remarks.get())
    client.force_login(user_with(*permissions))
    seen = {name for name, url in addresses.items() if client.get(url).status_code == 200}
    assert seen == allowed


def test_anonymous_sees_nothing(client, consultation, send):
    for url in urls(consultation, send().remarks.get()).values():
        response = client.get(url)
        assert response.status_code == 302
        assert "login" in response.headers["Location"]


def test_approver_cannot_draft_and_clerk_cannot_approve(client, consultation, send):
    remark = send().remarks.get()
    addresses = urls(consultation, remark)
    client.force_login(user_with("approve_answers"))
    answer = {"outcome": "accepted", "reason": "Tak."}
    client.post(addresses["answer"], answer)
    assert not Response.objects.exists()
    response = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    client.force_login(user_with("change_consultation", "answer_remarks"))
    client.post(addresses["approval"], {"answer": response.digest, "approve": "1"})
    response.refresh_from_db()
    assert response.approval == "submitted"


def test_only_who_runs_it_may_publish_or_extend(client, consultation):
    client.force_login(user_with("answer_remarks"))
    url = reverse("desk-consultation", args=[consultation.pk])
    data = {"act": "extend", "last_day": "2099-01-01", "reason": "x"}
    client.post(url, data)
    assert not consultation.extensions.exists()


def test_an_answer_needs_outcome_and_reason_and_keeps_the_draft(clerk, consultation, send):
    url = reverse("desk-answer", args=[send().remarks.get().pk])
    response = clerk.post(url, {"reason": "Długo pisany powód."})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Długo pisany powód." in html
    assert "Jeszcze nie zapisano" in html and "Prosimy wybrać sposób rozpatrzenia uwagi." in html
    (first,) = re.findall(r'<input[^>]*id="id_outcome_0"[^>]*>', html)
    assert "autofocus" in first
    assert "Jeszcze nie zapisano" not in clerk.get(url).content.decode()


def test_from_draft_to_published(clerk, client, consultation, send):
    remark = send().remarks.get()
    url = reverse("desk-answer", args=[remark.pk])
    clerk.post(url, {"outcome": "partly", "reason": "Dziesięć dni.", "put_forward": "1"})
    client.force_login(user_with("approve_answers"))
    page = reverse("desk-approval", args=[consultation.pk])
    assert "Dziesięć dni." in client.get(page).content.decode()
    client.post(page, {"answer": remark.response.digest, "approve": "1"})
    client.force_login(user_with("change_consultation"))
    desk = reverse("desk-consultation", args=[consultation.pk])
    client.post(desk, {"act": "publish"})
    remark.response.refresh_from_db()
    assert remark.response.published_at is None  # too early
    with time_machine.travel(consultation.results_from, tick=False):
        client.force_login(get_user_model().objects.get(username="change_consultation"))
        client.post(desk, {"act": "publish"})
    remark.response.refresh_from_db()
    assert remark.response.published_at is not None
    client.logout()
    assert "Dziesięć dni." in client.get(consultation.pages.get().url).content.decode()


def test_extension_is_logged_and_shown(clerk, consultation):
    last = consultation.last_day
    later = last.replace(year=last.year + 1)
    url = reverse("desk-consultation", args=[consultation.pk])
    earlier = {"act": "extend", "last_day": "2020-01-01", "reason": "pomyłka"}
    clerk.post(url, earlier)
    assert not consultation.extensions.exists()
    clerk.post(url, {"act": "extend", "last_day": later.isoformat(), "reason": "Na wniosek KGW."})
    consultation.refresh_from_db()
    assert consultation.last_day == later
    clerk.logout()
    assert "Na wniosek KGW." in clerk.get(consultation.pages.get().url).content.decode()


def test_foreign_or_unconfirmed_remarks_are_not_there(clerk, send):
    hidden = send(confirm=False).remarks.get()
    assert clerk.get(reverse("desk-answer", args=[hidden.pk])).status_code == 404
    assert clerk.get(reverse("desk-answer", args=[999_999])).status_code == 404


def test_pages_with_a_record_are_neither_deleted_nor_unpublished(
    admin_client, programme_page, consultation
):
    for page in (programme_page, consultation.pages.get(), programme_page.get_parent()):
        for action in ("delete", "unpublish"):
            url = reverse(f"wagtailadmin_pages:{action}", args=[page.pk])
            response = admin_client.post(url, follow=True)
            assert response.status_code == 200
            page.refresh_from_db()
            assert page.live
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        admin_client.post(f"{bulk}?id={page.pk}&next=/admin/")
        page.refresh_from_db()
    assert Remark.objects.count() == 0


def test_the_mayor_does_not_approve_words_that_were_changed_meanwhile(client, consultation, send):
    remark = send().remarks.get()
    seen = answering.draft(remark, "accepted", "Tak.", None, timezone.now())
    answering.put_forward([seen], None, timezone.now())
    digest = seen.digest
    changed = answering.draft(remark, "rejected", "Jednak nie.", None, timezone.now())
    answering.put_forward([changed], None, timezone.now())
    client.force_login(user_with("approve_answers"))
    page = reverse("desk-approval", args=[consultation.pk])
    for answer in (digest, "9" * 5000, "x"):
        client.post(page, {"answer": answer, "approve": "1"})
        assert Response.objects.get().approval == "submitted"


def test_what_was_announced_cannot_be_edited_only_extended(clerk, consultation):
    from django.core.exceptions import ValidationError

    consultation.closes_at -= timedelta(days=9)
    with pytest.raises(ValidationError) as refused:
        consultation.full_clean()
    assert "closes_at" in refused.value.message_dict


def test_a_last_day_beyond_the_calendar_is_refused(clerk, consultation):
    url = reverse("desk-consultation", args=[consultation.pk])
    data = {"act": "extend", "last_day": "9999-12-31", "reason": "x"}
    assert clerk.post(url, data).status_code == 422
    assert not consultation.extensions.exists()


def test_staff_note_a_confirmation_by_another_channel(clerk, consultation, send):
    submission = send(confirm=False)
    url = reverse("desk-consultation", args=[consultation.pk])
    with time_machine.travel(submission.confirm_by + (consultation.CONFIRM_WITHIN / 3)):
        clerk.force_login(get_user_model().objects.get(username__startswith="change"))
        assert "nadawca@poczta.example" in clerk.get(url).content.decode()
        for pk in ("x", "9" * 5000, "999999"):
            assert clerk.post(url, {"act": "confirm", "submission": pk}).status_code == 404
        clerk.post(url, {"act": "confirm", "submission": submission.pk})
    submission.refresh_from_db()
    assert submission.number == 1


# --- One screen to answer from ---------------------------------------------------------------


def answer(client, remark, **data):
    """Answers as from the screen that was just opened."""
    url = reverse("desk-answer", args=[remark.pk])
    seen = client.get(url).context["seen"]
    return client.post(url, {"seen": seen, "outcome": "accepted", "reason": "Tak.", **data})


def test_two_clerks_at_once_see_both_versions_and_lose_nothing(clerk, send):
    remark = send().remarks.get()
    url = reverse("desk-answer", args=[remark.pk])
    seen = clerk.get(url).context["seen"]
    answering.draft(remark, "rejected", "Słowa kogoś innego.", None, timezone.now())
    mine = {"outcome": "accepted", "reason": "Moje słowa."}
    conflict = clerk.post(url, {"seen": seen, **mine})
    assert conflict.status_code == 409
    html = conflict.content.decode()
    assert "Słowa kogoś innego." in html
    assert "Moje słowa." in html
    assert Response.objects.get().reason == "Słowa kogoś innego."
    # The form names the version that was shown, so saving again is a choice.
    clerk.post(url, {"seen": conflict.context["seen"], **mine})
    assert Response.objects.get().reason == "Moje słowa."
    assert list(remark.answer_events.values_list("reason", flat=True)) == [
        "Słowa kogoś innego.",
        "Moje słowa.",
    ]


def test_who_else_has_it_open_is_said(clerk, send):
    url = reverse("desk-answer", args=[send().remarks.get().pk])
    assert clerk.get(url).context["others"] is None
    other = user_with("answer_remarks")
    clerk.force_login(other)
    who, minutes = clerk.get(url).context["others"]
    assert (who.username, minutes) == ("change_consultation-answer_remarks", 1)
    assert clerk.get(url).context["others"] is None


def test_words_of_a_template_join_what_was_typed(clerk, send):
    template = AnswerTemplate.objects.create(
        title="Termin", outcome="explained", reason="Termin już obowiązuje."
    )
    remark = send().remarks.get()
    url = reverse("desk-answer", args=[remark.pk])
    typed = {"seen": "", "reason": "Dziękujemy.", "template": template.pk, "start": "1"}
    html = clerk.post(url, typed).content.decode()
    assert "Dziękujemy.\n\nTermin już obowiązuje." in html
    assert not Response.objects.exists()
    assert "Termin już obowiązuje." in clerk.get(f"{url}?template={template.pk}").content.decode()
    for wrong in ("x", "9" * 50, "0"):
        assert clerk.get(f"{url}?template={wrong}&copy={wrong}").status_code == 200


def test_similar_remarks_are_found_and_their_answer_can_be_used(clerk, send):
    words = "Prosimy o wydłużenie terminu składania ofert do czternastu dni roboczych."
    first = send(body=words).remarks.get()
    alike = send(body=words.replace("czternastu", "dziesięciu"), anchor="").remarks.get()
    other = send(body="Potrzebny jest podjazd dla wózków przy świetlicy.", anchor="").remarks.get()
    answering.draft(first, "partly", "Dziesięć dni.", None, timezone.now())
    url = reverse("desk-answer", args=[alike.pk])
    shown = clerk.get(url).context["alike"]
    assert [remark.pk for remark in shown] == [first.pk]
    used = clerk.post(url, {"seen": "", "copy": first.pk})
    assert used.context["form"].initial == {"outcome": "partly", "reason": "Dziesięć dni."}
    assert other.pk not in [remark.pk for remark in shown]


@pytest.mark.parametrize(
    ("sender", "name"),
    [(ORGANISATION, ORGANISATION["organisation_name"]), ({}, "osoba prywatna")],
)
def test_the_desk_says_what_of_the_sender_is_published(clerk, send, sender, name):
    url = reverse("desk-answer", args=[send(**sender).remarks.get().pk])
    html = clerk.get(url).content.decode()
    assert f"publikujemy tylko: {name}." in html
    assert "niepubliczne" not in html


def test_notes_stay_inside(clerk, send, consultation):
    remark = send().remarks.get()
    url = reverse("desk-answer", args=[remark.pk])
    clerk.post(url, {"note": "1", "text": "Zapytać radcę."})
    assert "Zapytać radcę." in clerk.get(url).content.decode()
    answer(clerk, remark, put_forward="1")
    answering.approve([remark.response], None, timezone.now())
    answering.publish_all(consultation, consultation.results_from)
    clerk.logout()
    for public in (consultation.pages.get().url, remark.submission.receipt_path()):
        assert "radcę" not in clerk.get(public).content.decode()


def test_authority_is_noted_in_the_record(clerk, send, consultation):
    submission = send(who="organisation", organisation_name="Koło", authorised=True)
    url = reverse("desk-answer", args=[submission.remarks.get().pk])
    clerk.post(url, {"authority": "verified"})
    clerk.post(url, {"authority": "verified"})
    submission.identity.refresh_from_db()
    assert submission.identity.authority == "verified"
    entries = [e.payload for e in consultation.ledger.all() if '"authority"' in e.payload]
    assert len(entries) == 1
    assert verify(consultation) == []
    assert clerk.post(url, {"authority": "boss"}).status_code == 404


def test_neighbours_stay_within_the_chosen_remarks(clerk, send):
    first, _second, third = (send(body=b).remarks.get() for b in ("Łąka", "Droga", "łąki"))
    url = reverse("desk-answer", args=[first.pk])
    page = clerk.get(url + "?q=laka")
    assert (page.context["of"], page.context["following"]) == (1, None)
    page = clerk.get(url + "?q=lak")
    assert page.context["following"].pk == third.pk


def test_after_putting_forward_comes_the_next_that_has_no_answer(clerk, send, consultation):
    first, second = (send().remarks.get() for _n in range(2))
    unanswered = "?state=none"
    data = {"outcome": "accepted", "reason": "Tak.", "put_forward": "1", "seen": ""}
    done = clerk.post(reverse("desk-answer", args=[first.pk]) + unanswered, data)
    assert done.url == reverse("desk-answer", args=[second.pk]) + unanswered
    done = clerk.post(done.url, data)
    assert done.url == reverse("desk-consultation", args=[consultation.pk]) + unanswered


# --- The mayor -------------------------------------------------------------------------------


@pytest.fixture
def mayor(client):
    client.force_login(user_with("approve_answers"))
    return client


def test_the_mayor_says_what_to_change_and_the_clerk_reads_it(mayor, send, consultation):
    remark = send().remarks.get()
    response = answering.draft(remark, "rejected", "Nie.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    url = reverse("desk-approval", args=[consultation.pk])
    data = {"answer": response.digest, "send_back": "1", "note": ""}
    refused = mayor.post(url, data)
    assert refused.status_code == 422
    assert "checked" in refused.content.decode()
    mayor.post(url, data | {"note": "Proszę podać podstawę."})
    assert Response.objects.get().approval == "returned"
    mayor.force_login(user_with("answer_remarks"))
    page = mayor.get(reverse("desk-answer", args=[remark.pk])).content.decode()
    assert "Proszę podać podstawę." in page


def test_one_answer_to_many_is_one_row_and_all_are_approved_together(mayor, send, consultation):
    remarks = [send(body=f"Prośba {n}").remarks.get() for n in range(3)]
    saved, _left = answering.draft_many(remarks, "explained", "Wspólne.", None, timezone.now())
    single = answering.draft(
        send(body="Inna").remarks.get(), "accepted", "Tak.", None, timezone.now()
    )
    answering.put_forward([*saved, single], None, timezone.now())
    url = reverse("desk-approval", args=[consultation.pk])
    rows = mayor.get(url).context["rows"]
    assert [len(row.responses) for row in rows] == [3, 1]
    mayor.post(url, {"answer": rows[0].key, "approve": "1"})
    assert Response.objects.filter(approval="approved").count() == 3
    mayor.post(url, {"shown": [row.key for row in rows], "approve_all": "1"})
    assert Response.objects.filter(approval="approved").count() == 4


def test_the_mayor_takes_an_approval_back_until_it_is_published(mayor, send, consultation):
    remark = send().remarks.get()
    response = answering.draft(remark, "rejected", "Nie.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    answering.approve([response], None, timezone.now())
    url = reverse("desk-approval", args=[consultation.pk])
    page = mayor.get(url)
    assert [row.key for row in page.context["approved"]] == [response.digest]
    assert not page.context["rows"]
    data = {"answer": response.digest, "list": "approved"}
    mayor.post(url, data | {"approve": "1", "note": "Bez znaczenia."})
    assert Response.objects.get().approval == "approved"
    data["send_back"] = "1"
    refused = mayor.post(url, data | {"note": ""})
    assert refused.status_code == 422
    assert refused.context["approved_form"].errors
    assert not refused.context["form"].errors
    assert "checked" in refused.content.decode()
    mayor.post(url, data | {"note": "Proszę podać podstawę."})
    assert Response.objects.get().approval == "returned"
    assert not mayor.get(url).context["approved"]
    Response.objects.update(approval="approved", published_at=timezone.now())
    mayor.post(url, data | {"note": "Za późno."})
    assert Response.objects.get().approval == "approved"
    assert not mayor.get(url).context["approved"]


# --- Mail ------------------------------------------------------------------------------------


def test_staff_settle_mail_that_may_not_have_arrived(clerk, send):
    send(confirm=False)
    mail = OutgoingMail.objects.get()
    url = reverse("desk-mail")
    assert mail.to not in clerk.get(url).content.decode()
    OutgoingMail.objects.update(state="uncertain", attempts=4)
    assert mail.to in clerk.get(url).content.decode()
    clerk.post(url, {"mail": mail.pk, "act": "again"})
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)
    # A second click, or a sender at work meanwhile, changes nothing.
    OutgoingMail.objects.update(state="sent")
    clerk.post(url, {"mail": mail.pk, "act": "again"})
    assert OutgoingMail.objects.get().state == "sent"
    OutgoingMail.objects.update(state="failed")
    clerk.post(url, {"mail": mail.pk, "act": "arrived"})
    assert OutgoingMail.objects.get().state == "sent"
    for wrong in ({"mail": "x", "act": "again"}, {"mail": mail.pk, "act": "x"}):
        assert clerk.post(url, wrong).status_code == 404
