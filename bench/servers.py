"""Servers as processes of their own: started, waited for, weighed by /proc, and stopped."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
DATASETTE_PLACE = ROOT / "var" / "bench-venv"
DATASETTE_PINS = ROOT / "bench" / "requirements-datasette.txt"
# As `make serve` starts it; a test holds the two together.
GRANIAN = (
    *("--workers", "1", "--backpressure", "64", "--blocking-threads", "16"),
    *("--no-ws", "--log-level", "error"),
)
# They are asked one after the other; the first has most interrupts, and the client.
PROCESSOR = "1"
# All questions come from one address here.
UNCOUNTED = {
    "API_REQUESTS_PER_MINUTE": "1000000000",
    "SEARCHES_PER_MINUTE": "1000000000",
    "DOWNLOADS_PER_MINUTE": "1000000000",
}
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 180.0
SETTLING = 240.0
FINISHING = 20.0
GLANCE = 0.1
# The share of a processor, and for how many seconds: what rests as long as it works is not done.
IDLE = 0.05
IDLE_SECONDS = 5


class NotServingError(Exception):
    """The server ended, or did not answer in time; the text is what it said last."""


class Server:
    """`started_in` is the time from the start of the process to the first good answer."""

    def __init__(
        self, name: str, command: list[str], port: int, environment: Mapping[str, str], ready: str
    ) -> None:
        self.name = name
        self.command = command
        self.base = f"http://127.0.0.1:{port}"
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self.ready = ready
        self.started_in = 0.0

    def __enter__(self) -> Self:
        VAR.mkdir(parents=True, exist_ok=True)
        self.log = VAR / f"{self.name}.log"
        started = time.perf_counter()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        try:
            self._wait(started)
        except BaseException:
            self._stop()
            raise
        self.started_in = time.perf_counter() - started
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _wait(self, started: float) -> None:
        while time.perf_counter() - started < PATIENCE:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.base + self.ready, timeout=PATIENCE) as answer:  # noqa: S310
                    answer.read()
                    return
            except urllib.error.HTTPError as error:
                raise NotServingError(f"{self.name}: {error} for {self.ready}") from error
            except OSError:
                time.sleep(0.01)
        raise NotServingError(f"{self.name}: {self.log.read_text()[-2000:]}")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def processes(self) -> list[int]:
        """The process and everything below it."""
        found = [self.process.pid]
        for pid in found:
            for path in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(FileNotFoundError, ProcessLookupError):  # A thread may have ended.
                    found += [int(child) for child in path.read_text().split()]
        return found

    def cpu(self) -> float:
        """Seconds of processor that all its processes have used."""
        return sum(_cpu(pid) for pid in self.processes())

    def settled(self) -> float:
        """Waits until it does nothing that nobody asked for, and says for how many seconds."""
        started = time.monotonic()
        idle = 0
        while idle < IDLE_SECONDS and time.monotonic() - started < SETTLING:
            idle = idle + 1 if self._is_idle(1.0) else 0
        return time.monotonic() - started

    def finish(self) -> None:
        """Waits until it is done with what was asked last, though nobody reads the answers: whom
        it shares a processor with would be slower meanwhile."""
        started = time.monotonic()
        while not self._is_idle(GLANCE) and time.monotonic() - started < FINISHING:
            pass

    def _is_idle(self, seconds: float) -> bool:
        before = self.cpu()
        time.sleep(seconds)
        return self.cpu() - before < IDLE * seconds

    def memory(self) -> int:
        """Bytes: the part of shared pages that is its own, of the heaviest process."""
        return max(_proportional(pid) for pid in self.processes())

    def most_memory(self) -> int:
        """Bytes: the most that one of its processes ever had, with what it shares with others."""
        return max(_peak(pid) for pid in self.processes())

    def resident(self) -> int:
        """Bytes of the heaviest process, cheap enough to be asked for often."""
        size = os.sysconf("SC_PAGE_SIZE")
        return max(
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * size
            for pid in self.processes()
        )


def _cpu(pid: int) -> float:
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _proportional(pid: int) -> int:
    return _bytes_said(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _peak(pid: int) -> int:
    return _bytes_said(Path(f"/proc/{pid}/status"), "VmHWM:")


def _bytes_said(place: Path, name: str) -> int:
    for line in place.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def site(database: str, ready: str = "/healthz", name: str = "site", **settings: str) -> Server:
    """`settings` as the environment gives them, such as PUBLISHED_INDEX."""
    port = free_port()
    environment = {
        "DATABASE_URL": database,
        "DEBUG": "false",
        "PROCESSOR": PROCESSOR,
        **UNCOUNTED,
        **settings,
    }
    return Server(name, _granian("immunoref.wsgi:application", port), port, environment, ready)


def ready_string(size: int, headers: Sequence[tuple[str, str]] = ()) -> Server:
    port = free_port()
    command = _granian("bench.ready:application", port)
    environment = {
        "READY_BYTES": f"{size}",
        "READY_HEADERS": json.dumps(headers),
        "PROCESSOR": PROCESSOR,
    }
    return Server("ready", command, port, environment, "/")


def datasette(
    paths: Sequence[Path], settings: Mapping[str, int | bool], *, stays: bool = False
) -> Server:
    """`stays` on one processor, as our own servers do."""
    port = free_port()
    script = str(ROOT / "bench" / "datasette_server.py")
    files = json.dumps([str(path) for path in paths])
    command = [str(DATASETTE_PLACE / "bin/python"), script, files, str(port)]
    environment = {"PROCESSOR": PROCESSOR} if stays else {}
    return Server(
        "datasette", [*command, json.dumps(settings)], port, environment, "/-/versions.json"
    )


def _granian(application: str, port: int) -> list[str]:
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", application]
    return [*command, "--host", "127.0.0.1", "--port", str(port), *GRANIAN]


def collect_static() -> None:
    environment = {**os.environ, "DEBUG": "false", "DATABASE_URL": "sqlite:///:memory:"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(command, check=True, env=environment, cwd=ROOT)  # noqa: S603


def install_datasette() -> str:
    """Once, into an environment of its own; returns its version."""
    stamp = DATASETTE_PLACE / "pins"
    if not stamp.exists() or stamp.read_text() != DATASETTE_PINS.read_text():
        print("Installing Datasette into an environment of its own (once) …", file=sys.stderr)
        python = str(DATASETTE_PLACE / "bin/python")
        _run(sys.executable, "-m", "venv", "--clear", str(DATASETTE_PLACE))
        _run(python, "-m", "pip", "install", "-q", "--no-deps", "-r", str(DATASETTE_PINS))
        stamp.write_text(DATASETTE_PINS.read_text())
    pins = dict(line.split("==") for line in stamp.read_text().split() if "==" in line)
    return pins["datasette"]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})  # noqa: S603
