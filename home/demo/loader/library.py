"""The library of templates."""

from home.demo.loader.content import body, publish, read, translate
from resources.models import DeclarationFile, DeclarationPage, EarlierVersion


def load(index, documents, locales):
    """All templates below `index`."""
    for entry in read("resources")["resources"]:
        texts = entry["texts"]["pl"]
        page = DeclarationPage(
            title=texts["title"],
            slug=entry["slug"],
            kind=entry["kind"],
            version=entry["version"],
            valid_from=entry["valid_from"],
            lead=texts["lead"],
            body=body(texts["body"]),
            locale=index.locale,
        )
        page.files = [
            DeclarationFile(sort_order=order, document=documents[file["file"]])
            for order, file in enumerate(entry["files"])
        ]
        page.earlier_versions = [
            EarlierVersion(
                sort_order=order,
                version=earlier["version"],
                valid_from=earlier["valid_from"],
                changes=earlier["changes"]["pl"],
                document=documents[earlier["file"]],
                locale=index.locale,
            )
            for order, earlier in enumerate(entry.get("earlier_versions", []))
        ]
        publish(index, page)
        if english := entry["texts"].get("en"):
            translate(
                page,
                locales["en"],
                slug=entry["slug_en"],
                title=english["title"],
                lead=english["lead"],
                body=body(english.get("body", [])),
            )
