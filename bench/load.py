"""Asks a server for many addresses over a few kept-open connections and measures every answer.

    .venv/bin/python bench/load.py http://127.0.0.1:8000 /drugs/ /conditions/ --seconds 5

HTTP/1.1 on asyncio's own transports, nothing to install. One process asks some ten thousand times
a second, so it shows the server's limit, not its own, below that; `--wrk` asks with wrk instead,
where that is installed.
"""

import argparse
import asyncio
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import machine, wrk
from bench.responses import BrokenAnswerError, Reader

# A request that takes longer counts as an error.
PATIENCE = 60.0


@dataclass
class Outcome:
    """What came of one run: times of good answers in seconds, everything else by what was wrong."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    received: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        return len(self.times)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds; nearest rank."""
        if not self.times:
            return float("nan")
        ordered = sorted(self.times)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1000


class Client(asyncio.Protocol):
    """One connection: the next request leaves when the last answer is whole."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.reader = Reader()
        self.transport: asyncio.Transport | None = None
        self.asked_at: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.run.clients.add(self)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ask()

    def ask(self) -> None:
        request = self.run.next_request()
        assert self.transport is not None
        if request is None:
            self.transport.close()
        else:
            self.asked_at = time.perf_counter()
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        try:
            complete = self.reader.feed(data)
        except BrokenAnswerError as error:
            self.run.failed(str(error))
            self._give_up()
            return
        if complete:
            self._answered()

    def _answered(self) -> None:
        assert self.asked_at is not None
        answer = self.reader.take()
        self.run.answered(answer.status, answer.size, time.perf_counter() - self.asked_at)
        self.asked_at = None
        if answer.closes:
            self._give_up()
        else:
            self.ask()

    def _give_up(self) -> None:
        self.asked_at = None
        if self.transport is not None:
            self.transport.close()

    def drop(self) -> None:
        """Without waiting for what is under way, which was counted as an error already."""
        self.asked_at = None
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.run.clients.discard(self)
        if self.asked_at is not None and not self.reader.ends_with_connection():
            self.run.failed("connection lost")
        elif self.asked_at is not None:
            answer = self.reader.take()
            self.run.answered(answer.status, answer.size, time.perf_counter() - self.asked_at)
        self.run.closed()


class Run:
    """Requests until the time is over or the addresses are used up, over several connections."""

    def __init__(
        self, base: str, requests: Iterable[bytes], seconds: float, connections: int, expected: int
    ) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.requests = iter(requests)
        self.seconds = seconds
        self.connections = connections
        self.expected = expected
        self.outcome = Outcome()
        self.clients: set[Client] = set()
        self.open = 0
        self.is_over = False
        self.finished: asyncio.Event

    def next_request(self) -> bytes | None:
        if self.is_over or time.perf_counter() >= self.ends_at:
            return None
        following = next(self.requests, None)
        self.is_over = following is None
        return following

    def answered(self, status: int, size: int, seconds: float) -> None:
        self.outcome.received += size
        if status == self.expected:
            self.outcome.times.append(seconds)
        else:
            self.outcome.wrong[f"status {status}"] += 1

    def failed(self, reason: str) -> None:
        self.outcome.wrong[reason] += 1

    def closed(self) -> None:
        """A connection that the server closed is opened again while there is time."""
        self.open -= 1
        if not self.is_over and time.perf_counter() < self.ends_at and self.outcome.times:
            self.tasks.append(asyncio.ensure_future(self._connect()))
        elif self.open == 0:
            self.finished.set()

    async def _connect(self) -> None:
        self.open += 1
        try:
            loop = asyncio.get_running_loop()
            await loop.create_connection(lambda: Client(self), self.host, self.port)
        except OSError as error:
            self.failed(type(error).__name__)
            self.open -= 1
            if self.open == 0:
                self.finished.set()

    async def __call__(self) -> Outcome:
        self.finished = asyncio.Event()
        self.tasks: list[asyncio.Future[None]] = []
        started = time.perf_counter()
        self.ends_at = started + self.seconds
        await asyncio.gather(*(self._connect() for _ in range(self.connections)))
        try:
            await asyncio.wait_for(self.finished.wait(), self.seconds + PATIENCE)
        except TimeoutError:
            self.is_over = True
            self.failed(f"no answer within {PATIENCE:.0f} s")
            for client in list(self.clients):
                client.drop()
            await self.finished.wait()
        self.outcome.seconds = time.perf_counter() - started
        return self.outcome


def request(base: str, address: str, headers: Mapping[str, str] | None = None) -> bytes:
    lines = [f"GET {address} HTTP/1.1", f"Host: {urlsplit(base).netloc}", "User-Agent: bench"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def ask(
    base: str,
    addresses: Sequence[str],
    *,
    seconds: float = 3.0,
    connections: int = 8,
    expected: int = 200,
    headers: Mapping[str, str] | None = None,
    again: bool = True,
    most: int = 0,
) -> Outcome:
    """Ask for the addresses in turn, round and round unless `again` is false; at most `most`."""
    requests = [request(base, address, headers) for address in addresses[: most or None]]
    endless = cycle(requests) if again and not most else requests
    # In a thread of its own, because a loop may be running in this one.
    with machine.client() as aside:
        run = Run(base, endless, seconds, connections, expected)
        return aside.submit(asyncio.run, run()).result()


def spread(values: Sequence[float]) -> float:
    """Of repeated measurements: half the range between the outer ones as a share of the median."""
    middle = statistics.median(values)
    return (max(values) - min(values)) / 2 / middle if middle else 0.0


def main(print_line: Callable[[str], None] = print) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base", help="such as http://127.0.0.1:8000")
    parser.add_argument("addresses", nargs="+", help="paths, or one file with a path in each line")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--warm-up", type=float, default=1.0, help="seconds before measuring")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--status", type=int, default=200, help="that a good answer has")
    parser.add_argument("--header", action="append", default=[], help="such as 'Accept: text/html'")
    parser.add_argument("--wrk", action="store_true", help="ask with wrk")
    options = parser.parse_args()
    addresses = options.addresses
    if len(addresses) == 1 and Path(addresses[0]).is_file():
        addresses = Path(addresses[0]).read_text().split()
    headers = dict(header.split(": ", 1) for header in options.header)
    if options.wrk:
        if not wrk.is_there():
            print_line("wrk is not installed.")
            return 1
        found = wrk.ask(
            options.base, addresses, options.seconds, options.connections, headers, options.status
        )
        print_line(
            f"{found.rate:,.0f} requests/s, p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms, "
            f"{found.errors} errors or wrong statuses"
        )
        return 1 if found.errors else 0
    given = {"connections": options.connections, "expected": options.status, "headers": headers}
    ask(options.base, addresses, seconds=options.warm_up, **given)
    outcomes = [
        ask(options.base, addresses, seconds=options.seconds, **given)
        for _ in range(options.repeats)
    ]
    return _report(outcomes, print_line)


def _report(outcomes: list[Outcome], print_line: Callable[[str], None]) -> int:
    wrong = sum((outcome.wrong for outcome in outcomes), Counter())
    for outcome in outcomes:
        print_line(
            f"{outcome.rate:9,.0f} requests/s   p50 {outcome.percentile(0.5):7.1f}   "
            f"p95 {outcome.percentile(0.95):7.1f}   p99 {outcome.percentile(0.99):7.1f} ms   "
            f"{outcome.received / 2**20:7.1f} MiB"
        )
    rates = [outcome.rate for outcome in outcomes]
    print_line(f"{statistics.median(rates):9,.0f} requests/s (median), ± {spread(rates):.0%}")
    for reason, count in wrong.most_common():
        print_line(f"{count} × {reason}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
