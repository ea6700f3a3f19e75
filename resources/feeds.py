"""The acts of a consultation as a feed: public facts only, the newest first."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import dates
from portal.cache import fresh_until
from portal.models import MunicipalitySettings
from resources.services.following import adopted_page, adoption

#: What XML cannot hold; a text pasted from a word processor may.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Act:
    """One thing that happened to a consultation; `name` stays its identity."""

    name: str
    at: datetime
    title: str
    text: str = ""


def acts(consultation, now):
    """What has happened until now, the newest first; each says what was known then."""
    extensions = list(consultation.extensions.all())
    announced_close = extensions[0].closed_at if extensions else consultation.closes_at
    found = [
        Act(
            "announced",
            consultation.announced_at,
            _("The consultation is announced"),
            _("Remarks are taken from %(from)s to %(to)s.")
            % {
                "from": dates.since(consultation.opens_at),
                "to": dates.day(_last_day(announced_close)),
            },
        )
    ]
    if now >= consultation.opens_at:
        until = dates.until_day(_last_day(announced_close))
        found.append(
            Act(
                "opened",
                max(consultation.opens_at, consultation.announced_at),
                _("The consultation is open"),
                _("Remarks are taken until %(day)s, to the end of the day.") % {"day": until},
            )
        )
    for extension in extensions:
        day = dates.day(_last_day(extension.closes_at))
        found.append(
            Act(
                f"extended-{extension.pk}",
                extension.at,
                _("Consultation extended to %(date)s") % {"date": day},
                extension.reason,
            )
        )
    if now >= consultation.closes_at:
        found.append(
            Act(
                "closed",
                consultation.closes_at,
                _("The consultation is closed"),
                _due(consultation),
            )
        )
    if consultation.results_at:
        found.append(
            Act("results", consultation.results_at, _("The answers to remarks are published"))
        )
        if adopted := adopted_page(consultation):
            found.append(_adoption(consultation, adopted))
    # Reversed first: of acts at one moment the later one stands above.
    return sorted(reversed(found), key=lambda act: act.at, reverse=True)


def _adoption(consultation, page):
    """The council's act, on its day; it is known of when the answers are out, not before."""
    at = consultation.results_at
    if page.resolution_date:
        at = max(at, timezone.make_aware(datetime.combine(page.resolution_date, time())))
    return Act(
        "adopted",
        at,
        adoption(page),
        _("Resolution no. %(number)s") % {"number": page.resolution_no},
    )


def _last_day(closes_at):
    return timezone.localtime(closes_at - timedelta(seconds=1)).date()


def _due(consultation):
    if not consultation.answers_due:
        return ""
    return _("Answers will be published by %(date)s.") % {
        "date": dates.day(consultation.answers_due)
    }


def _for_xml(text):
    return _NOT_IN_XML.sub(" ", text)


class ConsultationFeed(Feed):
    """The feed of one consultation in the language of its address."""

    feed_type = Atom1Feed

    def __init__(self, consultation, page, request):
        self.consultation = consultation
        self.page = page
        self.request = request
        self.now = timezone.now()
        fresh_until(request, consultation.next_change(self.now))

    def title(self):
        return _for_xml(self.page.title)

    def subtitle(self):
        return _for_xml(self.page.description)

    def author_name(self):
        return _for_xml(MunicipalitySettings.load(self.request).name)

    def link(self):
        return self.page.get_full_url(self.request)

    def feed_url(self):
        return self.request.build_absolute_uri(self.request.path)

    def feed_guid(self):
        return self._tag("")

    def items(self):
        return acts(self.consultation, self.now)

    def item_title(self, act):
        return act.title

    def item_description(self, act):
        # Atom says of a summary that it is HTML, ours are words.
        return escape(_for_xml(act.text))

    def item_link(self, act):
        return self.link()

    def item_guid(self, act):
        return self._tag(act.name)

    def item_pubdate(self, act):
        return act.at

    item_updateddate = item_pubdate

    def _tag(self, name):
        """An identity that no later change of the address alters (RFC 4151)."""
        year = timezone.localtime(self.consultation.announced_at).year
        host = self.request.get_host().split(":")[0]
        rest = f"consultation:{self.consultation.pk}:{get_language()}:{name}".rstrip(":")
        return f"tag:{host},{year}:{rest}"
