"""What mails ask of those who get them."""

import pytest

from partnerships.tests import factories
from portal.models import MunicipalitySettings, OutgoingMail
from resources.services import answering, supporting
from resources.tests.people import ORGANISATION, answer_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("office", ["urzad@gmina.example", ""])
def test_an_answer_is_asked_for_only_where_it_reaches_the_office(send, office):
    MunicipalitySettings.objects.update_or_create(defaults={"email": office})
    told = factories.organisation("Fundacja Most", email="zarzad@most.example")
    submission = send(**ORGANISATION, organisation_id=told.pk)
    joins = supporting.SupportContent("Osoba", "osp@klub.example", told.pk)
    now = submission.confirmed_at
    supporting.confirm(supporting.support(submission, joins, now), now)
    bodies = list(OutgoingMail.objects.filter(to=told.email).values_list("body", flat=True))
    assert len(bodies) == 2
    for body in bodies:
        assert ("odpowiedzieć na tę wiadomość" in body) is bool(office)
        assert ("zawiadomić urząd" in body) is not bool(office)


def test_the_link_in_the_mail_with_answers_has_words_before_it(consultation, send):
    submission = send()
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    mail = OutgoingMail.objects.filter(to=submission.identity.email).first()
    words, link = mail.body.strip().splitlines()[-2:]
    assert words.startswith("To samo jest na stronie potwierdzenia")
    assert link.endswith(submission.receipt_path())
