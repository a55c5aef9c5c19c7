"""How nearly two folded names are spelt alike."""

from collections.abc import Iterator

LONGEST_GRAM = 3
SHORTEST_WITH_NEIGHBOURS = 4
SHORTEST_ALIKE = 5
ALIKE_SHARE = 0.3


def errors_forgiven(length: int) -> int:
    """Typing errors that a name of that many letters may hold and still be meant."""
    if length < SHORTEST_WITH_NEIGHBOURS:
        return 0
    return 1 if length < 6 else 2 if length < 9 else 3  # noqa: PLR2004


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, insert, drop or swap with the next; more than `most` is `most` + 1."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most or _letters_apart(one, other) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, another in enumerate(other, start=1):
            cost = last[column - 1] + (letter != another)
            cost = min(cost, last[column] + 1, line[column - 1] + 1)
            is_swap = row > 1 and column > 1 and letter == other[column - 2]
            if is_swap and one[row - 2] == another:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most and min(last) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def _letters_apart(one: str, other: str) -> int:
    """At most the distance, and quickly told: letters that one has and the other lacks."""
    lacking = other
    for letter in one:
        lacking = lacking.replace(letter, "", 1)
    return len(lacking) + max(len(one) - len(other), 0)


def nearest(asked: str, name: str) -> int | None:
    """Errors between what was asked and the name or some of its words; None if too many."""
    most = errors_forgiven(len(asked))
    found = min((distance(asked, part, most) for part in _parts(asked, name)), default=most + 1)
    return found if 0 < most >= found else None


def _parts(asked: str, name: str) -> Iterator[str]:
    yield name
    size, words = asked.count(" ") + 1, name.split(" ")
    if len(words) > size:
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def is_alike(one: str, other: str) -> bool:
    """Whether two whole names may be mistaken for each other: three letters in ten differ.

    Names of several words are compared word by word: what vaccines have in common is no likeness.
    """
    if min(len(one), len(other)) < SHORTEST_ALIKE or not _differ_little(one, other):
        return False
    here, there = one.split(" "), other.split(" ")
    return len(here) == len(there) and all(map(_may_be_misread, here, there))


def _may_be_misread(word: str, other: str) -> bool:
    is_number = max(len(word), len(other)) < SHORTEST_WITH_NEIGHBOURS
    return is_number or _differ_little(word, other)


def _differ_little(one: str, other: str) -> bool:
    most = int(max(len(one), len(other)) * ALIKE_SHARE)
    return distance(one, other, most) <= most


def grams(text: str) -> list[str]:
    """Each run of three characters once, the space before and after the text among them."""
    padded = f" {text} "
    return list(
        dict.fromkeys(
            padded[at : at + LONGEST_GRAM] for at in range(len(padded) - LONGEST_GRAM + 1)
        )
    )
