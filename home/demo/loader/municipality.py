"""The made-up municipality: its settings and the pages linked everywhere."""

from portal.models import MunicipalitySettings

FIELDS = [
    "name",
    "short_name",
    "tagline",
    "office_address",
    "hours",
    "e_delivery",
    "email",
    "phone",
    "bip_url",
]

DUTIES = {
    "contact_page": "kontakt",
    "accessibility_page": "deklaracja-dostepnosci",
    "easy_read_page": "tekst-latwy",
    "sign_language_page": "polski-jezyk-migowy",
    "privacy_page": "prywatnosc",
    "about_page": "o-portalu",
}


def load(content, pages):
    settings = MunicipalitySettings.load()
    for name in FIELDS:
        setattr(settings, name, content["municipality"][name])
    for name, key in DUTIES.items():
        setattr(settings, name, pages["pl"][key].page_ptr)
    settings.save()
