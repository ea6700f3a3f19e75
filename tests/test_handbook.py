"""A stranger takes the demo from nothing to the council's resolution with the handbook beside."""

import os
import zipfile

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal import outbox
from portal.models import OutgoingMail
from tests import handbook
from tests.handbook import Walk

TEXT = "Regulamin wypożyczalni sprzętu"
OURS = "Konsultacje Regulaminu wypożyczalni sprzętu"
STRATEGY = "Konsultacje założeń strategii rozwiązywania problemów społecznych"
ORGANISATION, FROM_REGISTER = "W imieniu organizacji", "Organizacja z rejestru"
REASON, FORWARD = "Uzasadnienie odpowiedzi", "Przekaż do akceptacji"
PROVISIONS = [
    ("§ 1", "Gmina bezpłatnie wypożycza organizacjom namioty, stoły i nagłośnienie."),
    (
        "§ 2",
        "Sprzęt wypożycza się najwyżej na trzy dni. Za sprzęt zniszczony albo zgubiony płaci "
        "organizacja.",
    ),
    ("§ 3", "Sprzęt rezerwuje się co najmniej 7 dni wcześniej."),
]
#: Where the walk puts its pictures: nowhere, unless `python -m scripts.handbook_pictures` asks.
FOLDER = handbook.PICTURES if "HANDBOOK_PICTURES" in os.environ else None
MOST_BYTES = 150_000


def test_each_picture_is_shown_once_and_light():
    text = handbook.CHAPTER.read_text()
    shown = handbook.pictures(text)
    assert sorted(shown) == sorted(path.name for path in handbook.PICTURES.iterdir())
    heavy = [name for name in shown if (handbook.PICTURES / name).stat().st_size > MOST_BYTES]
    assert heavy == []


@pytest.fixture
def mailbox(settings, tmp_path):
    """The demo's mailbox, at its address."""
    settings.ROOT_URLCONF = "tests.demo_urls"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "poczta"
    return "/demo/poczta/"


def log_in(walk, name):
    walk.page.goto("/admin/")
    walk.fill("Nazwa użytkownika", name)
    walk.fill("Hasło", "demo")
    walk.press("Zaloguj się")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_chapter_leads_from_nothing_to_the_resolution(visit, mailbox, settings):
    # The editor saves by itself while somebody thinks; a quick hand would publish in between.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    clerk = visit(width=1100)
    walk = Walk(clerk, folder=FOLDER)
    prepare(walk)
    announce(walk)
    collect(walk, visit(width=1100), mailbox)
    consider(walk)
    decide(walk, visit, mailbox)
    report(walk)
    revise(walk)
    council(walk)
    assert walk.left == []


def prepare(walk):
    with walk.step("1.1"):
        log_in(walk, "moderacja")
        walk.picture("do-zrobienia", "main", room=0, below=640)
    with walk.step("1.2"):
        walk.open("Strony")
        deeper = "Wyświetl podstrony dla 'Lipowa Dolina: współpraca w gminie'"
        walk.page.locator("button, a").filter(has_text=deeper).click()
        walk.press("Program współpracy", within=walk.page.locator("aside, nav").first)
        with walk.page.expect_navigation():
            walk.page.get_by_label("Dodaj stronę podrzędną").first.click()
        walk.press("Tekst do konsultacji")
        walk.fill("Tytuł", TEXT)
        walk.choose("Rodzaj", "regulamin")
        walk.open("Tekst")
        for label, words in PROVISIONS:
            add_provision(walk, label, words)
        walk.picture("tekst", "#panel-child-tekst-text-section", below=760)
        publish(walk)
    with walk.step("1.3"):
        walk.menu()
        walk.press("Przygotuj nowe konsultacje")
        walk.fill("Tytuł", OURS)
        walk.choose("Strona z konsultowanym tekstem", TEXT)
        walk.fill("Otwarcie", f"{timezone.localdate():%d.%m.%Y} 8:00")
        walk.picture("ustawienia", "section:has([name=title])")
        walk.press("Utwórz")
    with walk.step("1.4"):
        walk.press("Zmień ustawienia")
        walk.press("Zapisz")


def add_provision(walk, label, words):
    """Puts one more provision at the end of the text."""
    labels = walk.page.locator("[name^=text-][name$=-value-label]")
    walk.page.get_by_role("button", name="Dodaj blok").last.click()
    walk.look()
    last = labels.count()
    walk.page.get_by_role("option", name=walk.told("Zapis")).click()
    labels.nth(last).wait_for()
    walk.fill("oznaczenie", label, which=last)
    walk.fill("treść", words, which=last)


def publish(walk):
    walk.page.get_by_role("button", name="Więcej akcji").click()
    walk.press("Opublikuj")


def announce(walk):
    with walk.step("2.1"):
        walk.picture("lista-sprawdzajaca", "h1", "#oglos-section")
    with walk.step("2.2"):
        walk.press("Zmień ustawienia")
        today = f"{timezone.localdate():%d.%m.%Y}"
        walk.fill("Numer zarządzenia Burmistrza", "Zarządzenie nr 131")
        walk.fill("Data zarządzenia", today)
        walk.fill("Ogłoszenie w BIP", "https://bip.example/konsultacje")
        walk.fill("Na tablicy ogłoszeń od", today)
        walk.picture("zarzadzenie", "section:has([name=order_no])", "section:has([name=bip_url])")
        walk.press("Zapisz")
    with walk.step("2.3"):
        walk.press("Utrwal tekst i ogłoś")
    with walk.step("2.4"):
        walk.press("Przygotowanie konsultacji")
        walk.page.go_back()
    with walk.step("2.5"):
        walk.press("Zaproszenia")
        walk.press("Wyślij … e-mailem")
        walk.picture("zaproszenia", "main", room=0, below=560)


def collect(walk, visitor, mailbox):
    clerk = walk.page
    with walk.step("3.1"):
        walk.menu()
        walk.press(OURS)
        walk.press("Zobacz stronę")
        visitor.goto(clerk.url)
        walk.page = visitor
        walk.picture("zapis", "#par-2", "#par-3", room=10)
        walk.press("Zgłoś uwagę do: § 2")
    with walk.step("3.2"):
        walk.fill(
            "Treść uwagi – …",
            "Prosimy o pięć dni zamiast trzech: festyn trzeba jeszcze przygotować.",
        )
        walk.tick(ORGANISATION)
        walk.choose(FROM_REGISTER, "Koło Gospodyń Wiejskich w Olszynach")
        walk.tick("Oświadczam, że mogę zgłosić uwagi w imieniu tej organizacji.")
        walk.fill("Imię i nazwisko osoby zgłaszającej", "Przewodnicząca koła")
        walk.fill("Adres e-mail …", "kolo@poczta.example")
        walk.press("Sprawdź przed wysłaniem")
        walk.picture("sprawdzenie", "main", room=0, below=880)
        walk.press("Wyślij uwagi")
    with walk.step("3.3"):
        outbox.drain()
        visitor.goto(mailbox)
        walk.look()
        asked = visitor.locator("a[href*='/uwagi/potwierdzenie/']").first
        visitor.goto(asked.get_attribute("href"))
        walk.press("Potwierdzam wysłanie uwag")
        walk.picture("pokwitowanie", "main", room=0, below=640)
    walk.page = clerk
    with walk.step("3.4"):
        clerk.goto("/admin/")
        walk.menu()
        walk.press(OURS)
        walk.press("Wpisz uwagi z pisma")
        walk.choose("Sposób zgłoszenia", "papier – złożone w urzędzie")
        walk.choose(FROM_REGISTER, "Hufiec ZHP Lipowa Dolina")
        walk.choose("Zapis", "§ 3")
        walk.fill("Treść uwagi – …", "Prosimy o rezerwację na 14 dni wcześniej.")
        walk.press("Zapisz uwagi")
        walk.picture("pismo", "h1", "main .help-info")


def open_programme(walk):
    row = walk.page.locator("tr", has_text="trwają").filter(has_text="Programu")
    walk.press("Konsultacje projektu Programu współpracy na … rok", within=row)


def consider(walk):
    with walk.step("4.1"):
        walk.menu()
        open_programme(walk)
        walk.press("jeszcze bez odpowiedzi")
        walk.fill("Szukane słowa", "autobus")
        walk.press("Pokaż")
        walk.picture("lista-uwag", "h1", ".desk-list")
    with walk.step("4.2"):
        walk.press("Prosimy, żeby raz w miesiącu dyżur koordynatora był w Brzezinach…")
        walk.picture("uwaga", "h1", ".desk-answer", below=760)
    with walk.step("4.3"):
        walk.fill("Notatka", "Uzgodnić z kierowniczką świetlicy, w które środy.")
        walk.press("Dodaj notatkę")
    with walk.step("4.4"):
        walk.press("Jedna odpowiedź na tę i … podobne uwagi")
        walk.choose("Zacznij od wzoru", "Uwzględniamy")
        walk.press("Wstaw jego treść")
        beginning = walk.field(REASON).input_value()
        more = "Raz w miesiącu dyżur będzie w świetlicy w Brzezinach."
        walk.fill(REASON, f"{beginning} {more}")
        walk.picture("jedna-odpowiedz", "h1", ".desk-answer", below=760)
        walk.press(FORWARD)
    with walk.step("4.5"):
        walk.tick("wyglądają na wysłane przez automat")
        walk.press("Pokaż")
        walk.press("Autokary i wyjazdy integracyjne …")
        walk.press("Co widzą czytelnicy")
        walk.tick("Ukryj całą uwagę")
        walk.tick("reklama")
        walk.press("Zapisz postać dla czytelników")


def decide(walk, visit, mailbox):
    clerk = walk.page
    with walk.step("5.1"):
        walk.menu()
        walk.press(STRATEGY)
        walk.press("jeszcze bez odpowiedzi")
        walk.press("Proszę nie zapomnieć o ludziach…")
        walk.tick("uwzględniona")
        walk.fill(REASON, "Dziękujemy. Dopisujemy, że długa przerwa to także czas leczenia.")
        walk.picture("odpowiedz", "h1", ".desk-answer", below=720)
        walk.press(FORWARD)
        walk.tick("udzielono wyjaśnienia")
        walk.fill(REASON, "W projekcie strategii będą trzy liczby, podawane co roku.")
        walk.press(FORWARD)
    walk.page = visit(width=390, height=844)
    with walk.step("5.2"):
        log_in(walk, "burmistrz")
        walk.press(f"3 odpowiedzi: {STRATEGY}")
        walk.page.locator(".desk-decide summary").first.click()
        walk.picture("burmistrz", "body", room=0, below=844)
        walk.open("Zwróć zaznaczone do poprawy")
        walk.press("Zatwierdź wszystkie …")
        walk.picture("zatwierdzone", ".desk-approved")
    walk.page = clerk
    with walk.step("5.3"):
        walk.menu()
        walk.press(STRATEGY)
        walk.picture("publikacja", "#opublikuj-section")
        panel = clerk.locator("#opublikuj-content")
        walk.press("Opublikuj odpowiedzi na wszystkie uwagi", within=panel)
    with walk.step("5.4"):
        walk.press("Zobacz stronę")
        anybody = walk.page = visit(width=1100)
        anybody.goto(clerk.url)
        walk.press("Uwagi i odpowiedzi")
        assert "będą trzy liczby" in anybody.locator("main").inner_text().replace("\xa0", " ")
        walk.picture("wyniki", "section:has(#wyniki)")
    with walk.step("5.5"):
        outbox.drain()
        anybody.goto(mailbox)
    sent = OutgoingMail.objects.filter(state=OutgoingMail.State.SENT)
    assert sent.filter(subject__startswith="Odpowiedź na Państwa uwagi").count() >= 3
    walk.page = clerk
    clerk.go_back()


def report(walk):
    with walk.step("6.1"):
        walk.press("Sprawozdanie z przebiegu konsultacji")
        walk.press("Sporządź sprawozdanie")
        call_command("db_worker", batch=True, interval=0, verbosity=0)
        walk.control("Opublikuj sprawozdanie").wait_for()  # the page refreshes itself
        walk.picture("sprawozdanie", "h1", "#stan-section")
        walk.press("Opublikuj sprawozdanie")
    with walk.step("6.2"):
        assert walk.download("Jedna strona dla Rady").read_bytes().startswith(b"%PDF")
    with walk.step("6.3"):
        walk.press("Przygotuj plik ZIP")
        call_command("db_worker", batch=True, interval=0, verbosity=0)
        assert zipfile.is_zipfile(walk.download("Pobierz plik ZIP"))


def revise(walk):
    with walk.step("7.1"):
        walk.menu()
        walk.press(OURS)
        walk.press("Nowa wersja tekstu")
        walk.press("Zmień tekst na jego stronie")
        walk.open("Tekst")
        texts = walk.page.locator("[name^=text-][name$=-value-text]")
        texts.nth(1).fill("Sprzęt wypożycza się najwyżej na pięć dni.")
        texts.nth(2).fill("Za sprzęt zniszczony albo zgubiony płaci organizacja.")
        add_provision(walk, "§ 4", PROVISIONS[2][1])
        publish(walk)
    with walk.step("7.2"):
        walk.menu()
        walk.press(OURS)
        walk.press("Nowa wersja tekstu")
        for row, where in [("#z-par-2", "§ 2, § 3"), ("#z-par-3", "§ 4")]:
            row = walk.page.locator(row)
            row.get_by_label(walk.told("jest teraz w:")).check()
            row.locator("[name^=where-]").fill(where)
        walk.picture("wersja", "#z-par-2", "#z-par-3")
        walk.press("Utrwal nową wersję")
    with walk.step("7.3"):
        walk.press("Prosimy o pięć dni …")


def council(walk):
    with walk.step("8.1"):
        walk.menu()
        open_programme(walk)
        walk.press("RDPP i sesja Rady")
        walk.tick("W gminie działa Rada Działalności Pożytku Publicznego (RDPP)")
        walk.fill("Projekt przekazano RDPP dnia", f"{timezone.localdate():%d.%m.%Y}")
        walk.press("Zapisz")
        walk.picture("rdpp", "h1", ".desk-answer")
    with walk.step("8.2"):
        walk.fill("Opinię RDPP wydano dnia", f"{timezone.localdate():%d.%m.%Y}")
        walk.fill("Opinia RDPP", "Pozytywna, bez uwag.")
        walk.press("Zapisz")
    with walk.step("8.3"):
        walk.press("Wpisz uchwałę")
        walk.choose("Stan", "uchwalony")
        walk.fill("Numer uchwały", "Uchwała nr XXVII/201")
        walk.fill("Data uchwały", f"{timezone.localdate():%d.%m.%Y}")
        publish(walk)
        walk.menu()
        open_programme(walk)
        walk.press("RDPP i sesja Rady")
        walk.picture("uchwala", "section[aria-labelledby=uchwala]")
