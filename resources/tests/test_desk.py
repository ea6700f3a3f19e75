"""The desk: who may do what, and the way of an answer through the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from resources.models import Remark, Response
from resources.services import answering

pytestmark = pytest.mark.django_db


def user_with(*codenames):
    user = get_user_model().objects.create_user("-".join(codenames) or "none", password="x")
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *codenames]))
    return user


@pytest.fixture
def clerk(client):
    client.force_login(user_with("change_consultation", "answer_remarks"))
    return client


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
    assert "Długo pisany powód." in response.content.decode()


def test_from_draft_to_published(clerk, client, consultation, send):
    import time_machine

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
    from datetime import timedelta

    from django.core.exceptions import ValidationError

    consultation.closes_at -= timedelta(days=9)
    with pytest.raises(ValidationError) as refused:
        consultation.full_clean()
    assert "closes_at" in refused.value.message_dict


def test_a_last_day_beyond_the_calendar_is_refused(clerk, consultation):
    url = reverse("desk-consultation", args=[consultation.pk])
    data = {"act": "extend", "last_day": "9999-12-31", "reason": "x"}
    assert clerk.post(url, data).status_code == 200
    assert not consultation.extensions.exists()


def test_staff_note_a_confirmation_by_another_channel(clerk, consultation, send):
    import time_machine

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


def test_a_consultation_with_a_record_is_not_deleted(admin_client, consultation, programme_page):
    url = reverse("consultations:delete", args=[consultation.pk])
    assert admin_client.post(url).status_code in (302, 403)
    consultation.refresh_from_db()
    planned = type(consultation).objects.create(
        title="Przygotowywane",
        text_page=consultation.text_page,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
    )
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[programme_page.pk]))
    programme_page.refresh_from_db()
    assert admin_client.post(reverse("consultations:delete", args=[planned.pk])).status_code == 302
    assert not type(consultation).objects.filter(pk=planned.pk).exists()
