"""A half-written submission behind its secret link: remarks, files, a look before sending."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from resources import uploads
from resources.forms import (
    EMAIL,
    REMARK_FIELDS,
    AnyProvision,
    RemarkFields,
    RemarkForm,
    SenderFields,
)
from resources.models import Consultation, TextUnit
from resources.outline import Unit
from resources.reading import page_of
from resources.services import drafting, submitting
from resources.views.base import OnConsultation


@dataclass(frozen=True)
class DraftRemark:
    """A remark of a draft, as it is shown before it is sent."""

    id: str
    form: RemarkFields
    unit: Unit | None
    #: What its provision is called where that has left the text since; then there is no unit.
    gone: str
    body: str
    proposed: str
    justification: str

    @property
    def label(self):
        return self.unit.label if self.unit else self.gone

    @property
    def quote(self):
        return self.unit.wording if self.unit else ""

    @property
    def version(self):
        """Of the text, as its writer read it; "" where that was not kept."""
        return self.form.data.get("version", "")

    @property
    def faults(self):
        return [sentence for errors in self.form.errors.values() for sentence in errors]


def _beginning(consultation):
    """An empty form, for what it hides: that is what words typed elsewhere begin a draft with."""
    return RemarkForm(consultation=consultation, units={}, auto_id=False)


def _taking_now(only=None):
    """Open consultations, or `only` this one, each with its page and what begins a draft."""
    now = timezone.now()
    found = Consultation.objects.filter(opens_at__lte=now, closes_at__gt=now)
    found = found.exclude(announced_at=None).order_by("closes_at")
    for consultation in found.filter(pk=only) if only else found:
        if page := page_of(consultation, get_language()):
            yield {"consultation": consultation, "page": page, "begin": _beginning(consultation)}


class WithDraft(OnConsultation):
    """What can be done with a draft: `self.draft`, None where it is gone."""

    draft = None

    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except drafting.Gone:
            return self.gone()
        except drafting.Full:
            return self.full()

    def typed(self):
        """Words that came with a form that cannot be kept any more: they are given back."""
        words = {name: self.request.POST.get(name, "") for name in REMARK_FIELDS}
        return words if any(words[name].strip() for name in REMARK_FIELDS[1:]) else None

    def gone(self):
        """The draft was sent, thrown away or has run out."""
        token = self.draft.token if self.draft else self.kwargs["token"]
        submission = drafting.sent_as(token)
        return TemplateResponse(
            self.request,
            "resources/taking/gone.html",
            {
                "token": token,
                "submission": submission,
                "typed": self.typed(),
                "taking": list(_taking_now(submission and submission.consultation_id)),
            },
            status=404 if self.request.method in ("GET", "HEAD") else 409,
        )

    def full(self):
        """The draft takes no further remark: what was typed comes back in its form.

        Under a new key, so that it can begin another draft.
        """
        typed = self.request.POST.dict() | {"key": uuid.uuid4()}
        return self.show(self.form(initial=typed), full_at=drafting.MAX_REMARKS, status=422)

    def closed(self):
        """Remarks are not taken now; what was written can be read, copied and printed."""
        return self.render(
            "resources/taking/closed.html",
            draft=self.draft,
            remarks=self.remarks(),
            typed=self.typed(),
            kept_until=drafting.kept_until(self.draft),
            status=200 if self.request.method in ("GET", "HEAD") else 409,
        )

    @cached_property
    def gone_labels(self):
        """By anchor, how provisions are called that have been in this text and are not now."""
        units = TextUnit.objects.filter(version__consultation=self.consultation)
        named = units.order_by("version__number").values_list("anchor", "label")
        said = _("%(label)s (no longer in the text)")
        return {a: said % {"label": label} for a, label in named if a not in self.units}

    def place(self, anchor):
        """The provision that an anchor names, and what it is called if it is gone."""
        unit = self.units.get(anchor)
        return unit, "" if unit or not anchor else self.gone_labels.get(anchor, "")

    def address(self, name, *args, **query):
        url = reverse(f"remark-draft{name}", args=[self.draft.token, *args])
        return f"{url}?{urlencode(query)}" if query else url

    def remarks(self):
        return [
            DraftRemark(
                remark["id"],
                RemarkFields(data=remark, units=self.units),
                *self.place(remark["anchor"]),
                **{name: remark[name] for name in REMARK_FIELDS if name != "anchor"},
            )
            for remark in self.draft.data["remarks"]
        ]

    def sender_form(self):
        """The sender as kept in the draft, checked."""
        return SenderFields(data=self.draft.data["sender"], consultation=self.consultation)

    def complete(self):
        """The content to be sent; None where something is missing or wrong."""
        form, remarks = self.sender_form(), self.remarks()
        if not remarks or not form.is_valid() or any(r.faults for r in remarks):
            return None
        return form.content((r.form.remark for r in remarks), drafting.attached(self.draft))

    def attach(self):
        """Adds the files of the request to the draft; returns a sentence for each refused."""
        refused, examined = [], []
        for file in self.request.FILES.getlist("files"):
            try:
                examined.append(uploads.examine(file))
            except uploads.BadFile as fault:
                refused.append(str(fault))
        if examined:
            with uploads.keeping() as keep, drafting.changing(self.draft, self.now) as self.draft:
                for attachment in examined:
                    try:
                        keep(attachment, self.draft)
                    except uploads.BadFile as fault:
                        refused.append(str(fault))
        return refused

    def carry_on(self, act, about=""):
        """Goes on as a button said, after everything that was typed has been kept."""
        refused = self.attach()
        if refused:
            return self.show_draft(refused=refused, checked=act in ("send", "preview"), status=422)
        if act == "add":
            return redirect(self.address("-new"))
        if act == "edit" and about in drafting.at_hand(self.draft):
            return redirect(self.address("-remark", about))
        if act == "later":
            return self.finish_later()
        if act in ("send", "preview"):
            if self.complete() is None:
                return self.show_draft(checked=True, status=422)
            return (
                self.send(self.read_before())
                if act == "send"
                else redirect(self.address("-preview"))
            )
        return redirect(self.address("", zapisano="1"))

    def finish_later(self):
        try:
            email = EMAIL.clean(self.draft.data["sender"]["email"])
        except ValidationError:
            return redirect(self.address("", zapisano="link"))
        with drafting.changing(self.draft, self.now) as self.draft:
            mailed = drafting.mail_link(self.draft, email, self.now)
        return redirect(self.address("", zapisano="mail" if mailed else "link"))

    def read_before(self):
        """An earlier version of the text on which a remark of the draft was written, or ""."""
        newest = str(self.version.number)
        written = (r.version for r in self.remarks() if r.unit)
        return next((version for version in written if version not in ("", newest)), "")

    def send(self, seen):
        """Submits the draft of somebody who has read the text in the version `seen`."""
        content = self.complete()
        if content is None:
            return self.show_draft(checked=True, status=422)
        try:
            submission = drafting.send(self.draft, content, self.now, seen or self.version.number)
        except drafting.Changed:
            self.draft = drafting.find(self.draft.token)
            return self.show_preview(changed=True, status=409)
        except submitting.NotOpen:
            return self.closed()
        except submitting.NewerVersion:
            self.load_anew()
            return self.show_preview(text_changed=True, status=409)
        except submitting.KeyUsed as used:
            return self.show_preview(earlier=used.earlier, status=409)
        return redirect(submission.receipt_path())

    def show_draft(self, checked=False, refused=(), status=200, **extra):
        """The draft's own page; `checked` with what is still missing or wrong."""
        sender = self.draft.data["sender"]
        remarks = self.remarks()
        form = (
            self.sender_form()
            if checked
            else SenderFields(initial=sender, consultation=self.consultation)
        )
        return self.render(
            "resources/taking/draft.html",
            draft=self.draft,
            form=form,
            remarks=remarks,
            removed=self.draft.data.get("removed"),
            attachments=self.draft.attachments.all(),
            uploads=uploads,
            refused=refused,
            checked=checked,
            kept_until=drafting.kept_until(self.draft),
            status=status,
            **extra,
        )

    def show_preview(self, status=200, **extra):
        content = self.complete()
        if content is None:
            return redirect(self.address("", sprawdz="1"))
        return self.render(
            "resources/taking/preview.html",
            draft=self.draft,
            content=content,
            remarks=self.remarks(),
            attachments=self.draft.attachments.all(),
            by=content.organisation_name or _("a private person"),
            seen=self.draft.changed_at.isoformat(),
            status=status,
            **{"version": self.version, "text_changed": self.read_before(), **extra},
        )


class OnDraft(WithDraft):
    """A page behind a draft's secret link."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.draft = drafting.find(kwargs["token"])
        if self.draft:
            self.load(self.draft.consultation)

    def refusal(self):
        if self.draft is None:
            return self.gone()
        if not self.consultation.is_open(self.now):
            return self.closed()
        return None


class DraftView(OnDraft):
    """What the draft holds; from here it is looked over, sent or left for later."""

    def get(self, request, token):
        if "sprawdz" in request.GET:
            return self.show_draft(checked=True)
        return self.show_draft(saved=request.GET.get("zapisano", ""))

    def post(self, request, token):
        act, _, about = request.POST.get("do", "").partition(":")
        form = SenderFields(data=request.POST, consultation=self.consultation)
        if act == "discard":
            drafting.throw_away([self.draft])
            return redirect(self.page.get_url(request))
        with drafting.changing(self.draft, self.now) as self.draft:
            self.draft.data["sender"] = form.typed_sender
            if act == "remove":
                drafting.take_out(self.draft, about)
            elif act == "restore":
                try:
                    drafting.put_back(self.draft)
                except drafting.Full:
                    # Its form says so, and can begin another draft with it.
                    act, about = "edit", self.draft.data["removed"]["id"]
            elif act == "detach":
                drafting.detach(self.draft, about)
        return self.carry_on(act, about)


class DraftRemarkView(OnDraft):
    """One remark of a draft: a new one, or one that is being changed.

    A new one has its address before it has words, so "Back" after saving leads to what was saved
    and not to a form that would add it twice.
    """

    def get(self, request, token, number=None):
        anchor = request.GET.get("zapis", "")
        anchor = anchor if anchor in self.units else ""
        if number is None:
            return redirect(self.address("-remark", uuid.uuid4(), zapis=anchor))
        remark = drafting.at_hand(self.draft).get(str(number), {"anchor": anchor})
        return self.show(self.form(initial={**remark, "version": self.version.number}))

    def post(self, request, token, number):
        act, number = request.POST.get("do", "save"), str(number)
        form = self.form(data=request.POST)
        with drafting.changing(self.draft, self.now) as self.draft:
            if act == "remove":
                drafting.take_out(self.draft, number)
            else:
                drafting.put_remark(self.draft, number, form.typed_remark)
        if act == "remove":
            return redirect(self.address(""))
        if act == "show":
            anchor = form["anchor"].value() or ""
            return redirect(self.address("-remark", number, zapis=anchor))
        if not form.is_valid():
            return self.show(form, status=422)
        return redirect(self.address("-new") if act == "add" else self.address(""))

    def form(self, **kwargs):
        return AnyProvision(units=self.units, roots=self.roots, **kwargs)

    def show(self, form, status=200, **extra):
        number = str(self.kwargs.get("number") or uuid.uuid4())
        is_new = all(remark["id"] != number for remark in self.draft.data["remarks"])
        anchor = form["anchor"].value() or ""
        unit, gone = self.place(anchor)
        if gone:
            # It stays chosen, and is not taken: the browser would choose the whole text instead.
            form.fields["anchor"].choices = [(anchor, gone), *form.fields["anchor"].choices]
        if is_new and drafting.is_full(self.draft):
            extra = {"full_at": drafting.MAX_REMARKS, "begin": _beginning(self.consultation)}
        return self.render(
            "resources/taking/remark.html",
            draft=self.draft,
            form=form,
            number=number,
            is_new=is_new,
            unit=unit,
            gone=gone,
            status=status,
            **extra,
        )


class PreviewView(OnDraft):
    """Exactly what will be sent, and what of it becomes public."""

    def get(self, request, token):
        return self.show_preview()

    def post(self, request, token):
        if request.POST.get("seen") != self.draft.changed_at.isoformat():
            return self.show_preview(changed=True, status=409)
        if "as_new" in request.POST:
            with drafting.changing(self.draft, self.now) as self.draft:
                self.draft.key = uuid.uuid4()
        return self.send(request.POST.get("version", ""))
