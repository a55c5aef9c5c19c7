"""Loads the real reference into an empty database and prints how long it took, as JSON.

The database stays in var/bench/, or on the server of the address that is given.
"""

import json
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.servers import ROOT, VAR


def main(server: str) -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ["DATABASE_URL"] = _on_server(server) if server else _in_file()
    from bench.generate import set_up

    set_up(migrate=True)
    from therapies.loading import load

    started, worked = time.perf_counter(), time.process_time()
    rows = sum(load(ROOT / "fixtures").added.values())
    seconds = time.perf_counter() - started
    found = {
        "rows": rows,
        "seconds": seconds,
        "cpu_seconds": time.process_time() - worked,
        "rows_per_second": rows / seconds,
    }
    print(json.dumps(found | {"database": os.environ["DATABASE_URL"]}))


def _in_file() -> str:
    for path in VAR.glob("real.sqlite3*"):
        path.unlink()
    return f"sqlite:///{VAR}/real.sqlite3"


def _on_server(server: str) -> str:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_real")
        connection.execute("CREATE DATABASE bench_real")
    return urlunsplit(urlsplit(server)._replace(path="/bench_real"))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
