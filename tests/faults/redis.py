"""A Redis that is killed, frozen, and there again."""

import shutil
import signal
import subprocess
from types import TracebackType
from typing import Self

import pytest

from bench.servers import free_port
from tests.waiting import until

PORT = free_port()
URL = f"redis://127.0.0.1:{PORT}/0"


class Redis:
    def __enter__(self) -> Self:
        if not shutil.which("redis-server"):
            pytest.skip("Redis is not installed here")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        """It knows nothing."""
        command = ["redis-server", "--port", str(PORT), "--save", "", "--appendonly", "no"]
        self._running = subprocess.Popen(
            [*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(_answers)

    def kill(self) -> None:
        self._running.kill()
        self._running.wait()

    def freeze(self) -> None:
        """It takes connections, and answers nobody."""
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on with all that it kept."""
        self._running.send_signal(signal.SIGCONT)
        until(_answers)


def _answers() -> bool:
    command = ["redis-cli", "-p", str(PORT), "ping"]
    return subprocess.run(command, capture_output=True, check=False).stdout == b"PONG\n"
