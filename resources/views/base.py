"""What the public views of the record share."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Locale

from resources.models import Submission
from resources.reading import page_of


def page_in_language(consultation):
    locale = Locale.objects.filter(language_code=get_language()).first() or Locale.get_default()
    return page_of(consultation, locale.pk)


class PublicForm(View):
    """A form of the record, open to anybody.

    No account, no session, no cookie: a forged request could only send a remark that its own
    sender then has to confirm by mail, and confirming needs the secret of that mail. So these
    views do without Django's CSRF cookie, which would lose typed text when it runs out.
    """

    @method_decorator(csrf_exempt)
    @method_decorator(never_cache)
    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


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
        now = timezone.now()
        page = page_in_language(submission.consultation)
        return TemplateResponse(
            self.request,
            template,
            {
                "submission": submission,
                "state": submission.state(now),
                "remarks": submission.remarks.select_related("response", "unit"),
                "consultation": submission.consultation,
                "consultation_page": page,
                "can_withdraw": bool(
                    submission.confirmed_at
                    and not submission.withdrawn_at
                    and submission.consultation.is_open(now)
                ),
                **extra,
            },
            status=status,
        )
