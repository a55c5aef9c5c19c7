"""A condition as schema.org's MedicalCondition, an infection as its InfectiousDisease."""

from typing import Any

from therapies.choices import ApprovalStatus, Area, Audience, Section
from therapies.models import Condition
from therapies.structured.nodes import Node, entity, first_text, node, other_names, references

ONTOLOGY = "http://purl.obolibrary.org/obo/"


def condition(entry: Condition, context: dict[str, Any], root: str) -> Node:
    codes = [
        *([("Disease Ontology", entry.doid)] if entry.doid else []),
        *(("ICD-10", code) for code in entry.icd10_codes),
    ]
    approved = (
        cell.indication.drug
        for row in context["approvals"]
        for cell in row["cells"]
        if cell and cell.status != ApprovalStatus.WITHDRAWN
    )
    return entity(
        "InfectiousDisease" if entry.area == Area.INFECTION else "MedicalCondition",
        entry,
        root,
        alternateName=other_names(entry, entry.plain_name),
        description=first_text(context["sections"], Audience.EVERYONE, Section.WHAT_IT_IS),
        code=[node("MedicalCode", codingSystem=system, codeValue=code) for system, code in codes],
        sameAs=f"{ONTOLOGY}{entry.doid.replace(':', '_')}" if entry.doid else "",
        possibleTreatment=references("Drug", approved, root),
        study=references("MedicalTrial", context["trials"], root),
    )
