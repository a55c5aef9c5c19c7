"""The site as it runs, and people who ask it: readers, and editors who are signed in."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
WITHIN = 60
PASSWORD = "correct horse battery staple"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


class Person:
    """A browser: its cookies, one connection at a time. Two servers of a site share `host`."""

    def __init__(self, port: int, host: str = "") -> None:
        self.port, self.host = port, host or f"127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, data: dict[str, Any] | None = None, **more: str) -> Answer:
        headers = {"Host": self.host, **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        body = None
        if data is not None:
            body = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **data})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        try:
            connection.request("GET" if data is None else "POST", path, body, headers)
            found = connection.getresponse()
            text = found.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in found.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(found.status, {k.lower(): v for k, v in found.headers.items()}, text)

    def sign_in(self, name: str) -> Answer:
        self.ask("/admin/login/")
        return self.ask("/admin/login/", {"username": name, "password": PASSWORD})

    def publish(self, number: int) -> Answer:
        """As by the button of the review, of what stands on its page now."""
        path = f"/admin/editorial/proposal/{number}/change/"
        page = self.ask(path)
        if page.status != 200:
            return page
        seen = re.search(r'name="seen" value="(\d*)"', page.text)
        said = {"step": "publish", "text": "Checked.", "seen": seen[1] if seen else ""}
        return self.ask(path, said)


class Site(NamedTuple):
    url: str
    place: Path
    port: int
    more: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "SECRET_KEY": "of the tests of faults",
            "DEBUG": "false",
            "RELEASES_DIR": str(self.place / "releases"),
            "DJANGO_SETTINGS_MODULE": "immunoref.settings",
            **self.more,
        }

    def releases(self) -> Iterator[Path]:
        return (self.place / "releases").rglob("*.*")

    def run(self, *words: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "ignore", *map(str, words)]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def manage(self, *words: Any) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *words)

    @property
    def log(self) -> Path:
        return self.place / f"log-{self.port}"

    @contextmanager
    def served(self, threads: int = 8) -> Iterator[Path]:
        """By granian; gives the file of its log."""
        log = self.log
        command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi"]
        command += ["immunoref.wsgi:application", "--port", str(self.port), "--workers", "1"]
        command += ["--no-ws", "--blocking-threads", str(threads)]
        environment = {"DATABASE_POOL": str(threads), **self.environment}
        with log.open("w") as told:
            server = subprocess.Popen(
                list(map(str, command)), cwd=ROOT, env=environment, stdout=told, stderr=told
            )
        try:
            self.wait()
            yield log
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    def wait(self) -> None:
        latest = time.monotonic() + WITHIN
        while True:
            try:
                if Person(self.port).ask("/healthz").status == 200:
                    return
            except OSError:
                assert time.monotonic() < latest, self.log.read_text()
            time.sleep(0.1)
