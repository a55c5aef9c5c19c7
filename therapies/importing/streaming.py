"""Reads the items of a long JSON file one after the other, however long the file is."""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

from therapies.importing.refusals import UnusableError

PIECE = 256 * 1024
LONGEST_VALUE = 40 * 1024 * 1024
SPACE = " \t\r\n"
ENDS = f"{SPACE},]}}"


def items(path: Path, key: str) -> Iterator[tuple[Any, int]]:
    """The items of a list, or of the list at `key` of an object, each with the bytes read so far.

    An object without that key is an item itself. Raises UnusableError where the file breaks off.
    """
    try:
        with path.open("rb") as file:
            yield from _Reader(file, path).items(key)
    except OSError as error:
        raise UnusableError(f"{path}: {error.strerror or error}") from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


class _Reader:
    def __init__(self, file: IO[bytes], path: Path) -> None:
        self.file = file
        self.path = path
        self.decoder = json.JSONDecoder(parse_constant=_no_number)
        self.letters = codecs.getincrementaldecoder("utf-8-sig")()
        self.buffer = ""
        self.at = 0
        self.is_over = False

    def items(self, key: str) -> Iterator[tuple[Any, int]]:
        opening = self._next()
        if opening == "[":
            yield from self._list()
        elif opening == "{":
            yield from self._object(key)
        else:
            raise self._broken("neither a list nor an object of JSON")
        if self._next():
            raise self._broken("there is more after its end")

    def _list(self) -> Iterator[tuple[Any, int]]:
        self.at += 1
        if self._next() == "]":
            self.at += 1
            return
        while True:
            yield self._value(), self.file.tell()
            if self._take(",]") == "]":
                return

    def _object(self, key: str) -> Iterator[tuple[Any, int]]:
        self.at += 1
        found: dict[str, Any] = {}
        has_list = False
        while self._next() != "}" or found or has_list:
            name = self._value()
            if not isinstance(name, str):
                raise self._broken("a key is a text")
            self._take(":")
            if name == key and self._next() == "[":
                has_list = True
                yield from self._list()
            else:
                found[name] = self._value()
            if self._take(",}") == "}":
                break
        else:
            self.at += 1
        if not has_list:
            yield found, self.file.tell()

    def _value(self) -> Any:
        """A number may go on where the buffer ends; everything else says where it ends."""
        self._next()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except RecursionError as error:
                raise self._broken("nested too deeply") from error
            except ValueError as error:
                if self.is_over or not str(error).startswith(("Expecting", "Unterminated", "Inv")):
                    raise self._broken(f"not JSON, or it breaks off: {error}") from error
            else:
                following = self.buffer[end : end + 1]
                is_cut = isinstance(value, int | float) and following not in ENDS
                if self.is_over or (following and not is_cut):
                    self.at = end
                    return value
            self._more()

    def _take(self, allowed: str) -> str:
        letter = self._next()
        if not letter or letter not in allowed:
            raise self._broken(f"it breaks off, or {allowed[-1]!r} is missing")
        self.at += 1
        return letter

    def _next(self) -> str:
        """The next letter that is no space, none at the end."""
        while True:
            while self.at < len(self.buffer) and self.buffer[self.at] in SPACE:
                self.at += 1
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if self.is_over:
                return ""
            self._more()

    def _more(self) -> None:
        """Twice as much each time, so that a long value is not tried too often."""
        self.buffer = self.buffer[self.at :]
        self.at = 0
        if len(self.buffer) > LONGEST_VALUE:
            raise self._broken("a value is longer than 40 MB, or not JSON")
        piece = self.file.read(max(PIECE, len(self.buffer)))
        self.is_over = not piece
        try:
            self.buffer += self.letters.decode(piece, final=self.is_over)
        except UnicodeDecodeError as error:
            raise self._broken(f"not UTF-8: {error.reason}") from error

    def _broken(self, why: str) -> UnusableError:
        return UnusableError(f"{self.path}: {why}")
