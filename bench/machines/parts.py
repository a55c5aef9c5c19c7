"""The processes of a fleet. Each can be killed as a loss of power would, and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bench.servers import GRANIAN, ROOT, Server

HOST = "127.0.0.1"
PATIENCE = 60.0
WAL = ("wal_keep_size=256MB", "hot_standby_feedback=on", "wal_retrieve_retry_interval=500ms")


class MissingPartError(Exception):
    """A program that the fleet is made of is not installed."""


def program(name: str) -> str:
    """As installed by Debian, where not everything is on the path."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    places = [os.environ["PATH"], "/usr/sbin", "/usr/local/sbin", *map(str, newest)]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise MissingPartError(
            f"{name} is missing: apt-get install postgresql redis-server nginx-light"
        )
    return found


class Part:
    """`user` owns the process where this one is root's: PostgreSQL refuses root."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        port: int,
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str = "",
    ) -> None:
        self.name, self.command, self.port, self.log = name, list(command), port, log
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        self.user = user if user and os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> float:
        """Returns the seconds until it listens."""
        started = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                cwd="/" if self.user else ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                user=self.user,
                group=self.user,
                start_new_session=True,
            )
        while not listens(self.port):
            if self.process.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise MissingPartError(f"{self.name} did not start: {self.log.read_text()[-800:]}")
            time.sleep(0.02)
        return time.perf_counter() - started

    def wait_for_database(self) -> None:
        """It listens before it answers."""
        until = time.perf_counter() + PATIENCE
        asked = [program("pg_isready"), "-q", "-h", HOST, "-p", str(self.port), "-U", "postgres"]
        while subprocess.run(asked, check=False).returncode:  # noqa: S603
            if time.perf_counter() > until:
                raise MissingPartError(f"{self.name} does not answer.")
            time.sleep(0.05)

    def kill(self) -> None:
        """The process and everything below it, without a word."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
        # What is started next must not be taken for one whose last process is not quite gone.
        until = time.perf_counter() + PATIENCE
        while listens(self.port) and time.perf_counter() < until:
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill()

    def processes(self) -> list[int]:
        return Server.processes(self) if self.process else []  # type: ignore[arg-type]

    def cpu(self) -> float:
        return Server.cpu(self)  # type: ignore[arg-type]

    def memory(self) -> int:
        return Server.memory(self)  # type: ignore[arg-type]


def listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((HOST, port)) == 0


def database_url(port: int) -> str:
    return f"postgres://postgres@{HOST}:{port}/postgres"


def primary(place: Path, port: int) -> Part:
    data = place / "primary"
    part = _postgresql("primary", data, port)
    _as(
        part.user,
        program("initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "-E",
        "UTF8",
    )
    return part


def replica(place: Path, port: int, of: Part) -> Part:
    data = place / "replica"
    part = _postgresql("replica", data, port)
    source = ("-c", "fast", "-h", HOST, "-p", str(of.port), "-U", "postgres")
    _as(part.user, program("pg_basebackup"), "-D", str(data), "-R", "-X", "stream", *source)
    return part


def _postgresql(name: str, data: Path, port: int) -> Part:
    settings = (f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories=", *WAL)
    command = [program("postgres"), "-D", str(data)]
    for setting in settings:
        command += ["-c", setting]
    part = Part(name, command, port, data.parent / f"{name}.log", user="postgres")
    data.mkdir(mode=0o700)
    if part.user:
        shutil.chown(data, part.user, part.user)
    return part


def _as(user: str | None, *command: str) -> None:
    subprocess.run(  # noqa: S603
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=user,
    )


def redis(place: Path, port: int) -> Part:
    command = [program("redis-server"), "--port", str(port), "--bind", HOST, "--save", ""]
    command += ["--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru"]
    return Part("redis", command, port, place / "redis.log")


def site(name: str, place: Path, port: int, environment: Mapping[str, str]) -> Part:
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"]
    command += ["immunoref.wsgi:application", "--host", HOST, "--port", str(port), *GRANIAN]
    given = {"DEBUG": "false", "PROCESSOR": f"{port}", **environment}
    return Part(name, command, port, place / f"{name}.log", given)


def nginx(place: Path, port: int, sites: Sequence[Part]) -> Part:
    """Two doors to the same servers: the port has a cache, the one after it has none."""
    file = place / "nginx.conf"
    servers = "\n".join(
        f"        server {HOST}:{each.port} max_fails=1 fail_timeout=2s;" for each in sites
    )
    template = (ROOT / "bench/machines/nginx.conf").read_text()
    values = {"PLACE": place, "CACHED": port, "UNCACHED": port + 1, "SERVERS": servers}
    for name, value in values.items():
        template = template.replace(f"@{name}@", str(value))
    file.write_text(template)
    return Part(
        "nginx", [program("nginx"), "-p", str(place), "-c", str(file)], port, place / "n.log"
    )


def kill_a_worker(part: Part) -> None:
    """Of nginx, whose first process starts another."""
    os.kill(part.processes()[1], signal.SIGKILL)
