"""A limit to guessing passwords and codes.

Counted are attempts, before they are looked at, so that many at once count as many; a successful
one is taken back. Counts live in the cache (with several processes: Redis) and end with their
window, whatever comes meanwhile, so that nobody is shut out for longer by somebody else's trying.
"""

import hashlib
import unicodedata

from django.core.cache import cache

from editorial import addresses

WINDOW_MINUTES = 15
WINDOW = WINDOW_MINUTES * 60
# An office shares an address, so more may come from it than one account may miss.
MOST_OF_ACCOUNT = 10
MOST_FROM_ADDRESS = 30


class TooManyError(Exception):
    """`is_first` once in a window: then it is worth a line in the audit log."""

    def __init__(self, is_first: bool) -> None:
        super().__init__("Too many attempts failed.")
        self.is_first = is_first


def attempt(account: str, address: str) -> None:
    """Count an attempt; refuse it when too many failed. A refused one counts for nothing else."""
    counted: list[str] = []
    for key, most in _limits(account, address):
        count = _counted(key)
        if count > most:
            _take_back(counted)
            raise TooManyError(is_first=count == most + 1)
        counted.append(key)


def succeeded(account: str, address: str) -> None:
    """The attempt was right: it does not count."""
    _take_back([key for key, _ in _limits(account, address)])


def clear(account: str) -> None:
    """Somebody who may forgives what was typed wrong before."""
    cache.delete(_account_key(account))


def _take_back(keys: list[str]) -> None:
    for key in keys:
        try:
            cache.decr(key)
        except ValueError:  # Its window ended.
            continue


def _counted(key: str) -> int:
    while True:
        cache.add(key, 0, WINDOW)
        try:
            return int(cache.incr(key))
        except ValueError:  # Its window ended between the two lines.
            continue


def _limits(account: str, address: str) -> list[tuple[str, int]]:
    return [
        (f"sign-in:address:{addresses.place(address)}", MOST_FROM_ADDRESS),
        (_account_key(account), MOST_OF_ACCOUNT),
    ]


def _account_key(account: str) -> str:
    """The same for every way to write a name; keys of a cache may not hold everything typed."""
    name = unicodedata.normalize("NFKC", account).strip().casefold()
    return f"sign-in:account:{hashlib.sha256(name.encode(errors='replace')).hexdigest()}"
