"""Workbooks (.xlsx): read line by line with limits, written as cells of text."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from therapies.tables.cells import guarded
from therapies.tables.refusals import RefusedFileError

MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 1000
# Only lines and texts may be large; the library keeps every other part in memory as objects.
MOST_OF_A_SMALL_PART = 2 * 1024 * 1024
LARGE_PARTS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml")
# A library may read others, in which what is looked for here has other bytes.
ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii")
DECLARED = re.compile(rb"encoding *= *[\"']([^\"']{1,40})")
MOST_OF_A_LINE = 8 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
LAST_ROW, WIDEST = 1_048_576, 1000
CHUNK = 64 * 1024
MOST_EXACT = 10**15
OLD_WORKBOOK, ZIP = b"\xd0\xcf\x11\xe0", b"PK"
ESCAPED = re.compile(r"_x(?:005F_x)?(00[01][0-9A-F]|FFF[EF])_")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
WIDTH = 22


def is_workbook(content: bytes) -> bool:
    return content.startswith((ZIP, OLD_WORKBOOK))


def rows(content: bytes, title: str) -> Iterator[tuple[int, list[Any]]]:
    """The sheet with this title, or the only one there is."""
    _inspect(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = _sheet(book, title)
        sheet.reset_dimensions()
        yield from _lines(sheet)
    except RefusedFileError:
        raise
    except Exception as error:
        # What the library raises for a broken workbook is not listed anywhere.
        raise RefusedFileError(
            _("The workbook is damaged and cannot be read (%(why)s).")
            % {"why": str(error)[:100] or type(error).__name__}
        ) from error


def _sheet(book: Any, title: str) -> Any:
    named = [sheet for sheet in book.worksheets if sheet.title.strip().lower() == title]
    found = named or book.worksheets
    if len(found) != 1:
        raise RefusedFileError(
            _("The workbook has several sheets. Call the one to be read “%(title)s”.")
            % {"title": title}
        )
    return found[0]


def _lines(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW:
            raise RefusedFileError(_("The sheet has more rows than a spreadsheet can have."))
        if len(row) > WIDEST:
            raise RefusedFileError(_("Row %(row)s has more than 200 columns.") % {"row": number})
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if refusal := _refusal(cell, value):
        return Unreadable(refusal)
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else ESCAPED.sub(_unescaped, str(value))


def _refusal(cell: Any, value: Any) -> str:
    if cell.data_type == "f":
        return _("It holds a formula. Paste its value instead.")
    if cell.data_type == "e":
        return _("It holds an error of the spreadsheet: %(what)s.") % {"what": value}
    if isinstance(value, int | float) and abs(value) >= MOST_EXACT:
        return _("Numbers of more than 15 digits lose digits in a spreadsheet. Make it text.")
    return ""


class Unreadable(str):
    """Why the value of a cell is not read. Stands in the place of its text."""

    __slots__ = ()


def _unescaped(found: re.Match[str]) -> str:
    if "x005F_x" in found.group():
        return f"_x{found.group(1)}_"
    return chr(int(found.group(1), 16))


def _inspect(content: bytes) -> None:
    """Refuse what would unpack to too much or run something, before the library opens it."""
    if content.startswith(OLD_WORKBOOK):
        raise RefusedFileError(
            _("This is an old workbook (.xls) or one with a password. Save it as .xlsx without.")
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedFileError(_("This is not a workbook: no zip archive.")) from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RefusedFileError(_("Unpacked, the workbook is larger than 100 MB."))
    names = {part.filename for part in parts}
    if any(name.lower().endswith(("vbaproject.bin", "macrosheets")) for name in names):
        raise RefusedFileError(_("The workbook holds macros. Save it as .xlsx without them."))
    if CONTENT_TYPES not in names or not any(name.startswith("xl/") for name in names):
        raise RefusedFileError(_("This is an archive but not a workbook."))
    try:
        for part in parts:
            _inspect_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise RefusedFileError(_("The workbook is damaged: it cannot be unpacked.")) from error
    except RuntimeError as error:
        raise RefusedFileError(_("The workbook has a password. Save it without.")) from error


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack it once without keeping it: what the directory says of its size may be a lie."""
    is_large = LARGE_PARTS.fullmatch(part.filename) is not None
    if not is_large and part.file_size > MOST_OF_A_SMALL_PART:
        if part.filename.startswith(("xl/media/", "docProps/thumbnail")):
            return
        raise RefusedFileError(
            _("The workbook holds too much besides its cells (%(part)s). Save the cells alone.")
            % {"part": part.filename[:60]}
        )
    total = since_line = 0
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            total += len(chunk)
            seen = (tail + chunk).replace(b"\0", b"")
            tail = chunk[-32:]
            since_line = 0 if b"<row" in seen or b"<si" in seen else since_line + len(chunk)
            # In every part, for a workbook says itself what is read as what.
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or (total <= CHUNK and _is_odd(seen)):
                raise RefusedFileError(_("The workbook defines XML entities, which is refused."))
            if part.filename == CONTENT_TYPES and b"macroEnabled" in seen:
                raise RefusedFileError(_("The workbook may hold macros. Save it as .xlsx."))
            if total > MOST_UNPACKED or since_line > MOST_OF_A_LINE:
                raise RefusedFileError(_("One row of the workbook is larger than 8 MB."))


def _is_odd(beginning: bytes) -> bool:
    declared = DECLARED.search(beginning[:200]) if b"<?xml" in beginning[:200] else None
    return declared is not None and declared[1].lower() not in ENCODINGS


def write(lines: Iterable[Iterable[str]], title: str) -> bytes:
    """Every cell is text, so that no spreadsheet turns it into a date, a number or a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, line in enumerate(lines, start=1):
        texts = [CONTROL.sub(_escaped, _literal(guarded(text))) for text in line]
        if number == 1:
            for at in range(1, len(texts) + 1):
                sheet.column_dimensions[get_column_letter(at)].width = WIDTH
        sheet.append([_cell(sheet, text, is_header=number == 1) for text in texts])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _literal(text: str) -> str:
    """Text that looks like an escaped letter stays what it is."""
    return ESCAPED.sub(lambda found: f"_x005F_{found.group()[1:]}", text)


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found.group()):04X}_"


def _cell(sheet: Any, text: str, is_header: bool) -> Any:
    if not is_header and not text.startswith(("#", "=")):
        return text or None
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if is_header:
        cell.font = Font(bold=True)
    elif len(text) > WIDTH:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
