"""Reads answers of HTTP/1.1 as they come in, in pieces of any size: counts the body, keeps none."""

from dataclasses import dataclass

LONGEST_HEAD = 65_536
WITHOUT_BODY = (204, 304)
LINE_END = b"\r\n"


class BrokenAnswerError(Exception):
    """What came is not an answer of HTTP/1.1."""


@dataclass(frozen=True)
class Answer:
    """`size` counts the body as it travelled, without the marks between chunks."""

    status: int
    size: int
    closes: bool


class Reader:
    """Fed with bytes until an answer is whole, which `take` hands over."""

    def __init__(self) -> None:
        self._begin(b"")

    def _begin(self, rest: bytes) -> None:
        self.buffer = bytearray(rest)
        self.status = 0
        self.size = 0
        self.closes = False
        self.is_chunked = False
        # Bytes of the body, or of the chunk, that are still to come; None: until the end.
        self.left: int | None = 0
        self.in_trailer = False
        self.is_complete = False

    def feed(self, data: bytes) -> bool:
        """Whether an answer is whole now."""
        self.buffer += data
        if not self.status and not self._read_head():
            return False
        if not self.is_complete:
            self.is_complete = self._read_chunks() if self.is_chunked else self._read_plain()
        return self.is_complete

    def take(self) -> Answer:
        answer = Answer(self.status, self.size, self.closes)
        self._begin(bytes(self.buffer))
        return answer

    def ends_with_connection(self) -> bool:
        """Whether an answer without a length has come, which the end of the connection ends."""
        return bool(self.status) and self.left is None

    def _read_head(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > LONGEST_HEAD:
                raise BrokenAnswerError("an endless head")
            return False
        head = bytes(self.buffer[:end])
        del self.buffer[: end + 4]
        first, _, rest = head.partition(b"\r\n")
        parts = first.split(b" ", 2)
        if not parts[0].startswith(b"HTTP/1.") or len(parts) < 2 or not parts[1].isdigit():  # noqa: PLR2004
            raise BrokenAnswerError("no status line")
        self.status = int(parts[1])
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in rest.split(b"\r\n"))
        }
        self.closes = headers.get(b"connection", b"").lower() == b"close"
        self.is_chunked = headers.get(b"transfer-encoding", b"").lower() == b"chunked"
        length = headers.get(b"content-length")
        if self.status in WITHOUT_BODY:
            self.is_chunked, self.left = False, 0
        elif self.is_chunked:
            self.left = 0
        elif length is None:
            self.left, self.closes = None, True
        elif length.isdigit():
            self.left = int(length)
        else:
            raise BrokenAnswerError("a length that is no number")
        return True

    def _read_plain(self) -> bool:
        taken = len(self.buffer) if self.left is None else min(self.left, len(self.buffer))
        del self.buffer[:taken]
        self.size += taken
        if self.left is not None:
            self.left -= taken
        return self.left == 0

    def _read_chunks(self) -> bool:
        """The line end after a chunk is read with it and not counted."""
        while not self.left or self._read_plain():
            line = self._line()
            if line is None:
                return False
            if self.in_trailer and not line:
                return True
            if not self.in_trailer:
                self._begin_chunk(line)
        return False

    def _begin_chunk(self, line: bytes) -> None:
        try:
            length = int(line.partition(b";")[0], 16)
        except ValueError as error:
            raise BrokenAnswerError("a chunk without a length") from error
        self.in_trailer = length == 0
        if length:
            self.left = length + len(LINE_END)
            self.size -= len(LINE_END)

    def _line(self) -> bytes | None:
        end = self.buffer.find(LINE_END)
        if end < 0:
            return None
        line = bytes(self.buffer[:end])
        del self.buffer[: end + len(LINE_END)]
        return line
