"""A drug as schema.org's Drug.

Rates of side effects are left out: the vocabulary has no place for a rate with its population.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from therapies.choices import ApprovalStatus, Audience, Modality, NameKind, Section
from therapies.models import Drug, Regulator, Warning
from therapies.structured.nodes import (
    LONGEST_TEXT,
    MOST,
    Node,
    entity,
    first_text,
    node,
    other_names,
    references,
)

BRANDS = (NameKind.BRAND, NameKind.BIOSIMILAR_BRAND)
ALIASES = (NameKind.INN, NameKind.ABBREVIATION, NameKind.CODE, NameKind.SYNONYM)
# Of these the name of the entry is the name of one substance.
SUBSTANCES = (
    Modality.SMALL_MOLECULE,
    Modality.MONOCLONAL_ANTIBODY,
    Modality.BISPECIFIC_ANTIBODY,
    Modality.ANTIBODY_DRUG_CONJUGATE,
    Modality.FUSION_PROTEIN,
    Modality.CYTOKINE,
)
UNION = "EU"


def drug(entry: Drug, context: dict[str, Any], root: str) -> Node:
    names = list(entry.names.all())
    approvals = [cell for row in context["approvals"] for cell in row["cells"] if cell]
    inns = list(dict.fromkeys(each.text for each in names if each.kind == NameKind.INN))
    is_substance = bool(inns) or entry.modality in SUBSTANCES
    treated = references(
        "MedicalCondition",
        (
            each.indication.condition
            for each in approvals
            if each.status != ApprovalStatus.WITHDRAWN
        ),
        root,
    )
    found = entity(
        "Drug",
        entry,
        root,
        alternateName=other_names(entry, *(each.text for each in names if each.kind in ALIASES)),
        nonProprietaryName=inns or [entry.name],
        proprietaryName=list(dict.fromkeys(each.text for each in names if each.kind in BRANDS))[
            :MOST
        ],
        activeIngredient=(inns or [entry.name]) if is_substance else [],
        description=first_text(
            context["sections"], Audience.EVERYONE, Section.WHAT_IT_IS, Section.HOW_IT_WORKS
        ),
        mechanismOfAction=first_text(
            context["sections"], Audience.PROFESSIONALS, Section.HOW_IT_WORKS
        )
        or first_text(context["sections"], Audience.EVERYONE, Section.HOW_IT_WORKS),
        administrationRoute=[route.name for route in entry.routes.all()],
        drugClass=references("DrugClass", entry.therapy_types.all(), root),
        code=[node("MedicalCode", codeValue=code, codingSystem="ATC") for code in entry.atc_codes],
        legalStatus=legal_status(approvals),
        warning=[warning_text(each) for each in [*context["boxed"], *context["warnings"]][:MOST]],
        study=references("MedicalTrial", context["trials"], root),
    )
    return found | ({"@reverse": {"drug": treated}} if treated else {})


def legal_status(approvals: Iterable[Any]) -> list[Node]:
    """One for each regulator that decided, with the statuses of its decisions."""
    statuses: dict[Regulator, set[str]] = defaultdict(set)
    for each in approvals:
        statuses[each.regulator].add(each.status)
    return [
        node(
            "DrugLegalStatus",
            name=f"{regulator.name}: " + ", ".join(_words(statuses[regulator])),
            applicableLocation=_place(regulator.jurisdiction),
            recognizingAuthority=node(
                "Organization",
                name=regulator.full_name,
                alternateName=regulator.name if regulator.name != regulator.full_name else "",
                url=regulator.url,
            ),
        )
        for regulator in sorted(statuses, key=str)
    ][:MOST]


def _words(statuses: set[str]) -> list[str]:
    """In the order of the vocabulary."""
    words = {
        ApprovalStatus.FULL: _("approved"),
        ApprovalStatus.CONDITIONAL: _("approved, conditional or accelerated"),
        ApprovalStatus.EMERGENCY: _("authorised for an emergency"),
        ApprovalStatus.WITHDRAWN: _("approval withdrawn"),
    }
    told = [word for status, word in words.items() if status in statuses]
    if len(told) > 1:
        told = [_("%(status)s for some uses") % {"status": word} for word in told]
    return told


def _place(code: str) -> Node | None:
    if not code:
        return None
    if code == UNION:
        return node("AdministrativeArea", name=_("European Union"))
    return node("Country", name=code)


def warning_text(warning: Warning) -> str:
    """Whole, or its title alone: half a warning may say the opposite."""
    title = f"{capfirst(warning.get_kind_display())} ({warning.regulator}): {warning.title}"
    text = f"{title}. {warning.text}"
    return text if len(text) <= LONGEST_TEXT else title
