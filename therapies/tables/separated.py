"""Text with separated values, as any spreadsheet saves it."""

import codecs
import csv
import io
from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from therapies.tables.cells import guarded
from therapies.tables.refusals import RefusedFileError

SEPARATORS = (",", ";", "\t")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# As of the csv module, whose own limit any package may lift for the whole process.
LONGEST_CELL = 131_072


def text_of(content: bytes) -> str:
    """UTF-8, or UTF-16 that says so by its mark; nothing is guessed."""
    body, encoding = content, "utf-8"
    for mark, name in MARKS:
        if content.startswith(mark):
            body, encoding = content[len(mark) :], name
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].decode(encoding, "replace").count("\n") + 1
        raise RefusedFileError(
            _(
                "The text is not UTF-8: the first wrong letter is in line %(line)s. Save the "
                "file as “CSV UTF-8”."
            )
            % {"line": line}
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise RefusedFileError(
            _(
                "The text is not UTF-8: line %(line)s holds a zero byte. Save the file as "
                "“CSV UTF-8”."
            )
            % {"line": line}
        )
    return text


def rows(content: bytes, headers: Collection[str]) -> Iterator[tuple[int, list[Any]]]:
    text = text_of(content)
    first = next((line for line in text.splitlines() if line.strip(' ",;\t')), "")
    separator = max(SEPARATORS, key=lambda each: _known(first, each, headers))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    numbers = count(1)
    number = next(numbers)
    try:
        for row in reader:
            yield number, [_bounded(cell) for cell in row]
            number = next(numbers)
    except csv.Error as error:
        raise RefusedFileError(
            _(
                "Row %(row)s cannot be read. Is a quotation mark missing, or a cell longer than "
                "131,000 letters? (%(why)s)"
            )
            % {"row": number, "why": error}
        ) from error


def _bounded(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise csv.Error("field larger than field limit")
    return cell


def _known(line: str, separator: str, headers: Collection[str]) -> int:
    return sum(name.strip(' "').lower() in headers for name in line.split(separator))


def write(lines: Iterable[Iterable[str]]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([guarded(text) for text in line] for line in lines)
    return codecs.BOM_UTF8 + file.getvalue().encode()
