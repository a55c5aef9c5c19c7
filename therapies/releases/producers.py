"""What puts files into a release: each producer yields paths with their bytes, piece by piece.

A producer is called while the usual database is one that holds what is released and nothing else.
Its bytes must follow from that alone: no day, no version, nothing of the machine. The files it
yields are checked, archived, listed and served like all others. To add one, add it to EXTRA.
"""

from collections.abc import Callable, Iterable, Sequence

from therapies.fhir import bundle
from therapies.releases.formats import as_csv, as_lines
from therapies.releases.package import path_of
from therapies.releases.tables import Table

Files = Iterable[tuple[str, Iterable[bytes]]]
Producer = Callable[[], Files]


def of_tables(tables: Sequence[Table]) -> Files:
    for table in tables:
        yield path_of(table), as_csv(table)
        yield f"jsonl/{table.name}.jsonl", as_lines(table)


def of_fhir() -> Files:
    yield "fhir/bundle.json", (piece.encode() for piece in bundle.written())


EXTRA: tuple[Producer, ...] = (of_fhir,)


def extra() -> Files:
    for producer in EXTRA:
        yield from producer()
