"""How many rows stand behind each of many choices."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Tally:
    """Numbers by choice, of which those that are not 0 count as results."""

    def __init__(self, numbers: Sequence[int] | NDArray[Any]) -> None:
        self._numbers = np.asarray(numbers)

    def __getitem__(self, choice: int) -> int:
        return int(self._numbers[choice])

    def __len__(self) -> int:
        """Of choices with results."""
        return len(self._choices)

    @cached_property
    def _choices(self) -> NDArray[Any]:
        return self._numbers.nonzero()[0]

    def listed(self) -> dict[int, int]:
        """Choices with results in their order, and how many."""
        return self._results(self._choices)

    def best(self, most: int) -> dict[int, int]:
        """The same of those with most results, of equals the first."""
        choices = self._choices
        if len(choices) <= most:
            return self.listed()
        numbers = self._numbers.take(choices)
        last = np.partition(numbers, -most)[-most]
        certain, equal = choices.compress(numbers > last), choices.compress(numbers == last)
        return self._results(np.concatenate((certain, equal[: most - len(certain)])))

    def of(self, choices: Collection[int]) -> dict[int, int]:
        """Of each of them."""
        return self._results(np.fromiter(choices, np.int64, len(choices)))

    def _results(self, choices: NDArray[Any]) -> dict[int, int]:
        return dict(zip(choices.tolist(), self._numbers.take(choices).tolist(), strict=True))
