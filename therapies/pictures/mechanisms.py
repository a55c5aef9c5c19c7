"""Which drawing explains a therapy type."""

from collections.abc import Iterable

from therapies.choices import Mechanism
from therapies.models import TherapyType


def of_path(types: Iterable[TherapyType]) -> Mechanism | None:
    """The mechanism named by the last of the types that names one, read from the root down."""
    named = [each.mechanism for each in types if each.mechanism]
    if not named or named[-1] == Mechanism.NOT_DRAWN:
        return None
    return Mechanism(named[-1])
