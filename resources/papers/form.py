"""The paper form of one consultation, for whoever would rather write by hand or in Word.

It is an official form in Polish. It asks for what the council's resolution requires and no more:
who takes part and what should change. There is no room for a phone number.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal import dates, document
from resources.choices import Channel, ReceiptRule
from resources.papers.common import blocks_of, issuer, made

#: Rows for remarks, and the least height of each: room for some lines of handwriting.
ROWS, ROW_HEIGHT = 4, 30
FIELD_HEIGHT, SIGNING_HEIGHT = 10, 18
#: Ways that take an address which is the municipality's alone.
ADDRESSED = (Channel.ONLINE, Channel.EDOR, Channel.POST)


def remark_form(consultation, form, request):
    """The form as "pdf" or "docx"; it names the address at which the same can be done online."""
    with override("pl"):
        url = request.build_absolute_uri(reverse("remark-new", args=[consultation.pk]))
        paper = _paper(consultation, issuer(request), url)
    return f"formularz-uwag-{consultation.pk}.{form}", made(paper, form)


def _paper(consultation, office, url):
    changed = consultation.extended_at or consultation.announced_at
    return document.Document(
        title=f"Formularz zgłoszenia uwag: {consultation.title}",
        issuer=office.name,
        day=timezone.localtime(changed).date(),
        edition=f"Znak sprawy: {consultation.case_no}" if consultation.case_no else "",
        parts=[
            document.part(
                document.facts(_facts(consultation)),
                document.heading("Jak złożyć formularz"),
                document.bullets(_ways(consultation, office, url)),
                document.heading("Kto zgłasza uwagi"),
                document.ticks(_senders(consultation)),
                document.table(
                    ["Dane", "Prosimy wpisać"],
                    [[name, ""] for name in _fields(consultation)],
                    [2, 3],
                    FIELD_HEIGHT,
                ),
            ),
            document.part(
                document.heading("Uwagi"),
                document.paragraph(
                    "Wystarczy wypełnić kolumnę „Co należy zmienić?”. Uwagę do całego tekstu "
                    "prosimy oznaczyć w pierwszej kolumnie słowem „całość”. Kolejne uwagi można "
                    "dopisać na osobnej kartce."
                ),
                document.table(
                    [
                        "Zapis, np. § 3 ust. 2",
                        "Obecne brzmienie (nieobowiązkowo)",
                        "Co należy zmienić? Proponowane brzmienie",
                        "Uzasadnienie (nieobowiązkowo)",
                    ],
                    [[""] * 4] * ROWS,
                    [2, 5, 6, 5],
                    ROW_HEIGHT,
                ),
                landscape=True,
            ),
            document.part(*_declaration(consultation), *_privacy(consultation)),
        ],
    )


def _facts(consultation):
    rows = []
    if consultation.case_no:
        rows.append(("Znak sprawy", consultation.case_no))
    if consultation.order_no:
        order = consultation.order_no
        if consultation.order_date:
            order += f" z {dates.day(consultation.order_date)}"
        rows.append(("Podstawa rozpoczęcia", order))
    if consultation.local_resolution:
        rows.append(("Zasady konsultacji", consultation.local_resolution))
    rows.append(("Uwagi przyjmujemy", _window(consultation)))
    rows.append(("Kto może je zgłosić", _who(consultation)))
    if consultation.answers_due:
        rows.append(("Odpowiedzi opublikujemy", f"do {dates.day(consultation.answers_due)}"))
    return rows


def _window(consultation):
    start = dates.since(consultation.opens_at)
    closes = timezone.localtime(consultation.closes_at)
    if closes.hour == closes.minute == 0:
        return f"od {start} do {dates.day(consultation.last_day)}, do końca dnia"
    return f"od {start} do {dates.day(closes)}, do godz. {dates.clock(closes)}"


def _who(consultation):
    who = "organizacje i instytucje działające na terenie gminy"
    return f"{who} oraz jej mieszkańcy" if consultation.residents_admitted else who


def _ways(consultation, office, url):
    """What was announced of it, or one line for each channel that the resolution allows.

    The announced words name the place and the e-mail, which may be another office's; beside them
    stand only the addresses that nobody repeats in a sentence.
    """
    post = "liczy się dzień, w którym list dotrze do urzędu"
    if consultation.receipt_rule == ReceiptRule.POSTMARK:
        post = "liczy się data stempla pocztowego"
    address = ", ".join(office.office_address.split("\n"))
    ways = {
        Channel.ONLINE: f"przez portal, bez zakładania konta: {url}",
        Channel.EMAIL: f"e-mailem: {office.email}" if office.email else "e-mailem",
        Channel.EDOR: f"przez e-Doręczenia: {office.e_delivery}"
        if office.e_delivery
        else "przez e-Doręczenia",
        Channel.EPUAP: "przez ePUAP",
        Channel.PAPER_DESK: "osobiście w urzędzie"
        + (f": {address}" if address else "")
        + (f" ({office.hours})" if office.hours else ""),
        Channel.POST: "pocztą na adres urzędu"
        + (f": {office.name}, {address}" if address else "")
        + f" – {post}",
        Channel.MEETING: "ustnie do protokołu na spotkaniu konsultacyjnym",
        Channel.PHONE: f"telefonicznie: {office.phone}" if office.phone else "telefonicznie",
    }
    accepted = [channel for channel in Channel if channel in consultation.accepted_channels]
    if not consultation.channels:
        return [ways[channel] for channel in accepted] or ["w siedzibie urzędu"]
    return [consultation.channels, *(ways[way] for way in accepted if way in ADDRESSED)]


def _senders(consultation):
    senders = ["w imieniu organizacji", "w imieniu instytucji"]
    return [*senders, "jako mieszkaniec gminy"] if consultation.residents_admitted else senders


def _fields(consultation):
    organisation = "Nazwa organizacji lub instytucji"
    if consultation.residents_admitted:
        organisation += " (mieszkańcy nie wypełniają)"
    return [
        organisation,
        "Imię i nazwisko osoby zgłaszającej",
        "Adres, na który mamy odpisać: e-mail, e-Doręczenia lub pocztowy (nieobowiązkowo)",
    ]


def _declaration(consultation):
    columns = ["Miejscowość i data"]
    if consultation.signature_required:
        columns.append("Podpis osoby zgłaszającej")
    return [
        document.heading("Oświadczenie"),
        document.ticks(
            [
                "Oświadczam, że mogę zgłosić uwagi w imieniu wskazanej organizacji lub "
                "instytucji (nie dotyczy mieszkańców)."
                if consultation.residents_admitted
                else "Oświadczam, że mogę zgłosić uwagi w imieniu wskazanej organizacji lub "
                "instytucji."
            ]
        ),
        document.table(columns, [[""] * len(columns)], tall=SIGNING_HEIGHT),
        document.paragraph(
            "Zgłoszenie uwag nie ma wpływu na ocenę ofert w konkursach. Nazwę organizacji "
            "i treść uwag publikujemy; imienia, nazwiska ani adresu nie podajemy do publicznej "
            "wiadomości."
        ),
    ]


def _privacy(consultation):
    blocks = blocks_of(consultation.privacy_clause)
    if not blocks and consultation.privacy_short:
        blocks = [document.paragraph(consultation.privacy_short)]
    return [document.heading("Jak przetwarzamy dane osobowe"), *blocks] if blocks else []
