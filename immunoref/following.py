"""Each server process knows the version of the content in force, whether it is asked or not."""

from editorial import databases
from editorial.edition import watch


def begin() -> None:
    """A file is asked in no time, by whoever needs it; a server is asked aside."""
    if databases.may_be_gone():
        databases.in_a_thread(watch.follow)
