"""Several remarks in one draft: kept, changed, looked over, sent once, and deleted in time."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.models import OutgoingMail
from portal.signals import tick
from resources.forms import REMARK_FIELDS
from resources.models import Draft, Remark, Submission
from resources.services import drafting, submitting, verify
from resources.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed():
    return people.organisation(function="prezeska", krs="0000 123 456")


@pytest.fixture
def draft(client, new, typed):
    """A draft with one remark, begun on the form by "Add another remark"."""
    client.post(new, typed | {"do": "add"})
    return Draft.objects.get()


def add(client, draft, anchor="", body="Druga uwaga.", **more):
    number = more.pop("number", uuid.uuid4())
    url = reverse("remark-draft-remark", args=[draft.token, number])
    return client.post(url, {"anchor": anchor, "body": body, **more})


def preview(draft):
    return reverse("remark-draft-preview", args=[draft.token])


def send(client, draft):
    seen = Draft.objects.get(pk=draft.pk).changed_at.isoformat()
    return client.post(preview(draft), {"seen": seen})


def test_three_remarks_in_one_submission(client, draft, consultation):
    add(client, draft, "par-1-pkt-2", "Wyniki szybciej.", proposed="2) wyniki w 3 dni,")
    add(client, draft, "", "Całość jest za długa.")
    html = client.get(preview(draft)).content.decode()
    for words in ("Wydłużyć termin", "Wyniki szybciej.", "Całość jest", "zarzad@kgw.example"):
        assert words in html
    response = send(client, draft)
    submission = Submission.objects.get()
    assert response.headers["Location"] == submission.receipt_path()
    remarks = submission.remarks.order_by("pk")
    assert [remark.label for remark in remarks] == ["§ 2 ust. 1", "§ 1 pkt 2", ""]
    assert submission.identity.krs == "0000123456"
    assert submission.identity.function == "prezeska"
    assert not Draft.objects.exists()
    assert "Całość jest za długa." in OutgoingMail.objects.get().body
    assert verify.verify(consultation) == []


def test_no_cookie_and_nothing_for_robots(client, draft):
    for url in (draft.get_absolute_url(), preview(draft)):
        response = client.get(url)
        assert not response.cookies
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("act", ["add", "preview", "later", "save"])
def test_each_button_keeps_a_form_that_is_half_filled_in(client, new, act):
    client.post(new, {"key": uuid.uuid4(), "anchor": "par-1", "body": "Pół uwagi", "do": act})
    assert Draft.objects.get().data["remarks"][0]["body"] == "Pół uwagi"


def test_nothing_to_look_at_is_said_beside_the_provision(client, new):
    data = {"key": uuid.uuid4(), "anchor": "par-1", "person": "Anna Próbna", "do": "preview"}
    response = client.post(new, data)
    assert response.status_code == 422
    assert response.context_data["unit"].anchor == "par-1"
    assert "body" in response.context_data["form"].errors
    assert "Anna Próbna" in response.content.decode()
    assert not Draft.objects.exists()


def test_a_double_click_makes_one_draft(client, new, typed):
    for _ in range(2):
        client.post(new, typed | {"do": "add"})
    draft = Draft.objects.get()
    assert len(draft.data["remarks"]) == 1


def test_what_is_wrong_is_said_on_the_draft_and_everything_stays(client, new, typed):
    response = client.post(
        new, typed | {"do": "preview", "email": "to nie adres", "krs": "12a", "body": "x" * 30_001}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert set(response.context_data["form"].errors) == {"email", "krs"}
    assert response.context_data["remarks"][0].faults
    assert "to nie adres" in html
    draft = Draft.objects.get()
    assert draft.data["sender"]["email"] == "to nie adres"
    assert client.get(preview(draft)).status_code == 302  # nothing to look over yet


def test_a_draft_without_remarks_is_not_sent(client, draft):
    number = draft.data["remarks"][0]["id"]
    client.post(draft.get_absolute_url(), {"do": f"remove:{number}"})
    assert client.get(preview(draft)).status_code == 302
    assert send(client, draft).status_code in (302, 422)
    assert not Submission.objects.exists()


def test_a_removed_remark_can_be_put_back(client, draft, typed):
    url, number = draft.get_absolute_url(), draft.data["remarks"][0]["id"]
    response = client.post(url, typed | {"do": f"remove:{number}"}, follow=True)
    assert "Wydłużyć termin" not in response.content.decode()
    response = client.post(url, typed | {"do": "restore"}, follow=True)
    assert "Wydłużyć termin" in response.content.decode()


def test_a_removed_remark_saved_in_another_window_is_not_put_back_twice(client, draft, typed):
    url, number = draft.get_absolute_url(), draft.data["remarks"][0]["id"]
    client.post(url, typed | {"do": f"remove:{number}"})
    add(client, draft, "par-1", "Z innego okna.", number=number)
    client.post(url, typed | {"do": "restore"})
    draft.refresh_from_db()
    assert [remark["body"] for remark in draft.data["remarks"]] == ["Z innego okna."]


def test_files_chosen_before_going_to_a_remark_are_attached(client, draft, typed):
    number = draft.data["remarks"][0]["id"]
    files = {"files": SimpleUploadedFile("protokół.pdf", b"%PDF-1.7\n%%EOF\n")}
    response = client.post(draft.get_absolute_url(), typed | files | {"do": f"edit:{number}"})
    assert response.headers["Location"].endswith(f"/uwaga/{number}/")
    assert draft.attachments.get().name == "protokół.pdf"


def test_changing_a_remark(client, draft):
    number = draft.data["remarks"][0]["id"]
    url = reverse("remark-draft-remark", args=[draft.token, number])
    assert "Wydłużyć termin" in client.get(url).content.decode()
    client.post(url, {"anchor": "par-1", "body": "Inaczej."})
    draft.refresh_from_db()
    assert [(r["anchor"], r["body"]) for r in draft.data["remarks"]] == [("par-1", "Inaczej.")]


def test_an_incomplete_remark_is_kept_and_named(client, draft):
    response = add(client, draft, "par-1", "", proposed="Nowe brzmienie")
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.data["remarks"][1]["proposed"] == "Nowe brzmienie"


def test_comment_links_lead_into_the_draft(client, new, draft):
    response = client.get(new, {"zapis": "par-1", "szkic": draft.token}, follow=True)
    assert response.context_data["draft"] == draft
    assert response.context_data["unit"].anchor == "par-1"
    assert client.get(new, {"szkic": "nie-ma"}).status_code == 200


class TestFinishingLater:
    def test_the_link_goes_to_the_address_once(self, client, new, typed):
        for _ in range(2):
            response = client.post(new, typed | {"do": "later"}, follow=True)
        mail = OutgoingMail.objects.get()
        assert mail.to == "zarzad@kgw.example"
        assert "NIE" in mail.body or "NOT" in mail.body
        link = re.search(r"http://[^/]+(/uwagi/szkic/\S+)", mail.body)[1]
        assert "Wydłużyć termin" in client.get(link).content.decode()
        assert response.redirect_chain[-1][0].endswith("?zapisano=mail")

    def test_without_an_address_the_page_is_the_link(self, client, new, typed):
        response = client.post(new, typed | {"do": "later", "email": ""}, follow=True)
        assert response.redirect_chain[-1][0].endswith("?zapisano=link")
        assert not OutgoingMail.objects.exists()

    def test_one_draft_writes_to_a_few_addresses_at_most(self, client, new, typed):
        for number in range(6):
            typed["email"] = f"a{number}@poczta.example"
            response = client.post(new, typed | {"do": "later"}, follow=True)
        assert OutgoingMail.objects.count() == drafting.MAX_MAILED
        # Nobody waits for a message that does not come.
        assert response.redirect_chain[-1][0].endswith("?zapisano=link")
        assert "trzy adresy" in response.content.decode()

    @pytest.mark.parametrize("email", ["bez-malpy", f"{'a' * 300}@poczta.example"])
    def test_a_wrong_address_is_named_and_kept(self, client, new, typed, email):
        response = client.post(new, typed | {"do": "later", "email": email}, follow=True)
        assert not OutgoingMail.objects.exists()
        html = response.content.decode()
        assert f'value="{email}"' in html
        assert "nie jest pełny" in html


class TestAFullDraft:
    @pytest.fixture
    def full(self, draft):
        """The draft with as many remarks as one draft takes."""
        with drafting.changing(draft, timezone.now()) as draft:
            words = {name: draft.data["remarks"][0][name] for name in REMARK_FIELDS}
            while len(draft.data["remarks"]) < drafting.MAX_REMARKS:
                drafting.put_remark(draft, str(uuid.uuid4()), words)
        return draft

    def test_one_more_is_refused_and_becomes_another_draft(self, client, full):
        opened = client.get(reverse("remark-draft-new", args=[full.token]), follow=True)
        assert "Ten szkic jest pełny" in opened.content.decode()
        typed = {"proposed": "Nowe brzmienie.", "do": "add"}
        refused = add(client, full, "par-1", "Uwaga ponad miarę.", **typed)
        assert refused.status_code == 422
        html = refused.content.decode()
        for words in ("Ten szkic jest pełny", "Uwaga ponad miarę.", "Nowe brzmienie."):
            assert words in html
        assert refused.context_data["form"]["anchor"].value() == "par-1"
        hidden = dict(re.findall(r'name="(key|shown)" value="([^"]+)"', html))
        action = re.search(r'formaction="([^"]+)"', html)[1]
        typed = {"anchor": "par-1", "body": "Uwaga ponad miarę.", "do": "save"}
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            assert client.post(action, hidden | typed).status_code == 302
        other = Draft.objects.exclude(pk=full.pk).get()
        assert other.data["remarks"][0]["body"] == "Uwaga ponad miarę."
        assert other.data["suspicion"] == ""
        # Nobody says twice who they are.
        assert full.data["sender"]["krs"] == "0000 123 456"
        assert other.data["sender"] == full.data["sender"]
        assert send(client, other).status_code == 302

    def test_the_sender_of_another_consultation_s_draft_is_not_taken_over(
        self, client, new, full, consultation
    ):
        consultation.pk = None
        consultation.save()
        Draft.objects.update(consultation=consultation)
        for token in (full.token, "nie-ma"):
            typed = {"key": uuid.uuid4(), "body": "Skądinąd.", "do": "save"}
            assert client.post(f"{new}?szkic={token}", typed).status_code == 302
            other = Draft.objects.get(key=typed["key"])
            assert set(other.data["sender"].values()) <= {"", False}

    def test_a_removed_one_with_no_room_left_is_shown_and_can_begin_another(
        self, client, full, typed
    ):
        url, removed = full.get_absolute_url(), full.data["remarks"][0]
        client.post(url, typed | {"do": f"remove:{removed['id']}"})
        add(client, full, "par-1", "Na jej miejsce.")
        files = {"files": SimpleUploadedFile("protokół.pdf", b"%PDF-1.7\n%%EOF\n")}
        back = typed | files | {"do": "restore", "person": "Nowa Prezeska"}
        response = client.post(url, back, follow=True)
        html = response.content.decode()
        for words in ("Ten szkic jest pełny", "Wydłużyć termin"):
            assert words in html
        full.refresh_from_db()
        assert len(full.data["remarks"]) == drafting.MAX_REMARKS
        assert full.data["removed"] == removed
        assert full.data["sender"]["person"] == "Nowa Prezeska"
        assert full.attachments.get().name == "protokół.pdf"
        # Once there is room, it is put back as it was.
        with drafting.changing(full, timezone.now()) as full:
            del full.data["remarks"][7]
        client.post(url, typed | {"do": "restore"})
        full.refresh_from_db()
        assert full.data["remarks"][-1] == removed

    def test_those_that_it_holds_can_still_be_changed(self, client, full):
        number = full.data["remarks"][7]["id"]
        assert add(client, full, "par-1", "Inaczej.", number=number).status_code == 302
        full.refresh_from_db()
        assert full.data["remarks"][7]["body"] == "Inaczej."

    def test_the_form_that_began_it_keeps_its_words_and_can_begin_another(
        self, client, new, typed, full
    ):
        first, second = full.data["remarks"][:2]
        with drafting.changing(full, timezone.now()) as full:
            drafting.take_out(full, first["id"])
            another = {name: second[name] for name in REMARK_FIELDS}
            drafting.put_remark(full, str(uuid.uuid4()), another)
        again = typed | {"body": "Z cofniętej strony.", "do": "add", "person": ""}
        refused = client.post(new, again)
        assert refused.status_code == 422
        html = refused.content.decode()
        for words in ("Ten szkic jest pełny", "Z cofniętej strony.", "zarzad@kgw.example"):
            assert words in html
        key = refused.context_data["form"]["key"].value()
        assert client.post(new, again | {"key": key}).status_code == 302
        assert Draft.objects.get(key=key).data["remarks"][0]["body"] == "Z cofniętej strony."


class TestSendingOnce:
    def test_a_double_click_is_one_submission(self, client, draft):
        seen = Draft.objects.get().changed_at.isoformat()
        first, second = (client.post(preview(draft), {"seen": seen}) for _ in range(2))
        assert Submission.objects.count() == 1
        receipt = Submission.objects.get().receipt_path()
        assert first.headers["Location"] == receipt
        assert receipt in second.content.decode()

    def test_the_sent_draft_leads_to_the_receipt_and_gives_back_new_words(self, client, draft):
        send(client, draft)
        receipt = Submission.objects.get().receipt_path()
        assert receipt in client.get(draft.get_absolute_url()).content.decode()
        response = add(client, draft, "par-1", "Jeszcze jedno!")
        assert response.status_code == 409
        assert "Jeszcze jedno!" in response.content.decode()
        assert receipt in response.content.decode()

    def test_words_for_a_draft_that_is_gone_can_become_another(self, client, draft, consultation):
        client.post(draft.get_absolute_url(), {"do": "discard"})
        assert consultation.title in client.get(draft.get_absolute_url()).content.decode()
        response = add(client, draft, "par-1", "Za późno usłyszane.")
        assert response.status_code == 409
        html = response.content.decode()
        action, key = re.search(
            r'<form class="form" method="post" action="([^"]+)".*?name="key" value="([^"]+)"',
            html,
            re.S,
        ).groups()
        typed = {"anchor": "par-1", "body": "Za późno usłyszane.", "key": key, "do": "save"}
        client.post(action, typed)
        assert Draft.objects.get().data["remarks"][0]["body"] == "Za późno usłyszane."
        with time_machine.travel(consultation.closes_at, tick=False):
            response = add(client, draft, "par-1", "Po terminie.", number=uuid.uuid4())
        assert "Po terminie." in response.content.decode()
        assert 'name="key"' not in response.content.decode()

    def test_what_changed_since_the_look_is_shown_again(self, client, draft):
        seen = Draft.objects.get().changed_at.isoformat()
        add(client, draft, "par-1", "Drugie okno.")
        response = client.post(preview(draft), {"seen": seen})
        assert response.status_code == 409
        assert "Drugie okno." in response.content.decode()
        assert not Submission.objects.exists()
        assert send(client, draft).status_code == 302

    def test_the_form_sent_meanwhile_asks(self, client, new, typed, draft):
        client.post(new, typed)
        add(client, draft, "par-1", "Dodatkowa.")
        response = send(client, draft)
        assert response.status_code == 409
        seen = response.context_data["seen"]
        client.post(preview(draft), {"seen": seen, "as_new": "1"})
        assert sorted(s.remarks.count() for s in Submission.objects.all()) == [1, 2]

    def test_the_form_kept_after_it_was_sent_is_another_draft(self, client, new, typed):
        client.post(new, typed)
        client.post(new, typed | {"do": "add"})
        draft = Draft.objects.get()
        assert draft.key != Submission.objects.get().key
        assert send(client, draft).status_code == 302
        assert Submission.objects.count() == 2


class TestAfterTheClose:
    def test_it_is_read_and_not_changed(self, client, draft, consultation):
        with time_machine.travel(consultation.closes_at, tick=False):
            assert "Wydłużyć termin" in client.get(draft.get_absolute_url()).content.decode()
            response = add(client, draft, "par-1", "Za późno.")
            assert response.status_code == 409
            assert "Za późno." in response.content.decode()
            assert client.post(preview(draft)).status_code == 409
            paper = reverse("remark-draft-paper", args=[draft.token])
            assert client.get(paper).content.startswith(b"%PDF")
        assert not Submission.objects.exists()
        assert len(Draft.objects.get().data["remarks"]) == 1

    def test_no_draft_begins(self, client, new, typed, consultation):
        with time_machine.travel(consultation.closes_at, tick=False):
            response = client.post(new, typed | {"do": "add"})
        assert response.status_code == 409
        assert "Wydłużyć termin" in response.content.decode()
        assert not Draft.objects.exists()


class TestRunningOut:
    def test_thirty_days_after_the_last_change(self, draft):
        draft.consultation.closes_at = timezone.now() + timedelta(days=90)
        draft.consultation.save()
        tick.send(sender=None, now=draft.changed_at + timedelta(days=30))
        assert Draft.objects.exists()
        tick.send(sender=None, now=draft.changed_at + timedelta(days=30, seconds=1))
        assert not Draft.objects.exists()

    def test_thirty_days_after_the_close(self, client, draft, consultation):
        Draft.objects.update(changed_at=consultation.closes_at + timedelta(days=20))
        tick.send(sender=None, now=consultation.closes_at + timedelta(days=30, seconds=1))
        assert not Draft.objects.exists()
        assert client.get(draft.get_absolute_url()).status_code == 404

    def test_its_owner_throws_it_away(self, client, draft):
        client.post(draft.get_absolute_url(), {"do": "discard"})
        assert not Draft.objects.exists()


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "a" * 500, "../../etc"])
@pytest.mark.parametrize("page", ["", "podglad/", "projekt.pdf", "uwaga/"])
def test_forged_links_are_not_found(client, consultation, token, page):
    assert client.get(f"/uwagi/szkic/{token}/{page}").status_code == 404


def test_nul_characters_are_no_matter(client, new, typed):
    client.post(new, typed | {"do": "add", "body": "a\x00b", "person": "\x00"})
    assert Draft.objects.get().data["remarks"][0]["body"] == "ab"


class TestWhoMayTakePart:
    def test_of_a_resident_nothing_of_an_organisation_is_kept(self, client, new, typed):
        client.post(new, typed | {"who": "resident"})
        identity = Submission.objects.get().identity
        assert (identity.organisation_name, identity.krs, identity.function) == ("", "", "")
        assert identity.authorised is False

    @pytest.mark.parametrize("krs", ["123456", "0000123456", "0000 123-456", ""])
    def test_krs_is_checked_for_form_only(self, client, new, typed, krs):
        assert client.post(new, typed | {"krs": krs}).status_code == 302

    @pytest.mark.parametrize(
        ("accepted", "said"),
        [
            (["online", "email"], ""),
            (["online", "edor"], "inaczej: przez e-Doręczenia."),
            (
                ["online", "paper_desk", "post", "meeting"],
                "inaczej: na papierze w urzędzie, pocztą, ustnie na spotkaniu konsultacyjnym.",
            ),
        ],
    )
    def test_only_ways_that_are_open_are_named_to_who_has_no_address(
        self, client, new, consultation, accepted, said
    ):
        type(consultation).objects.update(accepted_channels=accepted)
        help_text = str(client.get(new).context["form"].fields["email"].help_text)
        assert help_text.startswith("Nie publikujemy")
        assert ("Bez e-maila" in help_text) == bool(said)
        assert said in help_text

    def test_nothing_asks_for_a_phone(self, client, new):
        fields = client.get(new).context_data["form"].fields
        assert not any("phone" in name or "tel" in name for name in fields)


class TestManyAndMachines:
    @pytest.fixture
    def fields(self, client, new, typed):
        """The form as a person sends it: shown a minute ago, the hidden field left alone."""
        with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
            shown = client.get(new).context_data["form"]["shown"].value()
        return typed | {"shown": shown, "website": ""}

    def test_a_person_is_not_suspected(self, client, new, fields):
        client.post(new, fields)
        assert Submission.objects.get().suspicion == ""

    @pytest.mark.parametrize(
        ("machine", "why"),
        [
            ({"website": "http://spam.example"}, "trap"),
            ({"shown": ""}, "fast"),
            ({"shown": "form:1:podrobione"}, "fast"),
        ],
    )
    def test_a_machine_is_marked_and_taken(self, client, new, fields, machine, why):
        assert client.post(new, fields | machine).status_code == 302
        assert Submission.objects.get().suspicion == why

    def test_faster_than_one_can_type(self, client, new, typed):
        shown = client.get(new).context_data["form"]["shown"].value()
        client.post(new, typed | {"shown": shown})
        assert Submission.objects.get().suspicion == "fast"

    def test_a_draft_keeps_the_suspicion(self, client, new, fields):
        client.post(new, fields | {"do": "add", "website": "x"})
        send(client, Draft.objects.get())
        assert Submission.objects.get().suspicion == "trap"

    def test_people_do_not_meet_the_trap(self, client, new):
        html = client.get(new).content.decode()
        assert re.search(
            r'<div class="trap"><label[^>]+>[^<]+</label><input[^>]+tabindex="-1"', html
        )

    def test_many_to_one_address_are_all_taken_and_their_mails_wait(self, client, new, fields):
        for _ in range(submitting.MOST_BY_ADDRESS + 2):
            response = client.post(new, fields | {"key": uuid.uuid4()})
        assert Submission.objects.count() == submitting.MOST_BY_ADDRESS + 2
        waits = [m.next_attempt_at - m.created_at for m in OutgoingMail.objects.order_by("pk")]
        assert waits[: submitting.MOST_BY_ADDRESS] == [timedelta()] * submitting.MOST_BY_ADDRESS
        assert waits[-2:] == [timedelta(minutes=1), timedelta(minutes=2)]
        last = Submission.objects.latest("pk")
        assert last.suspicion == "many"
        assert response.headers["Location"] == last.receipt_path()
        other = client.post(new, fields | {"key": uuid.uuid4(), "email": "inny@poczta.example"})
        assert (
            Submission.objects.get(
                receipt=other.headers["Location"].rstrip("/").rsplit("/", 1)[1]
            ).suspicion
            == ""
        )

    def test_five_hundred_near_identical_remarks_are_all_stored(self, consultation):
        now = timezone.now()
        for number in range(500):
            content = submitting.SubmissionContent(
                who="resident",
                person="Osoba",
                email=f"osoba{number}@poczta.example",
                remarks=(
                    submitting.RemarkContent(body=f"Nie likwidujcie świetlicy! {number % 3}"),
                ),
            )
            submitting.submit(consultation, uuid.uuid4(), content, now)
        assert Remark.objects.count() == OutgoingMail.objects.count() == 500
        longest = OutgoingMail.objects.latest("next_attempt_at")
        assert longest.next_attempt_at - now == submitting.LONGEST_MAIL_WAIT
        # The rush is remembered exactly as long as it lasts.
        last, later = submitting.RATE_WINDOW - timedelta(seconds=1), submitting.RATE_WINDOW
        waits = [
            submitting.mail_wait(consultation, "inny@poczta.example", now + after)
            for after in (last, later)
        ]
        assert waits == [submitting.LONGEST_MAIL_WAIT, timedelta()]
        assert verify.verify(consultation) == []
