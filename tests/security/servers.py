"""The whole stack as a server calls it, the layers before Django with it."""

from io import BytesIO
from typing import Any, NamedTuple

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from immunoref.caching.front import KeptFirst
from immunoref.operation.requests import Noted


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def get(self, name: str) -> str:
        return ", ".join(self.all(name))

    def all(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name.lower()]


class Server:
    """Asked as by a proxy with TLS where the site stands behind one."""

    def __init__(self, **usual: Any) -> None:
        self.application = Noted(KeptFirst(get_wsgi_application()))
        self.usual = usual

    def get(self, address: str, method: str = "GET", **environ: Any) -> Answer:
        asked = RequestFactory().generic(method, address).environ | self.usual | environ
        asked.setdefault("wsgi.input", BytesIO())
        answered: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], *failed: Any) -> None:
            answered[:] = [int(status[:3]), headers]

        parts = self.application(asked, start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Answer(*answered, body)
