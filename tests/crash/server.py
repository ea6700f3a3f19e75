"""A portal for a script: real server processes, real files, the demo's consultation."""

import argparse
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from portal.supervisor import portal_commands
from scripts.postgres import temporary_server

ROOT = Path(__file__).resolve().parents[2]


def options(description, **numbers):
    """The command line that all scripts share; `numbers` are options with their defaults."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args()


@contextmanager
def database(postgres):
    """Environment variables that choose the database; none for the SQLite file in VAR_DIR."""
    if postgres:
        with temporary_server(durable=True) as environment:
            yield environment
    else:
        yield {}


class Portal:
    """The portal's processes on a free port of loopback, with a folder of their own."""

    def __init__(self, folder, environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = Path(folder)
        self.environment = {
            **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
            **environment,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
        }
        self.log = open(self.folder.parent / f"{self.folder.name}.log", "w")  # noqa: SIM115
        self.processes = {}

    def manage(self, *arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=self.log,
            stderr=self.log,
        )

    def prepare(self):
        # The last one does what loading has left for later, so that only people are measured.
        commands = (
            ["compile_messages"],
            ["migrate"],
            ["collectstatic", "--noinput"],
            ["load_demo"],
        )
        for command in (*commands, ["db_worker", "--batch"]):
            self.manage(*command, "--verbosity", "0")

    def start(self, *names):
        """Starts the named processes, all of one installation if none is named."""
        commands = portal_commands(bind=f"127.0.0.1:{self.port}")
        for name in names or commands:
            self.processes[name] = subprocess.Popen(
                commands[name],
                cwd=ROOT,
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )
        if "web server" in self.processes:
            self.wait_until_it_answers()

    def wait_until_it_answers(self, seconds=120):
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.get("/demo/poczta/")
                return
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    sys.exit(f"The server does not answer; see {self.log.name}")
                time.sleep(0.05)

    def kill(self, name):
        """kill -9 to a process and all that it has started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self):
        for name in list(self.processes):
            self.kill(name)
        self.log.close()

    def request(self, method, path, fields=None, files=(), timeout=120):
        """(status, where to, page); `files` are (name, bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers, body = {"Host": f"127.0.0.1:{self.port}"}, None
            if fields is not None:
                headers["Content-Type"], body = _encoded(fields, files)
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read().decode(errors="replace")
            return response.status, response.headers.get("Location", ""), content
        finally:
            connection.close()

    def get(self, path):
        return self.request("GET", path)

    def form(self, consultation):
        """The fields of a new form."""
        status, _location, html = self.get(f"/uwagi/nowa/{consultation}/")
        if status != 200:
            raise OSError(f"The form answers {status}")
        return empty_form(html, "key")

    def post(self, consultation, fields, files=()):
        """(status, receipt's path or "", page) of sending a form."""
        path = f"/uwagi/nowa/{consultation}/"
        status, location, html = self.request("POST", path, fields, files)
        return status, receipt(location), html


def receipt(location):
    """The path that an answer sends the browser to, if it is a receipt's; else ""."""
    path = urlsplit(location).path
    return path if "/pokwitowanie/" in path else ""


def _encoded(fields, files):
    """(content type, body) of a form, as a browser sends it; see portal/js/files.js."""
    if not files:
        return "application/x-www-form-urlencoded", urlencode(fields)
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, {**fields, "files": uploads})


def empty_form(html, among):
    """What a browser would send of the page's form that has the field `among`, left as it came."""
    reader = _Forms()
    reader.feed(html)
    return next((form for form in reader.forms if among in form), {})


class _Forms(HTMLParser):
    """The fields of every form with their values; texts and lists are empty in ours."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append({})
        elif self.forms and (
            tag in ("textarea", "select")
            or (tag == "input" and given.get("type") in ("hidden", "text", "email"))
        ):
            self.forms[-1][given["name"]] = given.get("value") or ""


def filled(form, words, email="osoba@poczta.example", key=None):
    """A form that somebody has filled in."""
    return {
        **form,
        "key": str(key or form.get("key") or uuid.uuid4()),
        "body": words,
        "who": "resident",
        "person": "Osoba Próbna",
        "email": email,
        "do": "send",
    }


@contextmanager
def empty_database(postgres):
    """Sets Django up in this process, on an empty database that goes with the body."""
    with database(postgres) as environment:
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            connection.close()
            teardown_databases(databases, verbosity=0)


@contextmanager
def portal(postgres=False, folder=None, environment=None):
    """A prepared portal, not yet started; everything of it goes with the body."""
    made = Path(tempfile.mkdtemp(prefix="portal-crash-"))
    with database(postgres) as chosen:
        running = Portal(folder or made / "var", {**chosen, **(environment or {})})
        running.folder.mkdir(exist_ok=True)
        print("· Preparing a portal with the demo's content", flush=True)
        try:
            running.prepare()
            yield running
        finally:
            running.stop()
            if folder is None:
                shutil.rmtree(made, ignore_errors=True)


def ask_database(running):
    """Lets this process read the portal's database; returns the programme's open consultation."""
    os.environ.update(running.environment)
    import django

    django.setup()
    from resources.models import Consultation

    return Consultation.objects.get(results_at=None, text_page__content_type__model="programmepage")


def breaches(*sentences):
    """Prints what did not hold; the exit code of the script."""
    for sentence in filter(None, sentences):
        print(f"BREACH: {sentence}")
    held = not any(sentences)
    print("Held." if held else "Did not hold.")
    return 0 if held else 1
