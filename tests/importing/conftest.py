"""A server on this machine that answers as it is told; no test reaches another one."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import BaseCommand, CommandError, call_command

from editorial.models import Proposal, User
from tests import factories
from tests.importing.documents import written
from therapies import models, publishing, search, versions
from therapies.importing.client import Client


@dataclass
class Reply:
    document: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # Sent as it is instead of the document.
    body: bytes | None = None
    # Bytes of the body after which the connection is cut.
    cut: int | None = None

    @property
    def content(self) -> bytes:
        return json.dumps(self.document).encode() if self.body is None else self.body


@dataclass
class Service:
    """Replies are given in order; `answer` replaces them by what a request calls for."""

    address: str = ""
    replies: list[Reply] = field(default_factory=list)
    answer: Callable[[dict[str, str]], Reply] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def reply_to(self, path: str, agent: str) -> Reply:
        query = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        self.asked.append(query)
        self.agents.append(agent)
        if self.answer:
            return self.answer(query)
        return self.replies.pop(0) if self.replies else Reply({"error": "no reply left"}, 400)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = told.reply_to(self.path, self.headers.get("User-Agent", ""))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content[: reply.cut])

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def pauses() -> list[float]:
    """How long a client would have slept."""
    return []


@pytest.fixture
def client(pauses: list[float]) -> Client:
    return Client(every=0, sleep=pauses.append, timeout=5)


@pytest.fixture
def contributor(db: None) -> User:
    found = factories.user("importer")
    found.is_superuser = True
    found.save()
    return found


@pytest.fixture
def reference(db: None) -> dict[str, models.Entry]:
    """A drug, a condition, a country and an institution that the documents name, indexed."""
    turkey = factories.country("Türkiye")
    entries = {
        "drug": factories.drug("Exemplumab"),
        "condition": factories.condition("Melanoma"),
        "country": turkey,
        "institution": factories.institution("Example University", country=turkey),
    }
    factories.regulator("fda")
    search.rebuild()
    return entries


@pytest.fixture
def command(
    settings: Any,
    tmp_path: Path,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    contributor: User,
    reference: Any,
) -> Callable[..., Any]:
    """Runs a command on a document or a path; returns what it says and the exit code."""
    settings.VAR_DIR = tmp_path / "var"

    def prepared(name: str, command: type[BaseCommand]) -> Callable[..., tuple[str, int]]:
        monkeypatch.setattr(command, "client", lambda self: client)

        def go(*arguments: Any, document: Any = None, **options: Any) -> tuple[str, int]:
            if document is not None:
                arguments = (
                    written(tmp_path / f"{name.removeprefix('import_')}.json", document),
                    *arguments,
                )
            out = StringIO()
            try:
                call_command(name, *map(str, arguments), by="importer", stdout=out, **options)
            except CommandError as error:
                return out.getvalue() + str(error), error.returncode
            return out.getvalue(), 0

        return go

    return prepared


def rows(proposal: Proposal, model: str) -> list[dict[str, Any]]:
    """What a proposal holds of one model."""
    found = versions.unpack(proposal.content)
    return [row["fields"] for row in found if row["model"] == f"therapies.{model}"]


def publish(proposal: Proposal) -> None:
    second = factories.user("second", is_superuser=True)
    last = versions.last_of(proposal.kind, proposal.slug)
    publishing.publish(
        proposal, second, "Held against the record.", seen=last.number if last else None
    )
