"""A tree of choices in memory."""

from collections import defaultdict
from collections.abc import Iterable


class Tree:
    """Nodes of one tree in memory: (id, parent's id, slug, name)."""

    def __init__(self, nodes: Iterable[tuple[int, int | None, str, str]]) -> None:
        self.names: dict[str, str] = {}
        self.slugs: dict[int, str] = {}
        self.parents: dict[int, int | None] = {}
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent, slug, name in nodes:
            self.names[slug] = name
            self.slugs[pk] = slug
            self.parents[pk] = parent
        for pk, parent in self.parents.items():
            self.children[parent if parent in self.parents else None].append(pk)

    def below(self, slugs: Iterable[str]) -> set[int]:
        wanted = set(slugs)
        waiting = [pk for pk, slug in self.slugs.items() if slug in wanted]
        found: set[int] = set()
        while waiting:
            node = waiting.pop()
            found.add(node)
            waiting += self.children[node]
        return found

    def results(self, pairs: Iterable[tuple[int, int | None]]) -> dict[str, int]:
        """How many distinct rows stand at each node or below it."""
        rows: dict[int, set[int]] = defaultdict(set)
        for row, node in pairs:
            at = node
            while at is not None and at in self.slugs and row not in rows[at]:
                rows[at].add(row)
                at = self.parents[at]
        return {slug: len(rows[pk]) for pk, slug in self.slugs.items()}

    def above(self, node: int | None) -> Iterable[str]:
        """The node and what stands above it, as far as it is known."""
        while node is not None and node in self.slugs:
            yield self.slugs[node]
            node = self.parents[node]

    def walk(self) -> Iterable[tuple[str, int]]:
        """Slugs with their depth, parents before children."""
        waiting = [(pk, 0) for pk in reversed(self.children[None])]
        while waiting:
            node, depth = waiting.pop()
            yield self.slugs[node], depth
            waiting += [(child, depth + 1) for child in reversed(self.children[node])]
