"""What the public views of the record share."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from portal.arrival import arrived
from resources import uploads
from resources.models import Submission
from resources.reading import page_of, status_of


class PublicForm(View):
    """A form of the record, open to anybody.

    No account, no session, no cookie: a forged request could only send a remark that its own
    sender then has to confirm by mail, and confirming needs the secret of that mail. So these
    views do without Django's CSRF cookie, which would lose typed text when it runs out.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # One reading for all that is decided and kept: who was in time is not late because the
        # server was busy.
        self.now = arrived(request)

    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        response = self.refusal() or super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    def refusal(self):
        """What is answered instead, whatever was asked; None where nothing is in the way."""
        return None


class OnConsultation(PublicForm):
    """A form about one consultation's text, open or not; `load` says which."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        # Before the form is read, so that no file grows beyond what we take.
        request.upload_handlers = [uploads.BoundedUploadHandler(request)]

    def load(self, consultation):
        self.consultation = consultation
        self.version = consultation.version
        self.roots, self.units = self.version.outline, self.version.units_by_anchor

    def load_anew(self):
        """Goes on with the version that was frozen while this request was under way."""
        self.consultation.read_anew()
        self.load(self.consultation)

    @cached_property
    def page(self):
        """The consultation's page; sending does without it."""
        page = page_of(self.consultation, get_language())
        if page is None:
            raise Http404
        return page

    def render(self, template, status=200, **extra):
        return TemplateResponse(
            self.request,
            template,
            {
                "consultation": self.consultation,
                "consultation_page": self.page,
                "text_url": self.page.get_parent().get_url(self.request),
                "status": status_of(self.consultation, self.request, self.now, self.page),
                **extra,
            },
            status=status,
        )


class OneSubmission(PublicForm):
    """A page behind a secret link."""

    def found(self, **secret):
        submission = (
            Submission.objects.select_related("consultation", "identity").filter(**secret).first()
        )
        if submission is None:
            raise Http404
        return submission

    def show(self, template, submission, status=200, **extra):
        page = page_of(submission.consultation, get_language())
        is_open = submission.consultation.is_open(self.now)
        return TemplateResponse(
            self.request,
            template,
            {
                "submission": submission,
                "state": submission.state(self.now),
                "remarks": submission.remarks.select_related("response", "unit").prefetch_related(
                    "response__redactions"
                ),
                "attachments": submission.attachments.all(),
                "consultation": submission.consultation,
                "consultation_page": page,
                "text_url": page.get_parent().get_url(self.request) if page and is_open else "",
                "can_withdraw": bool(
                    submission.confirmed_at and not submission.withdrawn_at and is_open
                ),
                **extra,
            },
            status=status,
        )
