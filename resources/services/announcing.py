"""Announcing a consultation: from here on the text stands still."""

from itertools import chain, count

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from resources import outline
from resources.models import (
    Consultation,
    ConsultationPage,
    Extension,
    TextUnit,
    TextVersion,
    UnitMapping,
)
from resources.services import archiving, checking, ledger

#: Why an announced consultation cannot be deleted.
STAYS = gettext_lazy(
    "This consultation was announced: its record is kept, so it cannot be deleted."
)


@transaction.atomic
def announce(consultation, now, read=None):
    """Freezes the text into units and makes the consultation public.

    The clock only opens the door; this act puts the text behind it. Raises ValidationError,
    with sentences for the clerk, when something is missing. `read` holds the names of the
    warnings that the clerk has read; one that is not among them stops the act. The ledger keeps
    all that stood at that moment.
    """
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if consultation.announced_at:
        raise ValidationError(_("This consultation has been announced already."))
    checks = checking.check(consultation, now)
    if errors := checking.of_level(checks, checking.Level.ERROR):
        raise ValidationError([error.sentence for error in errors])
    warnings = checking.of_level(checks, checking.Level.WARNING)
    if read is not None and (unread := [w for w in warnings if w.name not in read]):
        raise ValidationError(
            [_("Please read the warnings and tick that you have."), *(w.sentence for w in unread)]
        )
    page = consultation.text_page.specific
    version = _freeze(consultation, head, checking.consulted_outline(consultation, page), now)
    consultation.announced_at = now
    consultation.save(update_fields=["announced_at"])
    ledger.append(
        head,
        "announced",
        now,
        rows=[version, *version.units.all()],
        version=version.number,
        text=version.sha256,
        facts={name: ledger.value(consultation, name) for name in Consultation.ANNOUNCED},
        order=consultation.order_no,
        warnings=[warning.name for warning in warnings],
    )
    _make_pages(consultation, page)
    return version


@transaction.atomic
def discard(consultation, delete):
    """Takes away by `delete` a consultation that was never announced, with all that is its own.

    Raises ValidationError once it is announced, Consultation.DoesNotExist when it is gone.
    """
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if consultation.announced_at:
        raise ValidationError(STAYS)
    archiving.forget(consultation.archives.all())
    head.delete()  # the end of a ledger in which nothing stands yet
    delete()


def _make_pages(consultation, text_page):
    """The consultation's public page below its text, in every language the text is shown in."""
    shown_in = text_page.get_translations(inclusive=True).filter(live=True)
    shown_in = sorted(shown_in.select_related("locale"), key=lambda p: p.pk != text_page.pk)
    source = None
    for parent in shown_in:
        if ConsultationPage.objects.child_of(parent).filter(consultation=consultation).exists():
            continue
        with override(parent.locale.language_code):
            title = _("Consultation on: %(title)s") % {"title": parent.title}
            slug = _free_slug(parent, pgettext("url", "consultation"))
        page = ConsultationPage(
            title=title, slug=slug, consultation=consultation, locale=parent.locale
        )
        if source:
            page.translation_key = source.translation_key
        parent.add_child(instance=page)
        page.save_revision().publish()
        source = source or page


def _free_slug(parent, slug):
    """The slug, numbered where an earlier consultation of the text has it."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(free for free in chain([slug], numbered) if free not in taken)


def _freeze(consultation, head, chapters, now):
    head.versions += 1
    flat = [unit for chapter in chapters for unit in chapter.walk()]
    version = TextVersion.objects.create(
        consultation=consultation,
        number=head.versions,
        frozen_at=now,
        sha256=ledger.version_digest([unit.digest for unit in flat]),
    )
    rows, position = {}, 0

    def store(unit, parent):
        nonlocal position
        position += 1
        rows[id(unit)] = TextUnit.objects.create(
            version=version,
            parent=parent,
            position=position,
            kind=unit.kind,
            label=unit.label,
            anchor=unit.anchor,
            heading=unit.heading,
            html=unit.html,
            text=unit.text,
            element=unit.element,
            sha256=unit.digest,
        )
        for child in unit.children:
            store(child, rows[id(unit)])

    for chapter in chapters:
        store(chapter, None)
    consultation.version = version
    return version


@transaction.atomic
def revise(consultation, chapters, mapping, now):
    """Freezes the next version of the text; remarks stay with the words they were made on.

    `mapping` holds `(old anchor, new anchor or None, Change)` for every unit that has remarks
    to be shown beside the new text, as an editor decided it.
    """
    head = ledger.lock(consultation)
    if not chapters:
        raise ValidationError(_("The page has no text yet."))
    if repeated := outline.repeated_labels(chapters):
        raise ValidationError(
            _("These labels stand in the text more than once: %(labels)s.")
            % {"labels": ", ".join(repeated)}
        )
    before = consultation.version
    version = _freeze(consultation, head, chapters, now)
    old = dict(before.units.values_list("anchor", "pk"))
    new = dict(version.units.values_list("anchor", "pk"))
    mapped = [
        UnitMapping.objects.create(
            old_id=old[old_anchor],
            new_id=new[new_anchor] if new_anchor else None,
            change=change,
        )
        for old_anchor, new_anchor, change in mapping
    ]
    ledger.append(
        head,
        "revised",
        now,
        rows=[version, *version.units.all(), *mapped],
        version=version.number,
        text=version.sha256,
    )
    return version


@transaction.atomic
def extend(consultation, closes_at, reason, by, now):
    """Moves the closing moment later; logged, and said on the page."""
    head = ledger.lock(consultation)
    consultation.refresh_from_db()
    if closes_at <= max(consultation.closes_at, now):
        raise ValidationError(_("An extension must end later than the consultation does now."))
    if consultation.results_at:
        raise ValidationError(_("The answers are published; the consultation is over."))
    extension = Extension.objects.create(
        consultation=consultation,
        closed_at=consultation.closes_at,
        closes_at=closes_at,
        reason=reason,
        at=now,
        by=by,
    )
    consultation.closes_at, consultation.extended_at = closes_at, now
    consultation.save(update_fields=["closes_at", "extended_at"])
    ledger.append(
        head,
        "extended",
        now,
        rows=[extension],
        closes_at=ledger.value(consultation, "closes_at"),
        reason=reason,
    )
