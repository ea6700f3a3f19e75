"""Joining the remarks of another organisation, and confirming it by mail."""

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resources import public
from resources.forms import SupportForm
from resources.models import Support
from resources.reading import page_of
from resources.services import supporting
from resources.services.refusals import EndedByStaff, JoinedAlready, OwnRemarks, Refused
from resources.views.base import PublicForm

JOINED_ALREADY = gettext_lazy(
    "This organisation supports these remarks already. If somebody joined in its name who may "
    "not, please tell the office."
)


class OnSupport(PublicForm):
    """A page about joining one submission."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.submission = self.found(**kwargs)
        if self.submission is None:
            raise Http404

    def render(self, template, status=200, **extra):
        submission = self.submission
        return TemplateResponse(
            self.request,
            template,
            {
                "submission": submission,
                "consultation": submission.consultation,
                "consultation_page": page_of(submission.consultation, get_language()),
                "counts": supporting.counts(submission),
                "is_open": submission.consultation.is_open(self.now),
                "remarks": supporting.public_remarks(submission),
                "by": public.name_of(submission.identity, submission.who),
                "supporters": supporting.supporters(submission),
                **extra,
            },
            status=status,
        )


class SupportView(OnSupport):
    """The remarks, whose they are, and a form for who joins them."""

    def found(self, signed):
        return supporting.find(signed)

    def get(self, request, signed):
        asked = "wyslano" in request.GET
        return self.show(SupportForm(), asked=asked)

    def post(self, request, signed):
        form = SupportForm(data=request.POST)
        if not supporting.may_join(self.submission, self.now):
            return self.show(form, status=409)
        if not form.is_valid():
            return self.show(form, status=422)
        data = form.cleaned_data
        chosen = data["organisation"]
        content = supporting.SupportContent(
            person=data["person"],
            email=data["email"],
            organisation_id=chosen.pk if chosen else None,
            organisation_name=chosen.name if chosen else data["organisation_name"],
            authorised=data["authorised"],
            language=get_language() or "pl",
        )
        try:
            supporting.support(self.submission, content, self.now)
        except OwnRemarks:
            form.add_error("organisation_name", _("These remarks are this organisation's own."))
            return self.show(form, status=422)
        except JoinedAlready:
            form.add_error("organisation_name", JOINED_ALREADY)
            return self.show(form, status=422)
        except EndedByStaff:
            sentence = _(
                "The office has ended the support given from this address, because it was not "
                "clear who may speak for the organisation. To join again, please write to the "
                "office or come with a letter from those who represent the organisation."
            )
            form.add_error("email", sentence)
            return self.show(form, status=422)
        except Refused:
            self.submission.refresh_from_db()
            return self.show(form, status=409)
        return redirect(f"{self.submission.support_path()}?wyslano=1")

    def show(self, form, status=200, **extra):
        return self.render("resources/taking/support.html", form=form, status=status, **extra)


class ConfirmSupportView(OnSupport):
    """The supporter's own page: GET shows, POST confirms, and later withdraws."""

    def found(self, token):
        supports = Support.objects.select_related("submission__consultation", "organisation")
        self.support = supports.filter(confirmation=token).first()
        return self.support and self.support.submission

    def get(self, request, token):
        return self.show()

    def post(self, request, token):
        act = supporting.confirm if request.POST.get("do") == "confirm" else supporting.withdraw
        try:
            act(self.support, self.now)
        except JoinedAlready:
            return self.show(status=409, joined_already=JOINED_ALREADY)
        except Refused:
            return self.show(status=409, refused=True)
        return redirect(request.path)

    def show(self, status=200, **extra):
        support = self.support
        return self.render(
            "resources/taking/support_confirm.html",
            support=support,
            name=public.name_of(support),
            erased=bool(support.erased_at and not support.confirmed_at),
            expired=not support.confirmed_at and self.now > support.confirm_by,
            status=status,
            **extra,
        )
