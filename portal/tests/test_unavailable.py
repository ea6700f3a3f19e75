"""A full disk or a database that is away: a clear answer, and what was sent can be sent again."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from portal import views

WORDS = "Wydłużyć „termin” do 14 dni, bo siedem to za mało na zebranie zarządu."


@pytest.fixture
def fails(client, monkeypatch):
    """Posts to a page while every query fails with an error."""
    client.raise_request_exception = False

    def post(error, path="/uwagi/nowa/1/", data=None):
        def raising(*args, **kwargs):
            raise error

        monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", raising)
        return client.post(path, data or {"key": "abc", "body": WORDS})

    return post


@pytest.mark.parametrize(
    "error",
    [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left")],
)
@pytest.mark.django_db
def test_nothing_is_lost_when_nothing_can_be_stored(fails, error):
    response = fails(error)
    html = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert '<input type="hidden" name="key" value="abc">' in html
    assert WORDS in html
    assert "OperationalError" not in html and "Traceback" not in html


@pytest.mark.parametrize("files", [True, False])
@pytest.mark.django_db
def test_it_is_said_in_each_language(fails, files):
    data = {"body": WORDS}
    if files:
        data["file"] = SimpleUploadedFile("uwagi.pdf", b"%PDF-")
    html = fails(OperationalError(""), data=data).content.decode()
    for language, kept, again in [
        ("en", "nothing that you sent was taken", "Attachments will have to be added again."),
        ("uk", "надіслане вами не прийнято", "Вкладення потрібно буде додати ще раз."),
    ]:
        assert f'<p lang="{language}">' in html
        assert kept in html
        assert (again in html) == files
    assert ("Załączniki trzeba będzie dołączyć ponownie." in html) == files


@pytest.mark.django_db
def test_a_password_is_not_shown_again(fails):
    html = fails(OperationalError(""), "/admin/login/", {"password": "tajne"}).content.decode()
    assert "tajne" not in html


@pytest.mark.django_db
def test_a_fault_of_ours_stays_one(fails):
    response = fails(ValueError("nonsense"))
    assert response.status_code == 500


def test_a_wrapped_error_is_seen():
    try:
        try:
            raise OSError(errno.EDQUOT, "quota")
        except OSError as error:
            raise RuntimeError("while rendering") from error
    except RuntimeError as error:
        assert views._is_away(error)
    assert not views._is_away(OSError(errno.ENOENT, "gone"))
