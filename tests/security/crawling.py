"""Follows what the site itself shows to somebody: links, forms that ask, files, feeds, the API."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import etree, html

HOST = "testserver"
# Where a page names an address that a browser would go to, or fetch.
NAMING = ("href", "src", "action", "hx-get", "data-src", "data-url", "formaction", "poster")
IN_TEXT = re.compile(rf"https?://{HOST}(/[^\\\s\"'<>)\]}}]*)")
STATIC = "/static/"


class Crawler:
    """Asks each address once; of each pattern a few, and twice as many with parameters."""

    def __init__(self, client: Client, few: int, most: int = 1_000) -> None:
        self.client, self.few, self.most = client, few, most
        self.asked: dict[str, Any] = {}
        self.routes: Counter[str] = Counter()
        self.links = 0
        self._known: set[tuple[str, frozenset[str]]] = set()
        self._waiting: deque[tuple[str, str]] = deque()

    def follow(self, *starts: str) -> Iterator[tuple[str, str, Any, list[str]]]:
        """The page that named an address, the address, its answer, and what that names."""
        self._waiting.extend(("", each) for each in starts)
        while self._waiting and len(self.asked) < self.most:
            origin, address = self._waiting.popleft()
            if not self._is_new(address):
                continue
            response = self.client.get(address)
            text = text_of(response)
            found = [urljoin(address, each) for each in named(response, text)]
            found = [each for each in map(_own, found) if each]
            self.links += len(found)
            self._waiting.extend((address, each) for each in found)
            self.asked[address] = response
            yield origin, address, response, found

    def _is_new(self, address: str) -> bool:
        path, _, query = address.partition("?")
        if address in self.asked or path.startswith(STATIC):
            assert not path.startswith(STATIC) or finders.find(path[len(STATIC) :]), address
            return False
        route = route_of(path)
        kind = (route or path, frozenset(name for name, _value in parse_qsl(query, True)))
        room = self.few - self.routes[route]
        if room + (self.few if kind not in self._known else 0) <= 0:
            return False
        self._known.add(kind)
        self.routes[route] += 1
        return True


def route_of(path: str) -> str:
    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""


def text_of(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")


def named(response: Any, text: str) -> Iterable[str]:
    if location := response.get("Location"):
        yield location
    yield from re.findall(r"<([^>]+)>", response.get("Link", ""))
    kind = response.get("Content-Type", "")
    if not text:
        return
    if kind.startswith("text/html"):
        yield from _in_page(html.document_fromstring(text))
    elif "xml" in kind:
        for element in etree.fromstring(text.encode()).iter():
            yield from (each for each in (element.get("href"), element.text) if _is_address(each))
    elif "json" in kind:
        yield from IN_TEXT.findall(json.dumps(json.loads(text), ensure_ascii=False))
    elif kind.startswith("text/plain"):
        yield from IN_TEXT.findall(text)


def _in_page(page: Any) -> Iterator[str]:
    for element in page.iter():
        if not isinstance(element.tag, str) or _sends(element):
            continue
        for name in NAMING:
            if (address := element.get(name)) is not None and not address.startswith("data:"):
                yield _filled(element, address) if element.tag == "form" else address


def _sends(element: Any) -> bool:
    return element.tag == "form" and element.get("method", "get").lower() != "get"


def _filled(form: Any, address: str) -> str:
    """What a browser asks when the form is sent as it stands."""
    query = urlencode([(name, value or "") for name, value in form.form_values()])
    return f"{address.partition('?')[0]}?{query}" if query else address


def _is_address(text: str | None) -> bool:
    return bool(text) and str(text).strip().startswith(("http://", "https://", "/"))


def _own(address: str) -> str:
    """The address on this site; nothing for those of others, and for places to be filled in."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https", "") or parts.netloc not in (HOST, ""):
        return ""
    if "{" in address or not parts.path.startswith("/"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
