"""Counts with the right plural, last days of half-open windows, and what becomes public when."""

from datetime import timedelta

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.text import tie
from resources import public
from resources.choices import Shown, Who
from resources.services import following

register = template.Library()


@register.simple_tag
def remarks_count(count):
    """ "12 uwag", with the plural of the reader's language."""
    return ngettext("%(n)s remark", "%(n)s remarks", count) % {"n": count}


@register.simple_tag
def remarks_word(count):
    """The word alone, where the number stands apart."""
    return ngettext("remark", "remarks", count)


@register.simple_tag
def days_left(count):
    """Days to the last one, the number set large."""
    sentence = ngettext("%(n)s day left", "%(n)s days left", count)
    before, _, after = (part.strip() for part in sentence.partition("%(n)s"))
    parts = [format_html("<b>{}</b>", count)]
    if before:
        parts.insert(0, format_html("<span>{}</span>", before))
    if after:
        parts.append(format_html("<span>{}</span>", after))
    return mark_safe(" ".join(parts))


@register.simple_tag
def title_lead(consultation):
    """What a consultation is called, as its page in the reader's language if there is one."""
    language = get_language()
    title = consultation.title_in(language)
    untranslated = language != settings.LANGUAGE_CODE and title == consultation.title
    marked = mark_safe(' lang="pl"') if untranslated else ""
    return format_html('<p class="lead"{}>{}</p>', marked, tie(title))


@register.simple_tag
def public_name(submission):
    """What the public is told of who sent a submission."""
    return public.name_of(submission.identity, submission.who)


@register.simple_tag
def becomes_public(consultation, who=""):
    """What of remarks everybody will read, and when; `who` sends them, where that is known."""
    when = {
        Shown.AT_ONCE: _("Everybody can read remarks as soon as they are confirmed."),
        Shown.AFTER_CLOSE: _("Everybody can read the remarks once the consultation has closed."),
        Shown.WITH_ANSWERS: _("We will publish the remarks together with the mayor's answers."),
    }[consultation.remarks_shown]
    if who == Who.RESIDENT:
        return when
    if who or not consultation.residents_admitted:
        named = _("The name of the organisation or institution stands beside them.")
    else:
        named = _("If an organisation or institution sends them, its name stands beside them.")
    return f"{when} {named}"


@register.filter
def last_day_of(closes_at):
    """The last calendar day of a window that closes at this moment."""
    return timezone.localtime(closes_at - timedelta(seconds=1)).date()


@register.simple_tag
def remarks_so_far(count):
    """ "Jest już 14 uwag." """
    return ngettext("There is already %(n)s remark.", "There are already %(n)s remarks.", count) % {
        "n": count
    }


@register.inclusion_tag("resources/following/section.html")
def follow_section(consultation):
    """The form for notices, as long as something is to come of which one could be told."""
    return {
        "consultation": consultation,
        "over": following.is_over(consultation, timezone.now()),
    }
