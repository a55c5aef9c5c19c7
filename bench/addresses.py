"""What is asked for: the same questions as addresses of the site and of Datasette.

Every address of a kind is different, so that neither server answers from a cache.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from urllib.parse import urlencode

from bench.search import misspelt

PAGE = 25
FACETS = ("modality", "route", "status")
# Of which a drug may have several.
FACETS_OF_MANY = (
    *("kind", "therapy_type", "condition", "target", "direction", "side_effect", "regulator"),
)
MOST_ROWS_OF_JSON = 100
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Question:
    """Which drugs have one of the values in each of the three facets. `rows` answer it."""

    choices: tuple[tuple[str, ...], ...]
    is_descending: bool
    rows: int

    def site(self) -> str:
        return f"/drugs/?{self._site_query()}"

    def site_json(self) -> str:
        return f"/drugs/?{self._site_query()}&format=json"

    def datasette(self) -> str:
        facets = [("_facet", name) for name in FACETS]
        return f"/flat/drugs?{self._datasette_query([('_size', str(PAGE)), *facets])}"

    def datasette_faceted(self) -> str:
        """With all the facets of the site."""
        return f"/faceted/drugs?{self._datasette_query(self._all_facets())}"

    def datasette_counts(self) -> str:
        return f"/faceted/drugs.json?{self._datasette_query(self._all_facets())}"

    def _all_facets(self) -> list[tuple[str, str]]:
        """What is counted of a list is not shown in the table: it would be much of the page."""
        return [
            ("_size", str(PAGE)),
            *(("_facet", name) for name in FACETS),
            *(("_facet_array", name) for name in FACETS_OF_MANY),
            *(("_nocol", name) for name in FACETS_OF_MANY),
        ]

    def datasette_json(self) -> str:
        parameters = [("_size", "max"), ("_shape", "objects"), ("_nocount", "1")]
        return f"/flat/drugs.json?{self._datasette_query(parameters)}"

    def _site_query(self) -> str:
        pairs = [
            (name, value)
            for name, values in zip(FACETS, self.choices, strict=True)
            for value in values
        ]
        return urlencode([*pairs, ("sort", "-name")] if self.is_descending else pairs)

    def _datasette_query(self, more: list[tuple[str, str]]) -> str:
        pairs = [
            (f"{name}__exact" if len(values) == 1 else f"{name}__in", ",".join(values))
            for name, values in zip(FACETS, self.choices, strict=True)
        ]
        sort = "_sort_desc" if self.is_descending else "_sort"
        return urlencode([*pairs, (sort, "name"), *more], safe=",")


def questions(rows: Iterable[Row], seed: int = 1) -> list[Question]:
    """All combinations of one or two values in each facet that some drug answers, mixed."""
    counted = Counter(rows)
    values = [sorted({row[place] for row in counted}) for place in range(len(FACETS))]
    chosen = [[*combinations(each, 1), *combinations(each, 2)] for each in values]
    found = []
    for choices in product(*chosen):
        number = sum(counted[row] for row in product(*choices))
        if number:
            found += [Question(choices, descending, number) for descending in (False, True)]
    random.Random(seed).shuffle(found)  # noqa: S311
    return found


def short(asked: Iterable[Question]) -> list[Question]:
    return [each for each in asked if each.rows <= MOST_ROWS_OF_JSON]


def comparisons(slugs: Sequence[str], number: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)  # noqa: S311
    return [
        "/compare/?" + urlencode([("drug", slug) for slug in chance.sample(slugs, 4)])
        for _ in range(number)
    ]


def matrices(classes: Sequence[str], number: int, seed: int = 1) -> list[str]:
    """Side effects of half the organ classes each, which are more than its eighty columns."""
    chance = random.Random(seed)  # noqa: S311
    return [
        "/side-effects/matrix/?"
        + urlencode([("organ_class", each) for each in chance.sample(classes, len(classes) // 2)])
        for _ in range(number)
    ]


def suggestions(names: Sequence[str], number: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """For beginnings of two to eight letters, and for whole names with a typing error."""
    chance = random.Random(seed)  # noqa: S311
    chosen = chance.sample(names, min(number, len(names)))
    asked = [name[: chance.randint(2, 8)] for name in chosen]
    wrong = [misspelt(chance, name) for name in chosen]
    return (
        [f"/search/suggest/?{urlencode({'q': text})}" for text in asked],
        [f"/search/suggest/?{urlencode({'q': text})}" for text in wrong],
    )
