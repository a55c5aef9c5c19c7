"""Files to download: an empty sheet with help and examples, the live rows, and errors."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from therapies import versions
from therapies.canonical import records_by_entry
from therapies.models import Entry
from therapies.tables import separated, workbooks
from therapies.tables.files import REMARK, Problem
from therapies.tables.sheets import Sheet

EXAMPLES = 2
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def live(sheet: Sheet) -> Iterator[list[str]]:
    """Every row there is, below the headers."""
    yield list(sheet.headers)
    yield from _lines(sheet)


def template(sheet: Sheet) -> Iterator[list[str]]:
    """Headers, a line of help that is not read, and live rows as examples."""
    yield list(sheet.headers)
    first, *rest = (sheet.help(header) for header in sheet.headers)
    yield [f"{REMARK} {first}", *rest]
    yield from islice(_lines(sheet), EXAMPLES)


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    found = Entry.objects.filter(entry_type=sheet.model.TYPE).order_by("slug")
    entries = list(found)
    for start in range(0, len(entries), versions.BATCH):
        batch = entries[start : start + versions.BATCH]
        records = records_by_entry(batch)
        for entry in batch:
            plain = versions.unpack(versions.pack(records[entry.pk]))
            for cells in sheet.lines(plain):
                yield [cells.get(header, "") for header in sheet.headers]


def errors(problems: Iterable[Problem]) -> Iterator[list[str]]:
    yield [_("row"), _("column"), _("error")]
    for problem in problems:
        yield [str(problem.row), problem.column, problem.message]


def response(lines: Iterable[Iterable[str]], name: str, file_format: str) -> HttpResponse:
    write = {"csv": separated.write, "xlsx": lambda rows: workbooks.write(rows, name)}
    answer = HttpResponse(write[file_format](lines), content_type=TYPES[file_format])
    dated = f"immunoref-{name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
    answer["Content-Disposition"] = f'attachment; filename="{dated}"'
    return answer
