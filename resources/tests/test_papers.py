"""Papers of one consultation: they say what is needed, ask for no more, and come out whole."""

import io
import re
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document as Docx

from portal.models import MunicipalitySettings
from resources import papers
from resources.choices import ReceiptRule
from resources.models import Consultation
from resources.services import drafting, submitting

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")


def words_of(content, form="pdf"):
    if form == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        text = " ".join(page.extract_text() for page in pages)
    else:
        paper = Docx(io.BytesIO(content))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    return " ".join(text.replace("\u200b", "").split())


@pytest.fixture
def form_of(client, consultation):
    """Downloads the form of the consultation and reads it."""

    def form_of(form="pdf", language=""):
        response = client.get(f"{language}/uwagi/formularz/{consultation.pk}.{form}")
        assert response.status_code == 200
        assert f"formularz-uwag-{consultation.pk}.{form}" in response["Content-Disposition"]
        return words_of(response.content, form)

    return form_of


class TestForm:
    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_it_names_the_case_the_dates_and_all_ways(self, form_of, consultation, form):
        office = MunicipalitySettings.load()
        office.name, office.email = "Gmina Lipowa Dolina", "urzad@lipowa.example"
        office.e_delivery = "AE:PL-12345-67890-ABCDE-12"
        office.office_address, office.hours = "ul. Rynek 1\n00-001 Lipowa Dolina", "8–16"
        office.save()
        Consultation.objects.update(
            case_no="OPS.525.4.2026",
            order_no="Zarządzenie Nr 110/2026",
            opens_at=datetime(2026, 11, 2, 0, 0, tzinfo=WARSAW),
            closes_at=datetime(2026, 12, 1, 0, 0, tzinfo=WARSAW),
        )
        text = form_of(form)
        for said in (
            consultation.title,
            "OPS.525.4.2026",
            "Zarządzenie Nr 110/2026",
            "od 2 listopada 2026 r. do 30 listopada 2026 r., do końca dnia",
            "e-mailem: urzad@lipowa.example",
            "AE:PL-12345-67890-ABCDE-12",
            "ul. Rynek 1, 00-001 Lipowa Dolina",
            f"/uwagi/nowa/{consultation.pk}/",
        ):
            assert said in text

    def test_only_the_ways_of_the_resolution_are_offered(self, form_of):
        Consultation.objects.update(
            accepted_channels=["paper_desk", "post"], receipt_rule=ReceiptRule.POSTMARK
        )
        text = form_of()
        assert "osobiście w urzędzie" in text
        assert "liczy się data stempla pocztowego" in text
        assert not any(way in text for way in ("e-mailem", "przez portal", "ePUAP"))

    def test_it_names_the_places_that_were_announced(self, form_of):
        office = MunicipalitySettings.load()
        office.office_address, office.email = "ul. Rynek 1", "urzad@lipowa.example"
        office.e_delivery = "AE:PL-12345-67890-ABCDE-12"
        office.save()
        announced = "E-mail uwagi@ops.example, papier złożony w OPS albo przesłany, e-Doręczenia."
        Consultation.objects.update(
            channels=announced,
            accepted_channels=["online", "email", "edor", "paper_desk", "post"],
        )
        text = form_of()
        for said in (announced, "przez portal", "AE:PL-12345-67890-ABCDE-12", "pocztą na adres"):
            assert said in text
        assert "osobiście w urzędzie" not in text
        assert "e-mailem: urzad@lipowa.example" not in text

    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_it_asks_for_no_phone(self, form_of, form):
        assert not re.search("telefon|tel\\.", form_of(form), re.IGNORECASE)

    def test_residents_and_the_signature_follow_the_resolution(self, form_of):
        Consultation.objects.update(residents_admitted=True, signature_required=True)
        text = form_of()
        assert "jako mieszkaniec gminy" in text
        assert "Podpis" in text
        Consultation.objects.update(residents_admitted=False, signature_required=False)
        text = form_of()
        assert "mieszka" not in text
        assert "Podpis" not in text

    def test_the_clause_is_printed_whole(self, form_of):
        Consultation.objects.update(
            privacy_clause="<h3>Administrator</h3><p>Administratorem jest <b>Burmistrz</b>.</p>"
            "<ul><li>prawo dostępu</li></ul>"
        )
        text = form_of()
        assert "Administratorem jest Burmistrz" in text
        assert "prawo dostępu" in text

    def test_it_is_the_same_polish_form_in_every_language(self, client, consultation):
        polish = client.get(f"/uwagi/formularz/{consultation.pk}.pdf").content
        assert client.get(f"/en/uwagi/formularz/{consultation.pk}.pdf").content == polish

    def test_the_page_links_to_it_with_its_size(self, client, consultation):
        found = client.get(consultation.pages.get().url).content.decode()
        for form in ("docx", "pdf"):
            assert f'href="/uwagi/formularz/{consultation.pk}.{form}"' in found
        assert re.search(r"PDF, \d+([,.]\d)?\W*KB", found)

    def test_after_the_close_it_is_offered_no_more(self, client, consultation):
        Consultation.objects.update(closes_at=timezone.now())
        assert "formularz" not in client.get(consultation.pages.get().url).content.decode()


class TestReceipt:
    def paper(self, client, submission, language=""):
        response = client.get(f"{language}{submission.receipt_path()}pokwitowanie.pdf")
        assert response.status_code == 200
        return response

    def test_it_holds_number_time_entry_and_the_words(self, client, send):
        submission = send(body="Wydłużyć termin.\nDo 14 dni.")
        entry = submission.ledger.order_by("seq").last()
        response = self.paper(client, submission)
        text = words_of(response.content)
        assert submission.reference in text
        assert f"{entry.seq}" in text
        assert entry.hash in text.replace(" ", "")
        assert "Wydłużyć termin. Do 14 dni." in text
        assert "§ 2 ust. 1" in text
        assert "Organizacja ma 7 dni." in text
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"

    def test_it_calls_the_consultation_as_its_page_in_that_language(
        self, client, translated, send, consultation
    ):
        path = send().receipt_path()
        for language, title, other in (
            ("", consultation.title, translated.title),
            ("/uk", translated.title, consultation.title),
            ("/en", consultation.title, translated.title),  # no page in English
        ):
            text = words_of(client.get(f"{language}{path}pokwitowanie.pdf").content)
            assert title in text, language
            assert other not in text, language

    def test_an_unconfirmed_one_says_so_and_has_no_entry(self, client, send):
        submission = send(confirm=False)
        text = words_of(self.paper(client, submission).content)
        assert _("These remarks have NOT been submitted yet.") in text
        assert submission.ledger.get().hash[:8] not in text

    def test_a_withdrawn_one_says_so(self, client, send):
        submission = send()
        submitting.withdraw(submission, timezone.now())
        english = words_of(self.paper(client, submission, "/en").content)
        assert "withdrawn" in english

    def test_a_guessed_link_finds_nothing(self, client, consultation, send):
        submission = send()
        for guess in (
            submission.reference.replace("/", "-"),
            submission.pk,
            submission.confirmation,
        ):
            assert client.get(f"/uwagi/pokwitowanie/{guess}/pokwitowanie.pdf").status_code == 404

    def test_any_words_can_be_printed(self, client, send):
        submission = send(body="😀 مرحبا \u202e ok " + "x" * 30_000, person="Ż\u0301")
        assert "[U+1F600]" in words_of(self.paper(client, submission).content)


class TestDraft:
    DATA = {
        "title": "Konsultacje projektu Programu na 2027 rok",
        "case_no": "OPS.525.4.2026",
        "day": date(2026, 11, 5),
        "last_day": date(2026, 11, 30),
        "sender": [("Organizacja", "Stowarzyszenie Nad Rzeką")],
        "remarks": [
            {"label": "§ 2 ust. 1", "quote": "Organizacja ma 7 dni.", "body": "Wydłużyć."},
            {"body": "Uwaga do całości.", "justification": "Bo tak jest jaśniej."},
        ],
        "files": ["statut.pdf"],
    }

    def test_it_says_that_nothing_has_been_submitted(self):
        name, content = papers.draft_paper(self.DATA)
        text = words_of(content)
        assert name == "projekt-uwag.pdf"
        assert _("This is a draft. The remarks have NOT been submitted yet.") in text
        for said in (
            "Stowarzyszenie Nad Rzeką",
            "§ 2 ust. 1",
            "Wydłużyć.",
            "Bo tak jest jaśniej.",
            "statut.pdf",
        ):
            assert said in text

    def test_the_same_draft_is_the_same_file(self):
        assert papers.draft_paper(self.DATA) == papers.draft_paper(self.DATA)

    def test_the_link_of_a_draft_gives_its_paper(self, client, consultation):
        now = timezone.now()
        sender = {"who": "organisation", "organisation_name": "Koło Gospodyń"}
        draft = drafting.start(consultation, uuid.uuid4(), sender, "pl", now)
        with drafting.changing(draft, now) as draft:
            remark = {"anchor": "par-2-ust-1", "body": "Do namysłu.", "proposed": ""}
            drafting.put_remark(draft, str(uuid.uuid4()), remark | {"justification": ""})
        response = client.get(f"/uwagi/szkic/{draft.token}/projekt.pdf")
        text = words_of(response.content)
        for said in (consultation.title, "Koło Gospodyń", "§ 2 ust. 1", "Do namysłu."):
            assert said in text
        assert "no-store" in response["Cache-Control"]
        assert client.get(f"/uwagi/szkic/{uuid.uuid4().hex}/projekt.pdf").status_code == 404

    def test_it_calls_the_consultation_as_its_page_in_that_language(
        self, client, translated, consultation
    ):
        draft = drafting.start(consultation, uuid.uuid4(), {}, "uk", timezone.now())
        text = words_of(client.get(f"/uk/uwagi/szkic/{draft.token}/projekt.pdf").content)
        assert translated.title in text
        assert consultation.title not in text
