"""Where published names are looked up: in the database, or in what was made of it beforehand."""

from collections.abc import Collection
from typing import Protocol

from therapies.models import Entry
from therapies.search.backends import NameRow, backend
from therapies.search.question import Question
from therapies.search.targets import TargetHit, bound_targets, find_targets


class Lookup(Protocol):
    """Whatever it answers from, the answers are the same."""

    def names(self, question: Question, most: int) -> list[NameRow]:
        """The best name of each entry of which a name matches; at most so many of each kind."""

    def targets(self, question: Question) -> list[TargetHit]: ...

    def entries(self, pks: Collection[int]) -> dict[int, Entry]:
        """Those of them that are published, for showing by name and leading to their page."""


class InDatabase:
    def names(self, question: Question, most: int) -> list[NameRow]:
        return backend().names(question, most)

    def targets(self, question: Question) -> list[TargetHit]:
        return find_targets(question, bound_targets())

    def entries(self, pks: Collection[int]) -> dict[int, Entry]:
        return Entry.objects.published().in_bulk(pks)


IN_DATABASE = InDatabase()
