"""Faults that are really made: `make faults`. The ordinary run leaves them out.

PostgreSQL, Redis and small disks are there where their programs are, and root runs the tests.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.tally import Tally

if "FAULTS" not in os.environ:
    collect_ignore_glob = ["test_*.py"]
else:
    from tests.faults.databases import Database, Postgresql, Sqlite
    from tests.faults.serving import Site

PORT = 8800
HOST = f"127.0.0.1:{PORT}"
DRUGS = 8
TALLY = pytest.StashKey[Tally]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLY] = Tally()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if "FAULTS" not in os.environ:
        return
    tally = config.stash[TALLY]
    for title, lines in (("drill", tally.drills), ("faults", tally.lines())):
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    return pytestconfig.stash[TALLY]


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Postgresql"]:
    if os.geteuid() or not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
        pytest.skip("PostgreSQL is not installed here, or this is not root")
    with open_place() as place:
        made = Postgresql(place)
        made.begin()
        yield made
        made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> "Database":
    if request.param == "sqlite":
        return Sqlite(tmp_path)
    return request.getfixturevalue("postgresql")


@pytest.fixture(scope="session")
def kept() -> dict[tuple[str, int], "Database"]:
    """Where a filled database of a kind and size is already, under `filled`."""
    return {}


@pytest.fixture
def filled(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, kept: dict[Any, "Database"]
) -> Callable[..., "Site"]:
    """A site whose database has drugs, editors and proposals."""

    def fill(database: "Database", *, drugs: int = DRUGS, **more: str) -> "Site":
        name = f"filled{drugs}"
        if (database.kind, drugs) not in kept:
            base = kept[database.kind, drugs] = type(database)(
                tmp_path_factory.mktemp(name) if database.kind == "SQLite" else database.place
            )
            base.make(name)
            site = Site(base.url(name), tmp_path, PORT, {})
            program = ["-m", "tests.faults.filling", "fill", str(drugs)]
            for words in (["manage.py", "migrate", "-v", "0"], program):
                done = site.run(*words)
                assert done.returncode == 0, done.stderr[-3000:]
        database.copy(name, "work", kept[database.kind, drugs])
        return Site(database.url("work"), tmp_path, PORT, more)

    return fill


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Of 24 MB."""
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    with open_place() as place, mounted("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)):
        yield place


@contextmanager
def open_place() -> Iterator[Path]:
    """A directory that others may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def mounted(*words: str) -> Iterator[None]:
    Path(words[-1]).mkdir(exist_ok=True)
    subprocess.run(["mount", *words], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", words[-1]], check=True)
