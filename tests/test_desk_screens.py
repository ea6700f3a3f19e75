"""What the clerk's screens do in a browser."""

import re

import pytest
from django.urls import reverse

from resources import uploads
from resources.models import AnswerTemplate, Draft, Remark
from tests.kinds import open_consultation
from tests.test_remark_path import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_title_of_a_template_can_be_read_whole(visit):
    title = AnswerTemplate._meta.get_field("title").max_length // 12 * "Dwa wydziały"
    template = AnswerTemplate.objects.create(title=title, outcome="explained", reason="Tak.")
    remark = Remark.objects.accepted().filter(response=None).first()
    page = visit()
    log_in(page, "moderacja")
    page.goto(reverse("desk-answer", args=[remark.pk]))
    field = page.locator("[name=template]")
    field.select_option(str(template.pk))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert field.evaluate("e => e.scrollWidth <= e.clientWidth"), width
        # On as many lines as it takes, not on one that is cut.
        assert field.evaluate("e => e.clientHeight") > 60, width


def test_a_form_takes_its_files_along_and_goes_as_plain_fields_without(visit, tmp_path):
    scan = tmp_path / "skan.pdf"
    scan.write_bytes(b"%PDF-1.7")
    page = visit()
    page.goto(reverse("remark-new", args=[open_consultation().pk]))
    for files, kind in (([scan], "multipart/form-data"), ([], "application/x-www-form-urlencoded")):
        page.locator("[name=files]").set_input_files(files)
        page.locator("[name=body]").fill("Prosimy o dłuższy termin.")
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.locator("#uwaga [name=do][value=later]").click()
        assert sent.value.headers["content-type"].startswith(kind)
        page.wait_for_url(re.compile(r"/uwagi/szkic/\w+/\?"))
        assert Draft.objects.filter(attachments__name=scan.name).count() == 1
        page.go_back()


def test_a_file_that_is_too_big_is_named_before_it_is_sent(visit, tmp_path):
    consultation = open_consultation()
    small, big = tmp_path / "skan.pdf", tmp_path / "nagranie.pdf"
    small.write_bytes(b"%PDF-1.7")
    big.write_bytes(b"%PDF-1.7" + bytes(uploads.MAX_SIZE))
    page = visit()
    log_in(page, "moderacja")
    for url in (
        reverse("desk-enter", args=[consultation.pk]),
        reverse("remark-new", args=[consultation.pk]),
    ):
        page.goto(url)
        page.locator("details:has([name=files])").evaluate_all("all => all.map(e => e.open = true)")
        field, alert = page.locator("[name=files]"), page.locator("[name=files] + [role=alert]")
        field.set_input_files([small, big])
        assert alert.inner_text() == uploads.too_big(big.name), url
        assert field.evaluate("e => [...e.files].map(f => f.name)") == ["skan.pdf"]
        field.set_input_files([])
        assert alert.inner_text() == "", url
    assert not Draft.objects.filter(attachments__name=big.name).exists()

    # On a slow line the files are chosen before the script has come.
    on_their_way = []
    page.route("**/files*.js", lambda script: on_their_way.append(script))
    with page.expect_request("**/files*.js"):
        page.goto(reverse("remark-new", args=[consultation.pk]), wait_until="commit")
    field.set_input_files([big])
    on_their_way.pop().continue_()
    alert.locator("p").wait_for(state="attached")
    assert alert.text_content() == uploads.too_big(big.name)


def test_setting_up_fits_a_phone(visit):
    page = visit(width=360)
    log_in(page, "moderacja")
    page.goto(reverse("consultations:add"))
    text = page.locator("[name=text_page]")
    assert text.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
    # What was taken over can be compared with the resolution: none of it is cut.
    for name in ("local_resolution", "channels"):
        field = page.locator(f"[name={name}]")
        assert field.evaluate("e => e.scrollWidth <= e.clientWidth"), name
    page.goto(reverse("consultations:index"))
    title = page.locator(".listing td.title").first
    assert title.evaluate("e => e.getBoundingClientRect().width > 150")
