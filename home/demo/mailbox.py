"""Mail that the demo has sent, to be read in the browser: links can be followed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView

MOST = 50


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    sent: datetime
    text: str

    @property
    def html(self):
        return mark_safe(urlize(self.text, autoescape=True).replace("\n", "<br>"))


def _moment(written):
    """A mail's date with its zone; "-0000", which Django writes, is read as one without."""
    return written if written.tzinfo else written.replace(tzinfo=UTC)


def read_mails():
    """The newest mails of the file mailbox, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    mails = []
    for path in folder.glob("*.log") if folder.is_dir() else []:
        # Django's file backend separates the mails of one connection with a line of hyphens.
        for raw in path.read_bytes().split(b"\n" + b"-" * 79):
            if raw.strip(b"-\r\n "):
                message = message_from_bytes(raw.lstrip(), policy=policy.default)
                body = message.get_body(("plain",))
                if message["Date"] and body:
                    mails.append(
                        Mail(
                            to=str(message["To"]),
                            subject=str(message["Subject"]),
                            sent=_moment(message["Date"].datetime),
                            text=body.get_content(),
                        )
                    )
    return sorted(mails, key=lambda mail: mail.sent, reverse=True)[:MOST]


class MailboxView(TemplateView):
    template_name = "home/demo_mailbox.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(mails=read_mails(), **kwargs)
