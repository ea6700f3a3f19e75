"""What mails ask of those who get them."""

import pytest

from partnerships.tests import factories
from portal.models import MunicipalitySettings, OutgoingMail
from resources.services import answering, submitting, supporting
from resources.tests.people import ORGANISATION, answer_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("office", ["urzad@gmina.example", ""])
def test_an_answer_is_asked_for_only_where_it_reaches_the_office(send, office):
    MunicipalitySettings.objects.update_or_create(defaults={"email": office})
    told = factories.organisation("Fundacja Most", email="zarzad@most.example")
    submission = send(**ORGANISATION, organisation_id=told.pk)
    fire = factories.organisation("OSP", email=told.email)
    joins = supporting.SupportContent("Osoba", "osp@klub.example", fire.pk)
    now = submission.confirmed_at
    supporting.confirm(supporting.support(submission, joins, now), now)
    bodies = list(OutgoingMail.objects.filter(to=told.email).values_list("body", flat=True))
    assert len(bodies) == 2
    for body in bodies:
        assert ("odpowiedzieć na tę wiadomość" in body) is bool(office)
        assert ("zawiadomić urząd" in body) is not bool(office)


def test_paragraphs_are_one_blank_line_apart(send):
    told = factories.organisation("Fundacja Most", email="zarzad@most.example")
    said = submitting.RemarkContent("Dodać przepis.", justification="Bo tak jest lepiej.")
    send(**ORGANISATION, organisation_id=told.pk, remarks=(said, said))
    bodies = list(OutgoingMail.objects.values_list("body", flat=True))
    assert len(bodies) == 3  # to be confirmed, the receipt, to the organisation itself
    for body in bodies:
        assert "\n\nUzasadnienie: Bo tak jest lepiej.\n\n" in body
        assert "\n\n\n" not in body


def test_the_link_in_the_mail_with_answers_has_words_before_it(consultation, send):
    submission = send()
    answer_all(consultation)
    answering.publish_all(consultation, consultation.results_from)
    mail = OutgoingMail.objects.filter(to=submission.identity.email).first()
    words, link = mail.body.strip().splitlines()[-2:]
    assert words.startswith("To samo jest na stronie potwierdzenia")
    assert link.endswith(submission.receipt_path())
