"""Pictures and documents of the demo, in the site's own libraries."""

import json

from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from home.demo.loader.content import DEMO, read


def load_pictures():
    """The drawings by file name, with a title for editors and a description for readers."""
    texts = json.loads((DEMO / "media" / "alt.json").read_text(encoding="utf-8"))
    pictures = {}
    for path in sorted((DEMO / "media").glob("*.png")):
        with path.open("rb") as stream:
            picture = get_image_model()(
                title=texts[path.name]["title"],
                description=texts[path.name]["pl"],
                file=File(stream, name=path.name),
                collection=Collection.get_first_root_node(),
            )
            picture.save()
        pictures[path.name] = picture
    return pictures


def load_documents():
    """The generated documents by file name."""
    titles = {}
    for entry in read("resources")["resources"]:
        for file in entry["files"]:
            titles[file["file"]] = entry["texts"]["pl"]["title"]
    for event in read("events")["events"]:
        for attachment in event.get("attachments", []):
            titles.setdefault(attachment["file"], attachment["title"])
    documents = {}
    for path in sorted((DEMO / "files").iterdir()):
        if path.suffix not in (".pdf", ".docx"):
            continue
        with path.open("rb") as stream:
            document = get_document_model()(
                title=titles.get(path.name, path.stem.replace("-", " ").capitalize()),
                file=File(stream, name=path.name),
                file_size=path.stat().st_size,
                collection=Collection.get_first_root_node(),
            )
            document.save()
        documents[path.name] = document
    return documents
