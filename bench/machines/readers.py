"""Readers who ask at their own pace, whether the servers keep up or not: what waits counts as slow.

Times run from the moment at which a request was due. Like a browser, a reader asks once more where
a connection that was kept open turns out to be closed before anything came.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.responses import BrokenAnswerError, Reader

CONNECTIONS = 64
PATIENCE = 10.0
SLOW = 1.0
PIECE = 65_536
HEAD = "GET {} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\nUser-Agent: bench\r\n\r\n"


class LostError(Exception):
    """The connection closed; `is_stale` where it was an old one and nothing had come."""

    def __init__(self, is_stale: bool) -> None:
        super().__init__("connection lost")
        self.is_stale = is_stale


@dataclass
class Seen:
    """What readers saw, in seconds since they began: (due, time, what was wrong or nothing)."""

    answers: list[tuple[float, float, str]] = field(default_factory=list)
    received: int = 0
    asked_again: int = 0

    def errors(self) -> Counter[str]:
        return Counter(wrong for _due, _time, wrong in self.answers if wrong)

    def summary(self, event: float = 0.0) -> dict[str, float | dict[str, int]]:
        """`well_after`: from an event to the end of the last answer that was wrong or slow."""
        times = sorted(taken for _due, taken, wrong in self.answers if not wrong)
        bad = [due + taken for due, taken, wrong in self.answers if wrong or taken > SLOW]
        well_after = max((moment - event for moment in bad if moment > event), default=0.0)
        count = max(len(times), 1)
        return {
            "asked": len(self.answers),
            "errors": dict(self.errors()),
            "asked_again": self.asked_again,
            "slow": sum(taken > SLOW for taken in times),
            "p50_ms": times[len(times) // 2] * 1000 if times else 0.0,
            "p99_ms": times[int(len(times) * 0.99)] * 1000 if times else 0.0,
            "slowest_ms": times[-1] * 1000 if times else 0.0,
            "well_after": well_after,
            "bytes_each": self.received / count,
        }


class Readers:
    """`are_others`: each request comes from somebody else, over a connection of its own."""

    def __init__(
        self,
        base: str,
        addresses: Sequence[str],
        rate: float,
        seconds: float,
        are_others: bool = False,
    ) -> None:
        self.are_others = are_others
        self.parts = urlsplit(base)
        self.addresses, self.rate, self.seconds = addresses, rate, seconds
        self.seen = Seen()
        self._number = 0
        self._chance = random.Random(7)  # noqa: S311

    async def __call__(self) -> Seen:
        self._began = time.perf_counter()
        await asyncio.gather(*(self._reader() for _ in range(CONNECTIONS)))
        return self.seen

    async def _reader(self) -> None:
        connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while (due := self._number / self.rate) < self.seconds:
            self._number += 1
            address = self._chance.choice(self.addresses)
            await asyncio.sleep(max(0.0, self._began + due - time.perf_counter()))
            wrong = ""
            try:
                try:
                    connection = await self._asked(connection, address)
                except LostError as lost:
                    if not lost.is_stale:
                        raise
                    self.seen.asked_again += 1
                    connection = await self._asked(None, address)
            except (LostError, OSError, TimeoutError, BrokenAnswerError, ValueError) as error:
                wrong, connection = str(error) or type(error).__name__, None
            taken = time.perf_counter() - self._began - due
            self.seen.answers.append((due, taken, wrong))

    async def _asked(
        self,
        kept: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None,
        address: str,
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """The connection, if it may be used again."""
        incoming, outgoing = kept or await asyncio.open_connection(
            self.parts.hostname, self.parts.port
        )
        reader, has_begun = Reader(), False
        try:
            outgoing.write(HEAD.format(address, self.parts.netloc).encode())
            while True:
                piece = await asyncio.wait_for(incoming.read(PIECE), PATIENCE)
                if not piece:
                    raise LostError(kept is not None and not has_begun)
                has_begun = True
                if reader.feed(piece):
                    break
        except ConnectionError as error:
            raise LostError(kept is not None and not has_begun) from error
        finally:
            if not reader.is_complete:
                outgoing.close()
        answer = reader.take()
        self.seen.received += answer.size
        if answer.closes:
            outgoing.close()
        if answer.status != 200:  # noqa: PLR2004
            outgoing.close()
            raise ValueError(f"status {answer.status}")
        if self.are_others:
            outgoing.close()
        return None if answer.closes or self.are_others else (incoming, outgoing)
