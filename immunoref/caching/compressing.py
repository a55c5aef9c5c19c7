"""Bytes compressed always to the same bytes, as a strong tag promises."""

import zlib

GZIP = "gzip"
SMALLEST = 200
# What is made anew for each request is compressed quickly, what is kept well.
QUICK, WELL = 1, 6
AS_GZIP = 16 + zlib.MAX_WBITS
CODING = (("Content-Encoding", GZIP),)


def compressed(body: bytes, *, is_quick: bool = False) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """The body, and the header that says how it is compressed, if that makes it shorter."""
    if len(body) >= SMALLEST:
        shorter = zlib.compress(body, QUICK if is_quick else WELL, AS_GZIP)
        if len(shorter) < len(body):
            return shorter, CODING
    return body, ()
