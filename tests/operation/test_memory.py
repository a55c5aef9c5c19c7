"""A server process gives back the memory that it does not use."""

import ctypes
import subprocess
import sys
import threading
from secrets import token_urlsafe

import pytest

from immunoref.operation import memory

pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="this C library says nothing of its memory"
)
SETTINGS = {"SECRET_KEY": token_urlsafe(50), "DATABASE_URL": "sqlite:///:memory:", "DEBUG": "false"}
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
    is_apart, heaps = said("import immunoref.wsgi", **SETTINGS)
    assert is_apart
    assert heaps <= memory.OPTIONS[memory.ARENA_MAX]


def test_by_itself_the_library_does_otherwise():
    is_apart, heaps = said("")
    assert not is_apart
    assert heaps > memory.OPTIONS[memory.ARENA_MAX]


# How much smaller it is some time after all but each thousandth of small pieces were given back.
SCATTER = """
import ctypes, os, time
from pathlib import Path
{first}
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
library.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
pieces = [library.malloc(5000) for _ in range(10_000)]
for piece in pieces: library.memset(piece, 1, 5000)
full = resident()
for number, piece in enumerate(pieces):
    if number % 1000: library.free(piece)
given_up = time.monotonic() + {patience}
while full - resident() < 40_000_000 and time.monotonic() < given_up: time.sleep(0.05)
print(full - resident())
"""


def given_back(first: str, patience: float) -> int:
    code = SCATTER.format(first=first, patience=patience)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_what_lies_free_between_other_pieces_goes_back_again_and_again():
    often = "from immunoref.operation import memory; memory.EVERY_S = 0.1; memory.give_back_often()"
    assert given_back(often, 30) >= 40_000_000


def test_by_itself_the_library_keeps_that():
    assert given_back("", 1) < 10_000_000


def test_a_server_does_so():
    code = "import threading, immunoref.wsgi; print([each.name for each in threading.enumerate()])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=SETTINGS, capture_output=True, text=True, check=True
    )
    assert "'memory'" in done.stdout


def test_a_library_that_does_not_know_it_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    threads = threading.active_count()
    memory.keep_little()
    memory.give_back_often()
    assert threading.active_count() == threads
