"""A person with a browser before a site with TLS, and readers who ask without a pause."""

import base64
import hmac
import http.client
import re
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

PATIENCE = 30
OK, REDIRECTS = 200, (301, 302)
HEADERS = ("Cache-Control", "Content-Security-Policy", "Strict-Transport-Security")


@dataclass
class Site:
    """`name` is what it is called; it is asked on this machine. `plain` is its port without TLS,
    `certificate` the file of its own one; without, it is asked past the proxy.
    """

    port: int
    name: str
    certificate: str = ""
    plain: int = 0

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.connect()
        # By itself it would come again without TLS.
        connection.auto_open = 0
        if self.certificate:
            context = ssl.create_default_context(cafile=self.certificate)
            connection.sock = context.wrap_socket(connection.sock, server_hostname=self.name)
        return connection

    def refusals(self) -> str:
        """What who comes without TLS, or asks for another name, is told."""
        plain = Site(self.plain, self.name).connect()
        plain.request("GET", "/drugs/", headers={"Host": self.name})
        answer = plain.getresponse()
        told = f"without TLS {answer.status} to {answer.headers['Location']}"
        try:
            Site(self.port, "other.example.org", self.certificate).connect()
        except OSError as error:
            return f"{told}; to another name {error.args[-1]}"
        return f"{told}; another name is let in"

    def static_headers(self, page: str) -> str:
        found = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert found
        answer = Browser(self).get(found[1])
        assert answer.status == OK, answer.status
        return "; ".join(f"{name}: {answer.headers[name]}" for name in HEADERS)


@dataclass
class Answer:
    status: int
    headers: Any
    text: str


class Browser:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> Answer:
        connection = self.site.connect()
        headers = headers_of(self.site, self.cookies)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body.encode(), headers)
        answer = connection.getresponse()
        for said in answer.headers.get_all("Set-Cookie", []):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        read = Answer(answer.status, answer.headers, answer.read().decode())
        connection.close()
        if answer.status in REDIRECTS:
            to = urlsplit(answer.headers["Location"])
            return self.get(f"{to.path}?{to.query}" if to.query else to.path)
        return read

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, path: str, fields: Mapping[str, Any], button: str = "") -> Answer:
        """The form of the page that has the button, with some fields filled in otherwise."""
        form = next(each for each in forms(self.get(path).text) if not button or each.has(button))
        return self.ask("POST", path, urlencode([*form.filled(fields).items()], doseq=True))

    def sign_in(self, name: str, password: str) -> None:
        """For the first time: the app for codes is set up on the way."""
        page = self.send("/admin/login/", {"username": name, "password": password}, "password")
        secret = re.search(r'class="secret">([^<]+)<', page.text)
        assert secret, page.text
        self.send("/admin/second-factor/set-up/", {"code": code_of(secret[1])}, "code")
        assert self.get("/admin/").status == OK
        assert any(name.endswith("sessionid") for name in self.cookies)

    def publish_a_change(self) -> tuple[str, str]:
        """Returns the public page and the words that are new on it."""
        listed = self.get("/admin/therapies/institution/").text
        found = re.search(r"/admin/therapies/institution/\d+/change/", listed)
        assert found
        text = self.get(found[0]).text
        form = next(each for each in forms(text) if each.has("reason"))
        marked = f"{form.fields['name'][0]} (tried)"
        self.send(found[0], {"name": marked, "reason": "It is tried."}, "reason")
        queue = self.get("/admin/editorial/proposal/").text
        proposal = re.search(r"/admin/editorial/proposal/\d+/change/", queue)
        assert proposal, queue
        self.send(proposal[0], {"step": "publish", "text": "It is tried."}, "seen")
        public = re.search(r"/institutions/[^/\"]+/", text + queue)
        assert public
        return public[0], marked


def headers_of(site: Site, cookies: Mapping[str, str]) -> dict[str, str]:
    headers = {
        "Host": site.name,
        "Referer": f"https://{site.name}/",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    # Past the proxy, as if by it.
    return headers if site.certificate else headers | {"X-Forwarded-Proto": "https"}


def code_of(secret: str) -> str:
    """What an app for codes shows now (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


@dataclass
class Form:
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        return name in self.names

    def filled(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return self.fields | dict(fields)


class Forms(HTMLParser):
    """What a browser would send back for each form of a page, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.text: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form())
        if not self.found or ("name" not in said and tag != "option"):
            return
        if tag == "input":
            self._input(said)
        elif tag == "textarea":
            self.text = said["name"]
            self._add(self.text, "")
        elif tag == "select":
            self.select = said["name"]
            self.found[-1].names.add(self.select)
        elif tag == "option" and self.select and "selected" in said:
            self._add(self.select, said.get("value", ""))

    def _input(self, said: dict[str, str]) -> None:
        self.found[-1].names.add(said["name"])
        is_choice = said.get("type") in ("checkbox", "radio")
        if said.get("type") not in ("submit", "file") and (not is_choice or "checked" in said):
            self._add(said["name"], said.get("value", "on" if is_choice else ""))

    def _add(self, name: str, value: str) -> None:
        self.found[-1].names.add(name)
        self.found[-1].fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.text:
            self.found[-1].fields[self.text][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text:
            # A browser leaves out the line break that HTML puts first.
            values = self.found[-1].fields[self.text]
            values[-1] = values[-1].removeprefix("\r\n").removeprefix("\n")
            self.text = None
        elif tag == "select":
            self.select = None


def forms(page: str) -> list[Form]:
    parser = Forms()
    parser.feed(page)
    return parser.found


class Readers:
    """Ask over kept connections until the end; half of them with a session, past all caches."""

    PATHS = ("/drugs/", "/conditions/", "/healthz", "/side-effects/", "/admin/")

    def __init__(self, site: Site, cookies: Mapping[str, str], people: int = 4) -> None:
        self.site = site
        self.over = threading.Event()
        self.wrong: Counter[str] = Counter()
        self.right = 0
        self.lock = threading.Lock()
        asked_with = [cookies if at % 2 else {} for at in range(people)]
        self.threads = [threading.Thread(target=self._ask, args=(each,)) for each in asked_with]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def said(self) -> str:
        wrong = ", ".join(f"{count} × {what}" for what, count in self.wrong.items())
        return f"{self.right:,} requests answered, failed: {wrong or 'none'}"

    def _ask(self, cookies: Mapping[str, str]) -> None:
        connection = self.site.connect()
        paths = [path for path in self.PATHS if cookies or path != "/admin/"]
        number = 0
        while not self.over.is_set():
            path = paths[number % len(paths)]
            number += 1
            try:
                connection.request("GET", path, headers=headers_of(self.site, cookies))
                answer = connection.getresponse()
                answer.read()
                if answer.will_close:
                    connection = self.site.connect()
                self._count("" if answer.status == OK else f"{answer.status} {path}")
            except (OSError, http.client.HTTPException) as error:
                self._count(type(error).__name__)
                connection = self.site.connect()

    def _count(self, wrong: str) -> None:
        with self.lock:
            if wrong:
                self.wrong[wrong] += 1
            else:
                self.right += 1
