"""One remark the whole way, from the form to the answer beside the provision."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import outbox
from resources.models import Remark
from resources.services import answering
from tests.keyboard import Keyboard
from tests.kinds import open_consultation, open_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROVISION = "par-1"
WORDS = "Prosimy zapisać, że ogłoszenia są także na tablicy w świetlicy."
REASON = "Uwzględniamy: tablice w świetlicach są najbliżej mieszkańców."


def link_in(envelope):
    """The address in a mail that the portal has sent."""
    mail = message_from_bytes(envelope.content, policy=policy.default)
    return re.search(r"https?://\S+", mail.get_body(("plain",)).get_content()).group()


def read(locator):
    """The words that a reader sees; where lines may not break is no matter here."""
    return " ".join(locator.inner_text().split())


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def press(control):
    """Presses what leads to another page, and waits until all of that one has come."""
    with control.page.expect_navigation():
        control.click()


def faults(page):
    """The fields that the summary of errors leads to."""
    return page.locator(".error-summary a").evaluate_all("links => links.map(a => a.hash)")


def remark_on_provision(page):
    """Opens the form beside a provision of the programme and types a remark."""
    page.goto(open_programme())
    press(page.locator(f"#{PROVISION} a[href*='zapis=']"))
    page.locator("[name=body]").fill(WORDS)


def leave_and_return(page):
    """Leaves a form without sending it, and comes back to it as the server sends it."""
    page.goto("/")
    page.go_back()
    page.reload()


def log_in(page, username):
    page.goto("/admin/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill("demo")
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def answer_the_others(ours, now):
    """The demo's own remarks get their answers, so that all can be published at once."""
    others = Remark.objects.accepted().filter(submission__consultation=ours.submission.consultation)
    responses = [
        answering.draft(remark, "explained", "Wyjaśniamy to w części opisowej.", None, now)
        for remark in others.exclude(pk=ours.pk)
    ]
    answering.put_forward(responses, None, now)
    answering.approve(responses, None, now)


def test_a_remark_from_the_form_to_its_answer_without_javascript(visit, smtp, at):
    page = visit(java_script_enabled=False)
    programme = open_programme()

    # The form beside a provision shows the words that it is about.
    page.goto(programme)
    provision = page.locator(f"#{PROVISION}")
    wording = read(provision.locator(".wording"))
    press(provision.locator("a[href*='zapis=']"))
    assert read(page.locator(".current-wording"))[:80] == wording[:80]

    # A form sent half filled in says what is missing, and where, and keeps what was typed.
    page.locator("[name=body]").fill(WORDS)
    page.locator("[name=who][value=resident]").check()
    press(page.locator("#uwaga .button.primary"))
    assert faults(page) == ["#id_person", "#id_email"]
    assert page.locator("[name=body]").input_value() == WORDS
    assert page.locator("[name=who][value=resident]").is_checked()
    page.locator(".error-summary a").first.click()
    assert page.locator(":target").get_attribute("name") == "person"
    assert page.locator("#id_person_error").is_visible()

    # Sent, but it counts only once the link in the mail was followed and confirmed.
    page.locator("[name=person]").fill("Osoba Prywatna")
    page.locator("[name=email]").fill("nadawca@poczta.example")
    press(page.locator("#uwaga .button.primary"))
    remark = Remark.objects.get(body=WORDS)
    assert remark.number is None
    assert outbox.drain() == 1
    assert smtp.accepted[0].rcpt_tos == ["nadawca@poczta.example"]
    page.goto(link_in(smtp.accepted[0]))
    remark.refresh_from_db()
    assert remark.number is None, "following the link must not confirm"
    press(page.locator("form .button.primary"))
    assert page.locator(".notice.ok").is_visible()
    remark.refresh_from_db()
    assert remark.number
    assert remark.submission.reference in page.locator("h1").inner_text()
    receipt = page.url
    assert page.context.cookies() == []

    # The clerk answers and puts forward; the mayor approves.
    desk = reverse("desk-consultation", args=[remark.submission.consultation_id])
    clerk = visit()
    log_in(clerk, "moderacja")
    clerk.goto(desk)
    press(clerk.get_by_role("link", name=WORDS[:30]))
    clerk.locator("[name=outcome][value=accepted]").check()
    clerk.locator("[name=reason]").fill(REASON)
    clerk.locator("[name=put_forward]").click()
    clerk.locator(".messages .success").wait_for()
    mayor = visit()
    log_in(mayor, "burmistrz")
    mayor.goto(desk)
    press(mayor.locator(f"a[href='{desk}approval/']"))
    mayor.locator("li", has_text=WORDS).locator("[name=answer]").check()
    mayor.locator("[name=approve]").click()
    mayor.locator(".messages .success").wait_for()
    page.goto(receipt)
    assert REASON not in read(page.locator("main")), "approved is not yet published"

    # Answers are published at the earliest when nobody can confirm a remark any more.
    consultation = open_consultation()
    answer_the_others(remark, timezone.now())
    at(local(consultation.results_from - timedelta(minutes=5)))
    clerk = visit()
    log_in(clerk, "moderacja")
    clerk.goto(desk)
    assert clerk.locator("[name=act][value=extend]").count() == 1
    assert clerk.locator("[name=act][value=publish]").count() == 0
    at(local(consultation.results_from + timedelta(minutes=1)))
    clerk.reload()
    clerk.locator("[name=act][value=publish]").click()
    clerk.locator(".messages .success").wait_for()

    # The answer stands beside the provision, and each sender gets one mail.
    page.goto(programme)
    provision.locator("details.answers summary").click()
    answers = read(provision.locator("details.answers"))
    assert WORDS in answers
    assert REASON in answers
    assert "Osoba Prywatna" not in page.content()
    page.goto(receipt)
    assert REASON in read(page.locator("main"))
    outbox.drain()
    told = [mail for mail in smtp.accepted if mail.rcpt_tos == ["nadawca@poczta.example"]]
    assert len(told) == 3  # please confirm, received, answered


def test_a_remark_by_keyboard_alone_on_a_narrow_screen(visit, smtp):
    page = visit(width=320, height=640)
    keys = Keyboard(page)

    page.goto(open_programme())
    keys.skip_to_content()
    keys.tab_to(".toc li:nth-child(2) a")
    keys.press("Enter")
    keys.tab_to("[href$='zapis=par-3']")
    keys.press("Enter")
    page.wait_for_url("**/uwagi/nowa/**")

    keys.skip_to_content()
    keys.tab_to("[name=body]")
    keys.type(WORDS)
    keys.tab_to("details summary")
    keys.press("Enter")
    keys.tab_to("[name=proposed]")
    keys.type("Ogłoszenia są także na tablicach w świetlicach.")
    keys.tab_to("[name=who]")
    keys.press("ArrowUp")  # from the first choice round to the last: a resident
    keys.tab_to("[name=person]")
    keys.type("Osoba Prywatna")
    keys.tab_to("[name=email]")
    keys.type("nadawca@poczta.example")
    keys.tab_to("#uwaga .button.primary")
    keys.press("Enter")
    page.wait_for_url("**/uwagi/pokwitowanie/**")

    outbox.drain()
    page.goto(link_in(smtp.accepted[0]))
    keys.skip_to_content()
    keys.tab_to("form .button.primary")
    keys.press("Space")
    page.locator(".notice.ok").wait_for()
    remark = Remark.objects.get(body=WORDS)
    assert remark.number
    assert (remark.label, remark.submission.who) == ("§ 3", "resident")


def test_a_draft_by_keyboard_alone_on_a_narrow_screen(visit, tmp_path):
    protocol = tmp_path / "protokol.pdf"
    protocol.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page = visit(width=320, height=640)
    # From the beginning: who only listens when the key is pressed may be too late to hear.
    page.on("filechooser", lambda _: None)
    keys = Keyboard(page)

    def go():
        with page.expect_navigation():
            keys.press("Enter")

    # The first remark on the form, the second and third in the draft.
    page.goto(open_programme())
    keys.skip_to_content()
    keys.tab_to(f"#{PROVISION} [href*='zapis=']")
    go()
    keys.tab_to("[name=body]")
    keys.type(WORDS)
    keys.tab_to(".more [value=add]")
    go()
    keys.tab_to("[name=anchor]")
    keys.press("ArrowDown", "ArrowDown")
    second = read(page.locator("[name=anchor] option:checked")).split(" – ")[0]
    keys.tab_to("[name=body]")
    keys.type("Druga uwaga.")
    keys.tab_to(".remark-form [value=add]")
    go()
    keys.tab_to("[name=body]")
    keys.type("Uwaga do całości.")
    keys.tab_to(".button.primary")
    go()

    # The second is taken out and put back; Enter in a field of text does neither.
    keys.skip_to_content()
    keys.tab_to(".row:nth-child(2) [value^=remove]")
    go()
    keys.tab_to("[value=restore]")
    go()
    keys.tab_to("[name=who]")
    keys.press("Space")
    keys.tab_to("[name=organisation_name]")
    keys.type("KGW Olszyny")
    go()
    assert page.locator(".row h3").count() == 3

    # A file, who writes, a look at the whole, and off.
    keys.skip_to_content()
    keys.tab_to("[name=authorised]")
    keys.press("Space")
    keys.tab_to("[name=person]")
    keys.type("Osoba Prywatna")
    keys.tab_to("[name=email]")
    keys.type("nadawca@poczta.example")
    keys.tab_to("[name=files]")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files(protocol)
    keys.tab_to(".button.primary")
    go()
    assert "protokol.pdf" in read(page.locator("main"))
    keys.skip_to_content()
    keys.tab_to("#wyslij .button.primary")
    go()
    submission = Remark.objects.get(body=WORDS).submission
    assert [remark.label for remark in submission.remarks.all()] == ["§ 1", "", second]
    assert submission.attachments.get().name == "protokol.pdf"


@pytest.mark.parametrize("javascript", [False, True])
def test_three_remarks_with_a_pdf_on_a_narrow_screen(visit, smtp, tmp_path, javascript):
    protocol = tmp_path / "protokol.pdf"
    protocol.write_bytes(b"%PDF-1.7\n%%EOF\n")
    page = visit(width=320, height=640, java_script_enabled=javascript)

    # The first remark is typed on the form beside its provision, then kept for more.
    remark_on_provision(page)
    press(page.locator("[name=do][value=add]"))
    page.locator("[name=anchor]").select_option("par-3")
    page.locator("[name=body]").fill("Druga uwaga.")
    press(page.locator(".remark-form [name=do][value=add]"))
    page.locator("[name=body]").fill("Uwaga do całości.")
    press(page.locator(".button.primary"))
    assert page.locator(".row h3").count() == 3

    # What is missing is said, and nothing is lost.
    page.locator("[name=files]").set_input_files(protocol)
    press(page.locator(".button.primary"))
    assert faults(page) == ["#id_who_0", "#id_person", "#id_email"]
    assert page.get_by_role("button", name="protokol.pdf").count() == 1
    page.locator("[name=who][value=organisation]").check()
    page.locator("[name=organisation_name]").fill("KGW Olszyny")
    page.locator("[name=authorised]").check()
    page.locator("[name=person]").fill("Osoba Prywatna")
    page.locator("[name=email]").fill("nadawca@poczta.example")
    press(page.locator(".button.primary"))

    # One look at the whole, then it is sent, confirmed and on record.
    assert page.url.endswith("/podglad/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert "KGW Olszyny" in read(page.locator("main"))
    press(page.locator("#wyslij .button.primary"))
    outbox.drain()
    page.goto(link_in(smtp.accepted[0]))
    press(page.locator("form .button.primary"))
    assert page.locator(".notice.ok").is_visible()
    submission = Remark.objects.get(body=WORDS).submission
    assert submission.number
    assert [remark.label for remark in submission.remarks.all()] == ["§ 1", "§ 3", ""]
    assert submission.attachments.get().name == "protokol.pdf"
    if javascript:
        assert page.evaluate("Object.keys(localStorage)") == []


def test_the_browser_keeps_words_that_were_not_sent(visit):
    page = visit()
    remark_on_provision(page)
    leave_and_return(page)
    assert page.locator("[name=body]").input_value() == WORDS
    page.locator("[data-discard]").click()
    assert page.locator("[name=body]").input_value() == ""
    page.reload()
    assert page.locator("[name=body]").input_value() == ""
    assert page.locator("[data-kept]").is_hidden()


def test_the_browser_keeps_words_written_before_its_script_came(visit):
    page = visit()
    page.goto(open_programme())
    on_their_way = []
    page.route("**/draft*.js", lambda script: on_their_way.append(script))
    with page.expect_request("**/draft*.js"):
        page.locator(f"#{PROVISION} a[href*='zapis=']").click()
    page.locator("[name=body]").fill(WORDS)
    on_their_way.pop().continue_()
    page.wait_for_load_state()
    page.unroute("**/draft*.js")
    leave_and_return(page)
    assert page.locator("[name=body]").input_value() == WORDS
    page.locator("[data-discard]").click()
    assert page.locator("[name=body]").input_value() == ""


@pytest.mark.parametrize("javascript", [False, True])
def test_back_after_sending_sends_the_same_remark_once(visit, javascript):
    page = visit(java_script_enabled=javascript)
    remark_on_provision(page)
    page.locator("[name=who][value=resident]").check()
    page.locator("[name=person]").fill("Osoba Prywatna")
    page.locator("[name=email]").fill("nadawca@poczta.example")
    press(page.locator("#uwaga .button.primary"))
    receipt = page.url
    assert "/uwagi/pokwitowanie/" in receipt

    page.go_back()
    assert page.locator("[name=body]").input_value() == WORDS
    press(page.locator("#uwaga .button.primary"))
    assert page.url == receipt

    page.go_back()
    page.locator("[name=body]").fill("Jednak inaczej.")
    press(page.locator("#uwaga .button.primary"))
    assert page.locator("[name=as_new]").is_visible()
    assert Remark.objects.filter(body=WORDS).count() == 1
    assert not Remark.objects.filter(body="Jednak inaczej.").exists()


@pytest.mark.parametrize("javascript", [False, True])
def test_back_after_saving_in_a_draft_leads_to_what_was_saved(visit, javascript):
    page = visit(java_script_enabled=javascript)
    remark_on_provision(page)
    press(page.locator("[name=do][value=add]"))
    page.locator("[name=body]").fill("Druga uwaga.")
    press(page.locator(".remark-form .button.primary"))

    page.go_back()
    assert page.locator("[name=body]").input_value() == "Druga uwaga."
    page.locator("[name=body]").fill("Druga uwaga, poprawiona.")
    press(page.locator(".remark-form .button.primary"))
    assert page.locator(".row h3").count() == 2
    assert "Druga uwaga, poprawiona." in read(page.locator("main"))


def test_comment_leads_into_the_draft_that_is_under_way(visit):
    page = visit()
    programme = open_programme()
    remark_on_provision(page)
    press(page.locator("[name=do][value=later]"))
    draft = page.url.split("?")[0]
    page.goto(programme)
    assert page.request.get(programme).text().count("szkic=") == 0
    press(page.locator("#par-3 a[href*='zapis=']"))
    assert page.url.startswith(draft)
    assert page.locator("[name=anchor]").input_value() == "par-3"
    page.goto(programme)
    press(page.locator("[data-basket] a"))
    assert page.url == draft
