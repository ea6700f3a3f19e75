"""Setting a consultation up: what it begins with, what the form takes and what it refuses."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.models import Consultation
from resources.setting_up import new_consultation
from resources.tests.people import user_with
from resources.viewsets import ConsultationViewSet

pytestmark = pytest.mark.django_db
ADD = "consultations:add"


def warsaw(*moment):
    return datetime(*moment, tzinfo=ZoneInfo("Europe/Warsaw"))


@pytest.fixture
def clerk(client):
    user = user_with("add_consultation", "change_consultation", "answer_remarks")
    client.force_login(user)
    client.user = user
    return client


def test_the_first_one_begins_next_monday_and_lasts_long_enough(db):
    made = new_consultation(user_with("answer_remarks"), warsaw(2026, 9, 30, 12))
    assert made.opens_at == warsaw(2026, 10, 5, 8)
    assert made.last_day == date(2026, 10, 19)
    assert made.closes_at == warsaw(2026, 10, 20)
    made = new_consultation(made.clerk, warsaw(2026, 10, 5, 7))
    assert made.opens_at == warsaw(2026, 10, 12, 8)  # never on the same day


def test_the_next_one_takes_over_what_the_resolution_says(consultation, clerk):
    Consultation.objects.update(
        least_days=21, accepted_channels=["online", "meeting"], handled_by="OPS", has_council=True
    )
    made = new_consultation(clerk.user, timezone.now())
    assert made.local_resolution == consultation.local_resolution
    assert made.privacy_clause == consultation.privacy_clause
    assert made.accepted_channels == ["online", "meeting"]
    assert (made.handled_by, made.clerk, made.has_council) == ("OPS", clerk.user, True)
    assert made.order_no == made.bip_url == made.title == ""
    assert (made.closes_at - made.opens_at) > timedelta(days=21)
    html = clerk.get(reverse(ADD)).content.decode()
    assert consultation.local_resolution in html
    assert f'value="{made.last_day.isoformat()}"' in html


def test_the_last_day_is_kept_as_the_moment_after_it(clerk, filled):
    response = clerk.post(reverse(ADD), filled)
    made = Consultation.objects.get()
    assert response.headers["Location"] == reverse("desk-announce", args=[made.pk])
    assert made.opens_at == warsaw(2026, 10, 5, 8)
    assert made.closes_at == warsaw(2026, 10, 27)
    assert made.accepted_channels == ["online", "post"]
    # Until the end of the day on which October has an hour more.
    clerk.post(reverse("consultations:edit", args=[made.pk]), {**filled, "last_day": "2026-10-25"})
    made.refresh_from_db()
    assert made.closes_at - made.opens_at == timedelta(days=20, hours=17)


def test_the_screen_says_in_plain_words_that_nothing_is_saved(clerk, filled):
    response = clerk.post(reverse(ADD), {**filled, "title": ""})
    html = response.content.decode()
    assert "Jeszcze nie zapisano: prosimy poprawić" in html
    assert "nie mógł zostać utworzony" not in html


def test_the_list_says_how_far_each_one_is(clerk, consultation):
    html = clerk.get(reverse("consultations:index")).content.decode()
    assert str(consultation.state(timezone.now()).label) in html


@pytest.mark.parametrize("hour", ["2026-10-25 02:30", "2027-03-28 02:30"])
def test_an_hour_that_comes_twice_or_never_is_refused_in_words(clerk, filled, hour):
    response = clerk.post(reverse(ADD), {**filled, "opens_at": hour, "last_day": "2027-05-01"})
    assert not Consultation.objects.exists()
    (sentence,) = response.context["form"].errors["opens_at"]
    assert "8:00" in sentence
    assert sentence in response.content.decode()
    assert filled["title"] in response.content.decode()  # nothing typed is lost


def test_bad_input_is_refused_at_its_field(clerk, filled, site_root):
    for name, value in [
        ("last_day", "2026-10-01"),
        ("last_day", "9999-12-31"),
        ("text_page", site_root.pk),
        ("accepted_channels", ["gołębie"]),
        ("retention_years", "0"),
        ("retention_years", "51"),
        ("retention_years", "2032"),
    ]:
        response = clerk.post(reverse(ADD), {**filled, name: value})
        assert name in response.context["form"].errors, (name, value)
    assert not Consultation.objects.exists()


def test_the_portals_own_form_is_always_a_way(clerk, filled):
    boxes = clerk.get(reverse(ADD)).context["form"]["accepted_channels"].subwidgets
    fixed = [box.data["value"] for box in boxes if box.data["attrs"].get("disabled")]
    assert fixed == ["online"]
    assert boxes[0].data["selected"]
    for ticked, kept in [
        (["meeting", "paper_desk"], ["online", "paper_desk", "meeting"]),
        (["online", "post"], ["online", "post"]),
        ([], ["online"]),
    ]:
        clerk.post(reverse(ADD), {**filled, "accepted_channels": ticked})
        assert Consultation.objects.latest("pk").accepted_channels == kept


def test_the_text_is_chosen_from_all_that_can_be_consulted(clerk, programme_page, site_root):
    field = clerk.get(reverse(ADD)).context["form"].fields["text_page"]
    assert [label for pk, label in field.choices if pk] == [programme_page.title]
    assert "<select" in str(clerk.get(reverse(ADD)).context["form"]["text_page"])


def test_a_page_without_a_text_to_consult_is_refused_in_words(clerk, filled, site_root):
    response = clerk.post(reverse(ADD), {**filled, "text_page": site_root.pk})
    assert "Ta strona nie ma tekstu do konsultacji." in response.content.decode()


def test_what_was_saved_is_told_in_plain_words_and_the_check_list_follows(clerk, filled):
    response = clerk.post(reverse(ADD), filled, follow=True)
    assert "Ustawienia zapisane." in response.content.decode()
    assert response.resolver_match.view_name == "desk-announce"


def test_the_list_of_consultations_offers_a_new_one_to_whoever_may_prepare_it(clerk, client):
    assert reverse(ADD) in clerk.get(reverse("desk")).content.decode()
    client.force_login(user_with("answer_remarks"))
    assert reverse(ADD) not in client.get(reverse("desk")).content.decode()


def test_what_was_announced_stays_and_the_rest_may_be_corrected(clerk, consultation, filled):
    closes = consultation.closes_at
    url = reverse("consultations:edit", args=[consultation.pk])
    assert clerk.get(url).status_code == 200
    clerk.post(url, {**filled, "case_no": "OPS.525.4", "residents_admitted": ""})
    consultation.refresh_from_db()
    assert consultation.case_no == "OPS.525.4"
    assert consultation.closes_at == closes
    assert consultation.residents_admitted


def test_remarks_do_not_appear_earlier_than_was_announced(clerk, consultation, filled):
    url = reverse("consultations:edit", args=[consultation.pk])
    Consultation.objects.update(remarks_shown="after_close")
    response = clerk.post(url, {**filled, "remarks_shown": "at_once"})
    (sentence,) = response.context["form"].errors["remarks_shown"]
    assert "po zakończeniu" in sentence
    assert clerk.post(url, {**filled, "remarks_shown": "with_answers"}).status_code == 302
    consultation.refresh_from_db()
    assert consultation.remarks_shown == "with_answers"


def test_what_was_not_announced_can_be_changed(clerk, filled):
    clerk.post(reverse(ADD), filled)
    consultation = Consultation.objects.get()
    clerk.post(reverse("consultations:edit", args=[consultation.pk]), {**filled, "case_no": "X.1"})
    consultation.refresh_from_db()
    assert consultation.case_no == "X.1"


def test_every_column_that_a_clerk_sets_is_on_the_screen():
    form = ConsultationViewSet("test").get_form_class()
    set_elsewhere = {"closes_at", "council_delivered_on", "council_opinion_on", "council_opinion"}
    editable = {f.name for f in Consultation._meta.fields if f.editable} - {"id"}
    assert editable - set_elsewhere == set(form.base_fields) - {"last_day"}


def test_the_list_names_the_last_day_and_not_the_moment_after_it(consultation, clerk):
    Consultation.objects.update(closes_at=warsaw(2026, 12, 1), opens_at=warsaw(2026, 10, 5))
    html = clerk.get(reverse("consultations:index")).content.decode()
    assert "30 listopada 2026" in html
    assert "1 grudnia 2026" not in html
