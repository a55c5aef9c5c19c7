"""What a reader asked, as both databases are asked it."""

from dataclasses import dataclass
from functools import cached_property

from therapies.search import folding

LONGEST_TEXT = 100
MOST_CHUNKS = 12

Alternatives = list[list[str]]


@dataclass(frozen=True)
class Question:
    text: str

    @cached_property
    def folded(self) -> str:
        return " ".join(word for chunk in self.chunks for word in chunk)

    @cached_property
    def respelt(self) -> str:
        return folding.respell(self.folded)

    @cached_property
    def chunks(self) -> list[list[str]]:
        return folding.chunks(self.text[:LONGEST_TEXT])[:MOST_CHUNKS]

    @cached_property
    def groups(self) -> list[Alternatives]:
        """Of each group one alternative must match, of an alternative each word's beginning."""
        return [_alternatives(chunk) for chunk in self.chunks]


def _alternatives(chunk: list[str]) -> Alternatives:
    found = [chunk]
    respelt = [folding.american(word) for word in chunk]
    if respelt != chunk:
        found.append(respelt)
    for beginning in folding.american_beginnings(chunk[-1]):
        if [*respelt[:-1], beginning] not in found:
            found.append([*respelt[:-1], beginning])
    joined = "".join(chunk)
    if len(chunk) > 1 and any(character.isdigit() for character in joined):
        found.append([joined])
    return found
