"""Interleaved runs: A B C A B C …, so that a slow moment of the machine hits all alike."""

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench import load, wrk
from bench.servers import Server

CONNECTIONS = 8
PIECE = 65_536
LOOK_AT_MEMORY_EVERY = 0.02
# A file that takes longer is measured by what came until then.
LONGEST_DOWNLOAD = 60.0


@dataclass
class Contender:
    """Who is asked for what. Where answers are not `is_repeated`, no address comes twice; those
    that are come so fast that the bundled client would be the slower of the two: wrk asks for
    them, where it is installed."""

    name: str
    server: Server
    addresses: Sequence[str]
    is_repeated: bool = False
    expected: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    outcomes: list[load.Outcome | wrk.Found] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def share(self, part: int, parts: int) -> Sequence[str]:
        return self.addresses if self.is_repeated else self.addresses[part::parts]

    def run(self, part: int, parts: int, seconds: float, connections: int) -> None:
        before = self.server.cpu()
        outcome = self._asked(part, parts, seconds, connections)
        answers = outcome.answers + sum(outcome.wrong.values())
        used = self.server.cpu() - before
        self.server.finish()
        if part:
            self.outcomes.append(outcome)
            self.cpu.append(used / max(answers, 1))

    def _asked(
        self, part: int, parts: int, seconds: float, connections: int
    ) -> load.Outcome | wrk.Found:
        base, asked = self.server.base, self.share(part, parts)
        if self.is_repeated and wrk.is_there():
            return wrk.ask(base, asked, seconds, connections, self.headers, self.expected)
        return load.ask(
            base,
            asked,
            seconds=seconds,
            connections=connections,
            expected=self.expected,
            headers=self.headers,
            again=self.is_repeated,
        )

    def summary(self) -> dict[str, Any]:
        rates = [outcome.rate for outcome in self.outcomes]
        wrong = sum((outcome.wrong for outcome in self.outcomes), Counter())
        answers = sum(outcome.answers for outcome in self.outcomes)
        received = sum(outcome.received for outcome in self.outcomes)
        return {
            "rate": statistics.median(rates),
            "rates": rates,
            "noise": load.spread(rates),
            **{
                f"p{share}_ms": statistics.median(
                    outcome.percentile(share / 100) for outcome in self.outcomes
                )
                for share in (50, 95, 99)
            },
            "cpu_ms": statistics.median(self.cpu) * 1000,
            "bytes": received / max(answers, 1),
            "answers": answers,
            "wrong": dict(wrong),
        }


def interleaved(
    contenders: Sequence[Contender], repeats: int, seconds: float, connections: int = CONNECTIONS
) -> dict[str, dict[str, Any]]:
    """Part 0 of the addresses warms up and is not counted."""
    for part in range(repeats + 1):
        for contender in contenders:
            contender.run(part, repeats + 1, seconds if part else seconds / 2, connections)
    return {contender.name: contender.summary() for contender in contenders}


def one_by_one(
    server: Server, addresses: Sequence[str], repeats: int, seconds: float
) -> dict[str, Any]:
    """Times of single requests, one after the other on one connection, each address once."""
    contender = Contender("site", server, addresses)
    return interleaved([contender], repeats, seconds, connections=1)["site"]


def download(server: Server, address: str) -> dict[str, Any]:
    """Lines a second of a streamed file, and what the server's memory did meanwhile."""
    before = server.resident()
    peak = before
    is_over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_over.wait(LOOK_AT_MEMORY_EVERY):
            peak = max(peak, server.resident())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    parts = urlsplit(server.base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=600)
    started = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    lines = size = 0
    is_whole = False
    while time.perf_counter() - started < LONGEST_DOWNLOAD and not is_whole:
        piece = answer.read(PIECE)
        is_whole = not piece
        lines += piece.count(b"\n")
        size += len(piece)
    seconds = time.perf_counter() - started
    connection.close()
    is_over.set()
    watcher.join()
    return {
        "status": answer.status,
        "is_whole": is_whole,
        "rows": lines - 1,
        "rows_per_second": (lines - 1) / seconds,
        "seconds": seconds,
        "bytes": size,
        "memory_before": before,
        "memory_peak": peak,
    }
