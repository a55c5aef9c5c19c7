"""A side effect as schema.org's MedicalSignOrSymptom.

Its rates stand in the raw data and the downloads alone: a rate means nothing without the people it
was counted in, and the vocabulary has no place for them.
"""

from typing import Any

from therapies.models import SideEffect
from therapies.structured.nodes import Node, entity, other_names


def side_effect(entry: SideEffect, context: dict[str, Any], root: str) -> Node:
    return entity(
        "MedicalSignOrSymptom",
        entry,
        root,
        alternateName=other_names(entry, entry.plain_name),
        description=entry.plain_description,
    )
