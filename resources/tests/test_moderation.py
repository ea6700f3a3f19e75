"""What the public reads instead of words that it may not, and what stays."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from resources import public
from resources.models import Moderation, Remark, SealKey
from resources.services import answering, ledger, moderating
from resources.services.verify import verify

pytestmark = pytest.mark.django_db

WORDS = "Pan Igrekowski z ulicy Polnej nie wpuszcza na boisko. Otwórzcie je codziennie."
REDACTED = "[…] nie wpuszcza na boisko. Otwórzcie je codziennie."


@pytest.fixture
def staff(db):
    user = get_user_model().objects.create_user("moderacja", password="x")
    codenames = ["access_admin", "change_consultation", "answer_remarks"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def remark(send):
    return send(body=WORDS).remarks.get()


def shown(remark):
    found = public.remarks(remark.submission.consultation).get(pk=remark.pk)
    return public.shown(found)


def redact(remark, staff, body=REDACTED, **more):
    return moderating.redact(remark, {"body": body}, "personal_data", staff, timezone.now(), **more)


def test_the_public_reads_the_rest_and_the_original_stays(remark, staff):
    redact(remark, staff, explanation="adres osoby")
    read = shown(remark)
    assert read.body == REDACTED
    assert read.redacted
    assert "adres osoby" in read.explanation
    assert Remark.objects.get().body == WORDS
    assert verify(remark.submission.consultation) == []


def test_the_ledger_names_the_act_and_no_words(remark, staff):
    """And nothing that could confirm a guess at them: restored, they are all of the original."""
    redact(remark, staff)
    moderating.restore(remark, staff, timezone.now())
    entry = remark.submission.consultation.ledger.last()
    payload = json.loads(entry.payload)
    assert (payload["kind"], payload["remark"]) == ("moderated", remark.pk)
    assert "boisko" not in entry.payload
    moderation = remark.moderations.last()
    assert moderation.body == WORDS
    assert payload["rows"] == {
        ledger.name_of(moderation): ledger.fingerprint(moderation, SealKey.objects.get().key)
    }
    public = {"at", "hidden", "kind", "reason", "remark", "rows", "seq", "staff", "submission"}
    assert payload.keys() == public
    assert verify(remark.submission.consultation) == []


@pytest.mark.parametrize(
    "text",
    [
        "Pan Igrekowski jest w porządku. Otwórzcie je codziennie.",
        "Otwórzcie je codziennie. […] nie wpuszcza na boisko.",
        "Otwórzcie je codziennie.",
        "[…] nie wpuszcza na boisko nigdy.",
        WORDS,
    ],
)
def test_no_other_words_are_put_into_the_senders_mouth(remark, staff, text):
    with pytest.raises(ValidationError):
        redact(remark, staff, text)
    assert not Moderation.objects.exists()


@pytest.mark.parametrize(
    "text", ["[…]", "Pan […] z ulicy […] nie wpuszcza na boisko. […]", "Pan [...] codziennie."]
)
def test_parts_may_be_left_out_anywhere(remark, staff, text):
    redact(remark, staff, text)
    assert "Igrekowski" not in shown(remark).body


def test_a_hidden_remark_leaves_its_trace_and_counts(client, remark, staff, consultation):
    redact(remark, staff, hidden=True)
    response = answering.draft(remark, "explained", "Dziękujemy.", None, timezone.now())
    answering.put_forward([response], None, timezone.now())
    answering.approve([response], None, timezone.now())
    answering.publish_all(consultation, consultation.results_from)
    html = client.get(consultation.pages.get().url).content.decode()
    assert "Igrekowski" not in html
    assert "Nie publikujemy treści tej uwagi" in html
    assert "Dziękujemy." in html
    assert "1 uwaga" in html
    programme = client.get(consultation.text_page.url).content.decode()
    assert "Igrekowski" not in programme
    # Its digest stands in the open in the ledger, so it must not be one of the private words.
    assert Moderation.objects.get().body == ""


def test_taking_it_back_shows_the_original_and_keeps_both_decisions(remark, staff):
    redact(remark, staff)
    moderating.restore(remark, staff, timezone.now())
    read = shown(remark)
    assert (read.body, read.redacted, read.explanation) == (WORDS, False, "")
    assert Moderation.objects.count() == 2
    assert verify(remark.submission.consultation) == []
    with pytest.raises(ValidationError):
        moderating.restore(remark, staff, timezone.now())


def test_the_screen_starts_from_the_words_and_refuses_others(client, remark, staff):
    client.force_login(staff)
    url = reverse("desk-moderate", args=[remark.pk])
    assert WORDS in client.get(url).content.decode()
    data = {"body": "Coś innego.", "reason": "insult"}
    response = client.post(url, data)
    assert response.status_code == 422
    assert "Coś innego." in response.content.decode()
    client.post(url, {"body": REDACTED, "reason": "personal_data", "explanation": ""})
    assert shown(remark).body == REDACTED
    assert REDACTED in client.get(url).content.decode()
    client.post(url, {"restore": "1"})
    assert shown(remark).body == WORDS


def test_only_who_runs_it_redacts(client, remark, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="change_consultation"))
    client.force_login(get_user_model().objects.get())
    client.post(reverse("desk-moderate", args=[remark.pk]), {"hidden": "on", "reason": "insult"})
    assert not Moderation.objects.exists()
