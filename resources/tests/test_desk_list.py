"""The desk's list: filters, whose a remark is, and one act for many of them."""

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from resources.choices import Suspicion
from resources.models import Attachment, Remark, Response
from resources.services import answering, submitting
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(clerk, consultation):
    """The numbers that the desk shows for a query."""
    url = reverse("desk-consultation", args=[consultation.pk])

    def found(query):
        response = clerk.get(f"{url}?{query}")
        assert response.status_code == 200
        return [remark.number for remark in response.context["remarks"]]

    return found


def test_filters(found, send, consultation):
    send(body="Wydłużyć.", anchor="par-2-ust-1")
    send(body="Skrócić (100%).", anchor="par-1-pkt-2-lit-a", person="Zofia Źrebiec")
    send(body="Cały projekt.", anchor="")
    second = Remark.objects.get(number=2)
    answering.draft(second, "rejected", "Nie.", None, timezone.now())
    send(body="Szybka.")
    units = {u.label: u.pk for u in consultation.version.units.all()}
    assert found("") == [1, 2, 3, 4]
    assert found("state=none") == [1, 3, 4]
    assert found("state=draft&outcome=rejected") == [2]
    assert found(f"unit={units['Rozdział 1']}") == [1, 2, 4]
    assert found(f"unit={units['§ 1']}") == [2]
    assert found("unit=whole") == [3]
    assert found("channel=online") == [1, 2, 3, 4]
    assert found("channel=post") == []
    assert found("q=wydluzyc") == [1]
    assert found("q=WYDŁUŻYĆ") == [1]
    assert found("q=(100%25)") == [2]
    assert found("q=zrebiec") == [2]
    assert found("order=newest") == [4, 3, 2, 1]
    assert found("order=provision") == [3, 2, 1, 4]
    assert found("files=on") == found("suspicious=on") == found("late=on") == []
    assert found("similar=999999") == []
    # What the form does not offer filters nothing.
    for nonsense in ("state=x", "unit=x", "unit=99999", "who=99999", "order=x", "p=x"):
        assert len(found(nonsense)) == 4
    assert found("q=[(*") == found("q=a{,}|)") == []


def test_those_with_attachments_and_those_like_a_machines(found, send, consultation):
    plain = send()
    with_file = send(email="druga@poczta.example")
    Attachment.objects.create(
        submission=with_file, file="x.pdf", name="x.pdf", size=1, sha256="0" * 64
    )
    content = submitting.SubmissionContent(
        who="resident",
        person="Osoba",
        email="trzecia@poczta.example",
        remarks=(submitting.RemarkContent("Kup teraz."),),
    )
    now = timezone.now()
    trapped, _new = submitting.submit(consultation, uuid.uuid4(), content, now, Suspicion.TRAP)
    assert found("suspicious=on") == []  # not confirmed, so not on the desk
    submitting.confirm(trapped, now)
    assert found("") == [1, 2, 3]
    assert found("files=on") == [with_file.remarks.get().number]
    assert found("suspicious=on") == [trapped.remarks.get().number]
    assert found("files=on&suspicious=on") == []
    submitting.withdraw(with_file, now)
    assert found("files=on") == []
    assert found("") == [plain.remarks.get().number, trapped.remarks.get().number]


def test_a_desk_without_remarks_offers_nothing_to_filter(clerk, consultation, send):
    desk = reverse("desk-consultation", args=[consultation.pk])
    empty = clerk.get(desk).content.decode()
    assert "desk-filter" not in empty and "desk-list" not in empty
    assert f'href="{consultation.text_page.url}"' in empty
    send()
    assert "desk-filter" in clerk.get(desk + "?state=approved").content.decode()


def test_an_answer_that_is_published_is_called_so(clerk, send, consultation, results):
    send()
    results()
    desk = clerk.get(reverse("desk-consultation", args=[consultation.pk])).content.decode()
    assert "opublikowano<br>" in desk
    assert "zatwierdzone<br>" not in desk


def test_mine_follows_the_set_up_until_somebody_is_named(found, clerk, send, consultation):
    me = get_user_model().objects.get(username__startswith="change")
    other = user_with("answer_remarks")
    first, second = send().remarks.get(), send(body="Druga.").remarks.get()
    assert found("who=mine") == []
    type(consultation).objects.update(clerk=other, substitute=me)
    assert found("who=mine") == [1, 2]
    assert found(f"who={other.pk}") == [1, 2]
    many = reverse("desk-many", args=[consultation.pk])
    rows = {"row": [f"{first.pk}:"], "assign": "1", "clerk": other.pk, "substitute": other.pk}
    clerk.post(many, rows)
    assert found("who=mine") == [2]
    clerk.post(many, rows | {"clerk": me.pk})
    assert found("who=mine") == [1, 2]
    assert second.number == 2


def test_one_answer_to_many_names_those_changed_meanwhile(clerk, send, consultation):
    first, second = send().remarks.get(), send(body="Druga.").remarks.get()
    many = reverse("desk-many", args=[consultation.pk])
    page = clerk.get(many, {"remark": [first.pk, second.pk]})
    rows = [f"{remark.pk}:{mark}" for remark, mark in page.context["rows"]]
    answering.draft(second, "rejected", "Ktoś inny.", None, timezone.now())
    data = {"row": rows, "outcome": "explained", "reason": "Wspólne.", "answer_forward": "1"}
    conflict = clerk.post(many, data)
    assert conflict.status_code == 409
    html = conflict.content.decode()
    assert "Ktoś inny." in html
    assert "Wspólne." in html
    states = dict(Response.objects.values_list("reason", "approval"))
    assert states == {"Wspólne.": "submitted", "Ktoś inny.": "draft"}
    # Now the clerk has seen it and decides.
    rows = [f"{remark.pk}:{mark}" for remark, mark in conflict.context["rows"]]
    assert len(rows) == 1
    clerk.post(many, data | {"row": rows})
    assert set(Response.objects.values_list("reason", flat=True)) == {"Wspólne."}


TYPED = {"outcome": "explained", "reason": "Napisane i jeszcze nie zapisane."}


def kept(response):
    """Whether the words that were typed stand in the form, and leaving it would be asked about."""
    html = response.content.decode()
    chosen = response.context["form"]["outcome"].value()
    return (
        f"{TYPED['reason']}</textarea>" in html
        and chosen == TYPED["outcome"]
        and 'data-w-unsaved-force-value="true"' in html
    )


def test_words_typed_for_many_stay_through_every_other_act(clerk, send, consultation):
    drafted, other = send().remarks.get(), send(body="Druga.").remarks.get()
    answering.draft(drafted, "accepted", "Szkic.", None, timezone.now())
    many = reverse("desk-many", args=[consultation.pk])
    page = clerk.get(many, {"remark": [drafted.pk, other.pk]})
    assert 'data-w-unsaved-force-value="false"' in page.content.decode()
    data = TYPED | {"row": [f"{remark.pk}:{mark}" for remark, mark in page.context["rows"]]}
    for act, status in [
        ({"assign": "1"}, 200),
        ({"assign": "1", "clerk": "999999"}, 422),
        ({"act": "show"}, 200),
        ({"forward": "1"}, 200),
    ]:
        answered = clerk.post(many, data | act)
        assert answered.status_code == status, act
        assert kept(answered), act
    assert Response.objects.get().approval == "submitted"
    # What the clerk's own act has changed is not taken for somebody else's.
    data["row"] = [f"{remark.pk}:{mark}" for remark, mark in answered.context["rows"]]
    saved = clerk.post(many, data | {"answer": "1"})
    assert saved.status_code == 302
    assert set(Response.objects.values_list("reason", flat=True)) == {TYPED["reason"]}
    # With nothing new in the form, an act leads back to the list.
    page = clerk.get(many, {"remark": [drafted.pk]})
    data["row"] = [f"{remark.pk}:{mark}" for remark, mark in page.context["rows"]]
    assert clerk.post(many, data | {"assign": "1"}).status_code == 302


def test_words_typed_for_many_stay_when_all_are_published_or_withdrawn(clerk, send, consultation):
    first, second = send(), send(body="Druga.")
    many = reverse("desk-many", args=[consultation.pk])
    rows = [f"{submission.remarks.get().pk}:" for submission in (first, second)]
    submitting.withdraw(first, timezone.now())
    page = clerk.post(many, TYPED | {"row": rows, "answer": "1"}, follow=True)
    assert "wycofane" in " ".join(str(m) for m in page.context["messages"])
    assert Response.objects.get().remark == second.remarks.get()
    alone = clerk.post(many, TYPED | {"row": rows[:1], "answer": "1"})
    assert alone.status_code == 409
    assert kept(alone)
    for act in ("answer", "start", "assign"):
        assert f'name="{act}"' not in alone.content.decode()
    # The form has no remark left in it, and Enter sends it all the same.
    assert kept(clerk.post(many, TYPED | {"act": "show"}))
    Response.objects.update(published_at=timezone.now())
    published = clerk.post(many, TYPED | {"row": rows[1:], "answer": "1", "reason": "Inne."})
    assert published.status_code == 409
    assert "Inne.</textarea>" in published.content.decode()


def test_all_of_a_filter_go_on_and_drafts_are_put_forward(clerk, send, consultation):
    for body in ("Łąka.", "Łąki.", "Droga."):
        answering.draft(send(body=body).remarks.get(), "accepted", "Tak.", None, timezone.now())
    many = reverse("desk-many", args=[consultation.pk])
    page = clerk.get(many, {"all": "1", "q": "łąk"})
    rows = [f"{remark.pk}:{mark}" for remark, mark in page.context["rows"]]
    assert len(rows) == 2
    clerk.post(many, {"row": rows, "forward": "1"})
    assert Response.objects.filter(approval="submitted").count() == 2
    assert clerk.post(many, {"row": ["x", "9" * 40], "forward": "1"}).status_code == 409
    assert clerk.get(many).status_code == 302


def test_a_foreign_remark_is_not_answered_through_another_consultation(clerk, send, consultation):
    remark = send().remarks.get()
    other = type(consultation).objects.create(
        title="Inne",
        text_page=consultation.text_page,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
    )
    many = reverse("desk-many", args=[other.pk])
    clerk.post(many, {"row": f"{remark.pk}:", "outcome": "accepted", "reason": "x", "answer": "1"})
    assert not Response.objects.exists()


def test_the_desk_asks_as_much_for_fifty_rows_as_for_two(clerk, send, consultation):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk = reverse("desk-consultation", args=[consultation.pk])

    def cost():
        clerk.get(desk)
        with CaptureQueriesContext(connection) as queries:
            clerk.get(desk)
        return len(queries)

    for number in range(2):
        send(body=f"Uwaga {number}", who="organisation", organisation_name="Koło")
    two = cost()
    for number in range(18):
        remark = send(body=f"Inna {number}").remarks.get()
        answering.draft(remark, "accepted", "x", None, timezone.now())
    assert cost() == two
