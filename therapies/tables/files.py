"""A file somebody sends, as lines of text cells; or refused as a whole, in words they can use."""

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from therapies.tables import separated, workbooks
from therapies.tables.cells import normal, unguarded
from therapies.tables.refusals import RefusedFileError
from therapies.tables.sheets import Sheet

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 50_000
MOST_COLUMNS = 200
# A line whose slug begins so is for people: the line of help in a template.
REMARK = "#"
TOO_LARGE = gettext_lazy(
    "The file is larger than 10 MB. Leave out headers that you do not change, split it, or send "
    "it as .xlsx."
)
FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class Line:
    """A row of the file with its number as a spreadsheet shows it."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell, or, without a column, in one row."""

    row: int
    column: str
    message: str


@dataclass
class Table:
    headers: list[str]
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(sheet: Sheet, name: str, content: bytes) -> Table:
    """Raises RefusedFileError for what is wrong with the file as a whole."""
    if not content.strip():
        raise RefusedFileError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise RefusedFileError(str(TOO_LARGE))
    return _table(sheet, _rows(sheet, name.lower(), content))


def _rows(sheet: Sheet, name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    if name.endswith((".xlsm", ".xltm", ".xlsb", ".xlam")):
        raise RefusedFileError(_("Workbooks that may hold macros are refused. Save it as .xlsx."))
    if name.endswith(".xlsx"):
        return workbooks.rows(content, sheet.name)
    if workbooks.is_workbook(content):
        raise RefusedFileError(_("This is a workbook or an archive. Its name must end in .xlsx."))
    if name.endswith((".csv", ".txt", ".tsv")):
        return separated.rows(content, sheet.headers)
    raise RefusedFileError(_("Send a file whose name ends in .csv or .xlsx."))


def _table(sheet: Sheet, rows: Iterator[tuple[int, list[str]]]) -> Table:
    table: Table | None = None
    shared: dict[str, str] = {}
    for number, row in rows:
        if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
            raise RefusedFileError(_("Row %(row)s has more than 200 columns.") % {"row": number})
        if not any(row) or _is_remark(sheet, table, row):
            continue
        if table is None:
            table = Table(_headers(sheet, row))
            continue
        if len(table.lines) == MOST_LINES:
            raise RefusedFileError(
                _("The file has more than 50,000 rows. Split it into several files.")
            )
        table.lines.append(_line(table, number, row, shared))
    if table is None:
        raise RefusedFileError(_("The file is empty."))
    if not table.lines:
        raise RefusedFileError(_("Below the headers the file has no rows."))
    return table


def _is_remark(sheet: Sheet, table: Table | None, row: list[str]) -> bool:
    """Only where a slug stands: elsewhere a text may begin so."""
    at = table.headers.index(sheet.entry_header) if table else 0
    return at < len(row) and row[at].lstrip().startswith(REMARK)


def _line(table: Table, number: int, row: list[str], shared: dict[str, str]) -> Line:
    """Cells by header. Equal texts are kept once: most of a large file are the same few."""
    cells = dict.fromkeys(table.headers, "")
    for at, each in enumerate(row):
        header = table.headers[at] if at < len(table.headers) else ""
        if isinstance(each, workbooks.Unreadable):
            table.problems.append(Problem(number, header or str(at + 1), str(each)))
        elif header:
            text = normal(unguarded(each))
            cells[header] = shared.setdefault(text, text)
        elif each.strip():
            said = _("“%(text)s” stands below no header.") % {"text": each.strip()[:40]}
            table.problems.append(Problem(number, str(at + 1), said))
    return Line(number, cells)


def _headers(sheet: Sheet, row: list[str]) -> list[str]:
    found = [each.strip().lower() for each in row]
    while found and not found[-1]:
        found.pop()
    refusals = []
    if "" in found:
        at = found.index("") + 1
        refusals.append(_("Column %(at)s has no header.") % {"at": at})
    for name in (name for name, times in Counter(found).items() if name and times > 1):
        refusals.append(_("The header “%(name)s” stands there twice.") % {"name": name})
    for name in dict.fromkeys(found):
        if name and name not in sheet.headers:
            refusals.append(_unknown(sheet, name))
    missing = [name for name in sheet.key_headers if name not in found]
    if missing:
        names = ", ".join(missing)
        refusals.append(_("These headers are missing: %(names)s.") % {"names": names})
    if refusals:
        raise RefusedFileError(" ".join(refusals[:20]))
    return found


def _unknown(sheet: Sheet, name: str) -> str:
    near = difflib.get_close_matches(name[:60], sheet.headers, n=1)
    said = _("The header “%(name)s” is not known.") % {"name": name[:60]}
    return f"{said} {_('Do you mean “%(name)s”?') % {'name': near[0]}}" if near else said
