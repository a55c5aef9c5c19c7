"""A server process gives back the memory that it does not use."""

import ctypes
import subprocess
import sys
from secrets import token_urlsafe

import pytest

from immunoref.operation import memory

pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="this C library says nothing of its memory"
)
# The bytes that were asked of the system for one piece each, and the number of heaps.
SAY = """
import ctypes, threading
from immunoref.operation import memory
{first}
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
        "fordblks", "keepcost")]
library = ctypes.CDLL(None)
library.mallinfo2.restype = Info
library.malloc.restype = library.fopen.restype = ctypes.c_void_p
library.free.argtypes = library.fclose.argtypes = [ctypes.c_void_p]
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
SIZE = 8 * 1024 * 1024
library.free(library.malloc(SIZE))
before = library.mallinfo2().hblkhd
piece = library.malloc(SIZE)
print(library.mallinfo2().hblkhd - before >= SIZE, flush=True)
all_there = threading.Barrier(8)
def work():
    library.malloc(5000)
    all_there.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
out = library.fopen(b"/dev/stdout", b"w")
library.malloc_info(0, out)
library.fclose(out)
"""


def said(first: str, **environment: str) -> tuple[bool, int]:
    """Whether a large piece comes from the system after one was given back, and how many heaps
    eight threads have."""
    code = SAY.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.startswith("True"), done.stdout.count("<heap nr=")


def test_large_pieces_go_back_to_the_system_and_threads_share_heaps():
    settings = {"SECRET_KEY": token_urlsafe(50), "DATABASE_URL": "sqlite:///:memory:"}
    is_apart, heaps = said("import immunoref.wsgi", **settings)
    assert is_apart
    assert heaps <= memory.OPTIONS[memory.ARENA_MAX]


def test_by_itself_the_library_does_otherwise():
    is_apart, heaps = said("")
    assert not is_apart
    assert heaps > memory.OPTIONS[memory.ARENA_MAX]


def test_a_library_that_does_not_know_it_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    memory.keep_little()
