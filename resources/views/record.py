"""The public list of ledger entries, and how anybody checks that a remark is in the record."""

import csv
import io
import json
import re
from datetime import datetime

from django import forms
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.paging import asked_number, page_or_none
from resources.choices import Entry
from resources.models import Consultation, LedgerHead
from resources.services import ledger
from resources.views.reading import announced, file_response, with_page

PER_PAGE = 40


class Row:
    """An entry as everybody may read it: its number, moment, kind and hash, nothing it is about.

    An entry that somebody has spoilt is listed too, without what cannot be read.
    """

    def __init__(self, seq, payload, digest):
        self.seq, self.hash = seq, digest
        try:
            told = json.loads(payload)
            self.at, self.kind = datetime.fromisoformat(told["at"]), told["kind"]
            self.by_office = "by" in told
        except (ValueError, KeyError, TypeError):
            self.at = self.kind = None

    @property
    def words(self):
        if self.kind is None:
            return gettext("cannot be read")
        if self.kind == Entry.WITHDRAWN and self.by_office:
            return gettext("remarks withdrawn by the office")
        return dict(Entry.choices).get(self.kind, self.kind)


def rows_of(entries):
    return [Row(*values) for values in entries.values_list("seq", "payload", "hash")]


class EntryForm(forms.Form):
    """What stands on a receipt, to be looked for in the record."""

    wpis = forms.IntegerField(
        label=_("Number of the entry"),
        min_value=1,
        max_value=10**9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    skrot = forms.CharField(
        label=_("Hash of the entry"),
        help_text=_("Spaces and capital letters do not matter."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_skrot(self):
        digest = "".join(self.cleaned_data["skrot"].split()).lower()
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise forms.ValidationError(
                _("Please give the whole hash: 64 digits and letters from a to f.")
            )
        return digest

    def compared(self, entries):
        """ "found" when this entry ends an unbroken chain, "broken" or "absent" when not.

        The hashes are computed again: that a row bears this hash would prove nothing.
        """
        seq, digest = self.cleaned_data["wpis"], self.cleaned_data["skrot"]
        if not entries.filter(seq=seq, hash=digest).exists():
            return "absent"
        chain, prev = entries.filter(seq__lte=seq).order_by("seq"), ""
        values = chain.values_list("seq", "prev", "payload", "hash")
        for place, (number, before, payload, kept) in enumerate(values.iterator(), start=1):
            computed = ledger.entry_hash(prev, payload)
            if (number, before, kept) != (place, prev, computed):
                return "broken"
            prev = kept
        return "found"


@require_safe
def register(request, consultation):
    """Every entry of a consultation's ledger, and the comparison with a receipt."""
    consultation, page = with_page(consultation)
    paginator = Paginator(consultation.ledger.order_by("seq"), PER_PAGE)
    number = asked_number(request.GET, "strona")
    page_obj = page_or_none(paginator, number)
    if number is None or page_obj is None:
        return TemplateResponse(request, "portal/no_such_list_page.html", status=404)
    asked = "wpis" in request.GET or "skrot" in request.GET
    form = EntryForm(request.GET if asked else None)
    response = TemplateResponse(
        request,
        "resources/record/register.html",
        {
            "consultation": consultation,
            "consultation_page": page,
            "page_obj": page_obj,
            "rows": rows_of(page_obj.object_list),
            "head": LedgerHead.objects.get(consultation=consultation),
            "form": form,
            "answer": form.compared(consultation.ledger) if form.is_valid() else "",
        },
    )
    # Not kept among cached pages: entries of remarks not yet confirmed make none of them stale.
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def register_csv(request, consultation):
    """The same list as a file: a copy kept today shows tomorrow whether anything was changed."""
    consultation = announced(consultation)
    text = io.StringIO()
    writer = csv.writer(text)
    head = [pgettext("ledger", "entry"), pgettext("ledger", "time")]
    writer.writerow([*head, gettext("what happened"), pgettext("ledger", "hash")])
    for row in rows_of(consultation.ledger.order_by("seq")):
        at = row.at.isoformat() if row.at else ""
        writer.writerow([row.seq, at, row.words, row.hash])
    content = "\ufeff" + text.getvalue()
    response = file_response(f"rejestr-{consultation.pk}.csv", content.encode())
    # Too long to be kept among cached pages.
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def how_to_check(request):
    """What a receipt proves, what it does not, and how to compare it; in plain words."""
    consultations = Consultation.objects.exclude(announced_at=None).order_by("-opens_at")
    return TemplateResponse(
        request, "resources/record/how_to_check.html", {"consultations": consultations[:10]}
    )
