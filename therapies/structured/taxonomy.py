"""A therapy type as schema.org's MedicalTherapy."""

from typing import Any

from therapies.choices import Audience, Section
from therapies.models import TherapyType
from therapies.structured.nodes import Node, entity, first_text, other_names, references


def therapy_type(entry: TherapyType, context: dict[str, Any], root: str) -> Node:
    """What it may do harm: effects with a rate in drugs given alone, in no order of severity."""
    lines = context["ranges"].lines if context["ranges"] else []
    return entity(
        "MedicalTherapy",
        entry,
        root,
        alternateName=other_names(entry),
        description=first_text(context["sections"], Audience.EVERYONE, Section.WHAT_IT_IS),
        drug=references("Drug", context["drugs"], root),
        adverseOutcome=references(
            "MedicalSignOrSymptom", (line.range.side_effect for line in lines), root
        ),
    )
