"""New versions of an announced text: remarks stay with the words they were made on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.choices import Change, Shown
from resources.models import ProgrammePage, UnitMapping
from resources.services import mapping
from resources.services.verify import verify
from resources.tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    client.force_login(user_with("change_consultation"))
    return client


@pytest.fixture
def write(programme_page):
    """Publishes a text on the page: pairs of label and words."""

    def write(*provisions):
        blocks = [("chapter", {"label": "Rozdział 1", "title": "Zasady", "element": "principles"})]
        blocks += [
            ("provision", {"label": label, "text": text, "element": ""})
            for label, text in provisions
        ]
        # Announcing has put a page below it since.
        page = ProgrammePage.objects.get(pk=programme_page.pk)
        page.text = blocks
        page.save_revision().publish()

    return write


FIRST = ("§ 1", "Gmina publikuje na portalu:\n1) ogłoszenia,\n2) wyniki:\na) konkursów,")
SAME = "Organizacja ma 7 dni."


def url(consultation):
    return reverse("desk-mapping", args=[consultation.pk])


def choose(client, consultation, **choices):
    """Sends decisions as the form does: anchor → labels, or None for removed."""
    comparison = client.get(url(consultation)).context["comparison"]
    data = {"digest": comparison.digest}
    for row in comparison.rows:
        data[f"where-{row.old.anchor}"] = row.where
        if row.fate:
            data[f"fate-{row.old.anchor}"] = row.fate
    for name, where in choices.items():
        anchor = name.replace("_", "-")
        data[f"fate-{anchor}"] = "removed" if where is None else "now"
        data[f"where-{anchor}"] = where or ""
    return client.post(url(consultation), data)


def mapped(consultation):
    rows = UnitMapping.objects.filter(old__version__consultation=consultation)
    return {
        (m.old.anchor, m.new.anchor if m.new else None, m.change)
        for m in rows.select_related("old", "new")
    }


def counts_on_page(client, programme_page):
    context = client.get(programme_page.url).context
    return {
        p.unit.anchor: p.count for c in context["chapters"] for p in c.provisions if p.count
    }, context["remarks_whole"]


def test_nothing_to_freeze_while_the_text_is_the_same(clerk, consultation, send):
    send()
    response = clerk.get(url(consultation))
    assert not response.context["comparison"].changed
    assert b'name="digest"' not in response.content


def test_an_edited_provision_waits_for_a_decision(clerk, consultation, send, write, programme_page):
    remark = send().remarks.get()
    write(FIRST, ("§ 2 ust. 1", "Organizacja ma 14 dni."), ("§ 2 ust. 2", SAME))
    (row,) = clerk.get(url(consultation)).context["comparison"].to_decide
    assert (row.old.anchor, row.where, row.fate) == ("par-2-ust-1", "§ 2 ust. 1", "")
    assert str(row.before) == "Organizacja ma <del>7</del> dni."
    assert str(row.after) == "Organizacja ma <ins>14</ins> dni."
    refused = choose(clerk, consultation)
    assert refused.status_code == 422
    assert consultation.version.number == 1
    assert choose(clerk, consultation, par_2_ust_1="§ 2 ust. 1").status_code == 302
    assert consultation.versions.count() == 2
    assert mapped(consultation) == {("par-2-ust-1", "par-2-ust-1", Change.CHANGED)}
    assert counts_on_page(clerk, programme_page) == ({"par-2-ust-1": 1}, 0)
    remark.refresh_from_db()
    assert remark.unit.version.number == 1
    assert remark.quote == SAME
    assert verify(consultation) == []


def test_a_double_click_freezes_one_version(clerk, consultation, write):
    write(FIRST, ("§ 2 ust. 1", "Organizacja ma 14 dni."), ("§ 2 ust. 2", SAME))
    data = {"digest": clerk.get(url(consultation)).context["comparison"].digest}
    assert clerk.post(url(consultation), data).headers["Location"] != url(consultation)
    again = clerk.post(url(consultation), data, follow=True)
    assert consultation.versions.count() == 2
    assert "jako wersja 2" in again.content.decode()


def test_a_removed_provision_keeps_its_remarks_in_sight(
    clerk, consultation, send, write, programme_page
):
    send()
    send("Skrócić.", anchor="", email="drugi@poczta.example")
    write(FIRST, ("§ 2 ust. 2", SAME))
    (row,) = clerk.get(url(consultation)).context["comparison"].to_decide
    assert row.new is None  # its words stand twice in the old text: nothing is guessed
    assert choose(clerk, consultation, par_2_ust_1=None).status_code == 302
    assert mapped(consultation) == {("par-2-ust-1", None, Change.REMOVED)}
    assert counts_on_page(clerk, programme_page) == ({}, 1)
    page = clerk.get(consultation.pages.get().url)
    assert [(u.label, u.count) for u in page.context["removed"]] == [("§ 2 ust. 1", 1)]
    assert 'id="usuniete"' in page.content.decode()
    assert page.context["removed"][0].wording == SAME
    assert verify(consultation) == []


def test_a_provision_is_split(clerk, consultation, send, write, programme_page):
    send()
    write(FIRST, ("§ 2 ust. 1", "Organizacja."), ("§ 2 ust. 2", SAME), ("§ 3", "Ma 7 dni."))
    assert choose(clerk, consultation, par_2_ust_1="§ 2 ust. 1, § 3").status_code == 302
    assert mapped(consultation) == {
        ("par-2-ust-1", "par-2-ust-1", Change.SPLIT),
        ("par-2-ust-1", "par-3", Change.SPLIT),
    }
    # Its remark stands at each of its places and counts once in all.
    assert counts_on_page(clerk, programme_page) == ({"par-2-ust-1": 1, "par-3": 1}, 0)
    context = clerk.get(programme_page.url).context
    assert [chapter.count for chapter in context["chapters"]] == [1]
    assert context["remarks_total"] == 1
    type(consultation).objects.update(remarks_shown=Shown.AT_ONCE)
    context = clerk.get(programme_page.url).context
    shown = {p.unit.anchor: p.answered for c in context["chapters"] for p in c.provisions}
    assert [remark.number for remark in shown["par-2-ust-1"]] == [1]
    assert [remark.number for remark in shown["par-3"]] == [1]
    for anchor in shown:
        page = clerk.get(consultation.pages.get().url, {"zapis": anchor})
        found = [remark.number for remark in page.context["page_obj"]]
        assert found == ([1] if shown[anchor] else [])
        assert page.context["remarks_total"] == 1


def test_what_was_split_within_a_provision_counts_once_beside_it(
    clerk, consultation, send, write, programme_page
):
    send()
    write(FIRST, ("§ 2", "Organizacja ma:\n1) 7 dni,\n2) 14 dni."))
    choose(clerk, consultation, par_2_ust_1="§ 2 pkt 1, § 2 pkt 2")
    assert counts_on_page(clerk, programme_page) == ({"par-2": 1}, 0)


def test_what_was_split_is_decided_at_each_place(clerk, consultation, send, write, programme_page):
    send()
    write(FIRST, ("§ 3", "Organizacja."), ("§ 4", "Ma 7 dni."))
    choose(clerk, consultation, par_2_ust_1="§ 3, § 4")
    write(FIRST, ("§ 5", "Ma 21 dni."))
    rows = clerk.get(url(consultation)).context["comparison"].to_decide
    assert [row.old.anchor for row in rows] == ["par-3", "par-4"]
    choose(clerk, consultation, par_3=None, par_4="§ 5")
    assert counts_on_page(clerk, programme_page) == ({"par-5": 1}, 0)
    assert clerk.get(consultation.pages.get().url).context["removed"] == []


def test_two_provisions_are_joined(clerk, consultation, send, write, programme_page):
    send()
    send(anchor="par-2-ust-2", email="drugi@poczta.example")
    write(FIRST, ("§ 2", "Organizacja ma 7 dni, a gmina 14."))
    choose(clerk, consultation, par_2_ust_1="§ 2", par_2_ust_2="§ 2")
    assert {m for m in mapped(consultation) if "ust" in m[0]} == {
        ("par-2-ust-1", "par-2", Change.MERGED),
        ("par-2-ust-2", "par-2", Change.MERGED),
    }
    assert counts_on_page(clerk, programme_page) == ({"par-2": 2}, 0)


def test_two_identical_sentences_keep_their_own_remarks(
    clerk, consultation, send, write, programme_page
):
    send()
    send(anchor="par-2-ust-2", email="drugi@poczta.example")
    send(anchor="par-2-ust-2", email="trzeci@poczta.example")
    write(FIRST, ("§ 3 ust. 1", SAME), ("§ 3 ust. 2", SAME))
    rows = clerk.get(url(consultation)).context["comparison"].to_decide
    assert [(row.old.anchor, row.where, row.remarks) for row in rows] == [
        ("par-2-ust-1", "", 1),
        ("par-2-ust-2", "", 2),
    ]
    choose(clerk, consultation, par_2_ust_1="§ 3 ust. 2", par_2_ust_2="§ 3 ust. 1")
    assert counts_on_page(clerk, programme_page) == ({"par-3-ust-2": 1, "par-3-ust-1": 2}, 0)


def test_a_renumbered_provision_is_proposed_where_its_words_are_now(
    clerk, consultation, send, write
):
    send(anchor="par-1-pkt-1")
    write(("§ 5", FIRST[1]), ("§ 2 ust. 1", SAME), ("§ 2 ust. 2", SAME))
    (row,) = clerk.get(url(consultation)).context["comparison"].to_decide
    assert (row.where, row.fate) == ("§ 5 pkt 1", "")


def test_a_point_that_changed_concerns_remarks_on_its_paragraph(clerk, consultation, send, write):
    send(anchor="par-1")
    write(("§ 1", FIRST[1].replace("ogłoszenia", "nabory")), ("§ 2 ust. 1", SAME))
    comparison = clerk.get(url(consultation)).context["comparison"]
    assert [row.old.anchor for row in comparison.to_decide] == ["par-1"]
    assert [row.old.anchor for row in comparison.others] == ["par-1-pkt-1", "par-2-ust-2"]


def test_unchanged_provisions_keep_their_remarks_by_themselves(
    clerk, consultation, send, write, programme_page
):
    send()
    write(FIRST, ("§ 2 ust. 1", SAME), ("§ 2 ust. 2", "Zupełnie inaczej."))
    assert choose(clerk, consultation).status_code == 302
    assert mapped(consultation) == {
        ("par-2-ust-1", "par-2-ust-1", Change.SAME),
        ("par-2-ust-2", "par-2-ust-2", Change.CHANGED),
    }
    assert counts_on_page(clerk, programme_page) == ({"par-2-ust-1": 1}, 0)


def test_a_wrong_label_is_told_and_nothing_typed_is_lost(clerk, consultation, send, write):
    send()
    write(FIRST, ("§ 2 ust. 2", SAME))
    for where in ("§ 77", "", " , "):
        response = choose(clerk, consultation, par_2_ust_1=where or " ")
        assert response.status_code == 422
        (row,) = response.context["comparison"].to_decide
        assert row.error
    response = choose(clerk, consultation, par_2_ust_1="§ 77")
    assert 'value="§ 77"' in response.content.decode()
    assert consultation.version.number == 1


def test_a_text_changed_meanwhile_is_looked_at_again(clerk, consultation, send, write):
    send()
    write(FIRST, ("§ 2 ust. 2", SAME))
    digest = clerk.get(url(consultation)).context["comparison"].digest
    write(FIRST, ("§ 2 ust. 1", "Jednak zostaje."), ("§ 2 ust. 2", SAME))
    response = clerk.post(url(consultation), {"digest": digest, "fate-par-2-ust-1": "removed"})
    assert response.status_code == 409
    (row,) = response.context["comparison"].to_decide
    assert row.fate == "removed"
    assert consultation.version.number == 1


def test_a_remark_that_may_still_be_confirmed_is_decided_too(clerk, consultation, send, write):
    send(confirm=False)
    send(email="wycofana@poczta.example", anchor="par-2-ust-2")
    consultation.submissions.filter(confirmed_at__isnull=False).update(
        withdrawn_at=timezone.now() + timedelta(0)
    )
    write(FIRST)
    rows = clerk.get(url(consultation)).context["comparison"].to_decide
    assert [row.old.anchor for row in rows] == ["par-2-ust-1"]


def test_remarks_follow_through_several_versions(clerk, consultation, send, write, programme_page):
    send()
    write(FIRST, ("§ 4", "Organizacja ma 14 dni."))
    choose(clerk, consultation, par_2_ust_1="§ 4")
    write(FIRST, ("§ 6", "Organizacja ma 21 dni."))
    (row,) = clerk.get(url(consultation)).context["comparison"].to_decide
    assert row.old.anchor == "par-4"
    choose(clerk, consultation, par_4="§ 6")
    assert counts_on_page(clerk, programme_page) == ({"par-6": 1}, 0)
    write(FIRST)
    choose(clerk, consultation, par_6=None)
    page = clerk.get(consultation.pages.get().url)
    assert [(u.label, u.count) for u in page.context["removed"]] == [("§ 2 ust. 1", 1)]


def test_the_first_text_after_assumptions_is_the_second_version(
    clerk, programme_page, consultation, write, send
):
    remark = send(anchor="").remarks.get()
    consultation.versions.get()  # the announced one
    write(("§ 1", "Nowy tekst."))
    choose(clerk, consultation)
    assert counts_on_page(clerk, programme_page) == ({}, 1)
    remark.refresh_from_db()
    assert remark.unit is None


def test_labels_that_stand_twice_are_refused(clerk, consultation, write):
    write(("§ 1", "Gmina:\n1) raz,\n1) dwa."))
    assert choose(clerk, consultation).status_code == 302
    assert consultation.version.number == 1


def test_only_who_runs_it_freezes_a_version(client, consultation, write):
    write(FIRST)
    digest = mapping.compare(consultation).digest
    client.force_login(user_with("answer_remarks", "approve_answers"))
    client.post(url(consultation), {"digest": digest})
    assert consultation.version.number == 1
