"""Following a consultation by e-mail: asking, confirming, stopping."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from resources.forms import EmailField
from resources.models import Consultation, Follower
from resources.reading import page_of
from resources.services import following
from resources.views.base import PublicForm


class FollowForm(forms.Form):
    """An address, and nothing about whose it is."""

    email = EmailField(label=pgettext_lazy("follow", "E-mail"))


class FollowView(PublicForm):
    """The form; it answers alike whether or not the address follows already."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.consultation = get_object_or_404(
            Consultation.objects.exclude(announced_at=None), pk=kwargs["consultation"]
        )
        self.page = page_of(self.consultation, get_language())
        if self.page is None:
            raise Http404

    def get(self, request, consultation):
        return self.show(FollowForm(), asked="wyslano" in request.GET)

    def post(self, request, consultation):
        form = FollowForm(request.POST)
        if following.is_over(self.consultation, self.now):
            return self.show(form, status=409)
        if not form.is_valid():
            return self.show(form, status=422)
        email = form.cleaned_data["email"]
        following.ask(self.consultation, email, get_language() or "pl", self.now)
        return redirect(reverse("follow", args=[consultation]) + "?wyslano=1")

    def show(self, form, status=200, **extra):
        return TemplateResponse(
            self.request,
            "resources/following/follow.html",
            {
                "form": form,
                "consultation": self.consultation,
                "consultation_page": self.page,
                "over": following.is_over(self.consultation, self.now),
                **extra,
            },
            status=status,
        )


class OneFollower(PublicForm):
    """A page behind the link of a mail; a link that leads to no follower gets a plain sentence."""

    template = ""

    def setup(self, request, *args, token):
        super().setup(request, *args, token=token)
        found = Follower.objects.select_related("consultation").filter(token=token)
        self.follower = found.first()

    def get(self, request, token):
        return self.show() if self.follower else self.unknown()

    def show(self, **extra):
        consultation = self.follower.consultation
        return TemplateResponse(
            self.request,
            self.template,
            {
                "follower": self.follower,
                "consultation": consultation,
                "consultation_page": page_of(consultation, get_language()),
                **extra,
            },
        )

    def unknown(self):
        return TemplateResponse(self.request, "resources/following/unknown.html", status=404)


class ConfirmFollowView(OneFollower):
    """GET shows, POST confirms: mail scanners follow every link."""

    template = "resources/following/confirm.html"

    def post(self, request, token):
        if self.follower is None:
            return self.unknown()
        following.confirm(self.follower, self.now)
        return redirect(request.path)


class StopFollowingView(OneFollower):
    """One click to stop, also for the mail program's own button (RFC 8058): it posts here."""

    template = "resources/following/stop.html"

    def post(self, request, token):
        if self.follower is None:
            return self.unknown()
        following.stop(self.follower)
        return self.show(stopped=True)
