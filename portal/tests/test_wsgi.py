"""One request at a time in each process, and a slow line in nobody's way."""

import io
import threading

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIRequest

from portal import arrival
from portal.wsgi import TAKEN_IN, one_at_a_time


class SlowLine:
    """A body that arrives when `finish` is called."""

    def __init__(self, body):
        self.rest, self.reading, self.arrived = body, threading.Event(), threading.Event()

    def read(self, size=-1):
        self.reading.set()
        assert self.arrived.wait(10)
        body, self.rest = self.rest[:size], self.rest[size:]
        return body

    def finish(self):
        self.arrived.set()


def request(body=None, **environ):
    length = {"CONTENT_LENGTH": str(len(body))} if isinstance(body, bytes) else {}
    source = io.BytesIO(body) if isinstance(body, bytes) else body
    return {"wsgi.input": source or io.BytesIO(), **length, **environ}


def echo(environ, start_response):
    return [environ["wsgi.input"].read()]


def test_a_body_arrives_whole():
    assert one_at_a_time(echo)(request(b"uwaga"), None) == [b"uwaga"]
    assert one_at_a_time(echo)(request(), None) == [b""]


def test_two_requests_follow_each_other():
    inside, most, go = [], [], threading.Event()

    def work(environ, start_response):
        inside.append(1)
        most.append(len(inside))
        go.wait(0.2)
        inside.pop()

    served = one_at_a_time(work)
    people = [threading.Thread(target=served, args=(request(), None)) for _ in range(3)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert most == [1, 1, 1]


def test_a_form_on_a_slow_line_keeps_nobody_waiting():
    served, line, answers = one_at_a_time(echo), SlowLine(b"uwaga"), []
    slow = request(line, CONTENT_LENGTH="5")
    sender = threading.Thread(target=lambda: answers.append(served(slow, None)))
    sender.start()
    assert line.reading.wait(10)
    assert served(request(b"szybka"), None) == [b"szybka"]
    assert not answers
    line.finish()
    sender.join()
    assert answers == [[b"uwaga"]]


@pytest.mark.parametrize(
    "environ",
    [
        {"CONTENT_LENGTH": str(TAKEN_IN + 1)},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "wiele"},
    ],
)
def test_an_upload_is_left_to_the_view_and_keeps_nobody_waiting(environ):
    """How much of it is taken is the view's to say, so it is not read before."""
    taken, free, freed = threading.Event(), threading.Event(), []

    def work(asked, start_response):
        if asked["wsgi.input"] is upload:
            taken.set()
            freed.append(free.wait(5))

    upload = SlowLine(b"")
    served = one_at_a_time(work)
    sender = threading.Thread(target=served, args=(request(upload, **environ), None))
    sender.start()
    assert taken.wait(10)
    served(request(), None)
    free.set()
    sender.join()
    assert freed == [True]  # False where the other had to wait until the upload gave up
    assert not upload.reading.is_set()


def test_a_request_that_waits_says_when_it_came():
    """What a remark brings reaches us when it is here, not when the server has time for it."""
    inside, go, came = threading.Event(), threading.Event(), {}

    def work(environ, start_response):
        if environ["PATH_INFO"] == "/slow/":
            inside.set()
            go.wait(10)
        asked = WSGIRequest({"REQUEST_METHOD": "POST", **environ})
        came[asked.path] = arrival.arrived(asked)

    served = one_at_a_time(work)
    slow = threading.Thread(target=served, args=(request(PATH_INFO="/slow/"), None))
    slow.start()
    assert inside.wait(10)
    waiting = request(b"uwaga", PATH_INFO="/uwaga/")
    with time_machine.travel("2026-10-20 21:59:59Z", tick=False):
        quick = threading.Thread(target=served, args=(waiting, None))
        quick.start()
        while arrival.KEY not in waiting:
            quick.join(0.01)
            assert quick.is_alive()
    with time_machine.travel("2026-10-20 22:00:01Z", tick=False):
        go.set()
        slow.join()
        quick.join()
    assert came["/uwaga/"].isoformat() == "2026-10-20T21:59:59+00:00"
