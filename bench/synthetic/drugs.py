"""Drugs with their names, uses, approvals, warnings and statements."""

from datetime import date, timedelta
from typing import Any

from bench.synthetic.frame import DAY, KINDS, SECTIONS, Frame
from bench.synthetic.words import weighted
from therapies.models import (
    Approval,
    Drug,
    Indication,
    LabelCount,
    Name,
    NotFound,
    Warning,
)

MODALITIES = {
    "cancer": {
        "monoclonal_antibody": 34, "antibody_drug_conjugate": 16, "cell_therapy": 14,
        "bispecific_antibody": 12, "small_molecule": 9, "cytokine": 7, "oncolytic_virus": 3,
        "antibody_combination": 2, "other": 3,
    },
    "autoimmune": {
        "monoclonal_antibody": 48, "small_molecule": 35, "fusion_protein": 9, "cytokine": 6,
        "immunoglobulin": 2,
    },
    "vaccine": {"vaccine": 94, "monoclonal_antibody": 6},
    "allergy": {"allergen_extract": 70, "monoclonal_antibody": 25, "small_molecule": 5},
    "gene": {"gene_therapy": 80, "cell_therapy": 20},
}  # fmt: skip
# One route for each drug, as five of six real ones have.
ROUTES = {
    "small_molecule": {"oral": 85, "topical": 10, "intravenous": 5},
    "vaccine": {
        "intramuscular": 80, "subcutaneous": 9, "intradermal": 5, "oral": 4, "intranasal": 2,
    },
    "allergen_extract": {"subcutaneous": 55, "sublingual": 25, "intradermal": 20},
    "cytokine": {"subcutaneous": 70, "intravenous": 20, "intravesical": 10},
    "oncolytic_virus": {"intralesional": 90, "intravesical": 10},
    "gene_therapy": {"intravenous": 70, "other": 20, "intrathecal": 10},
}  # fmt: skip
INJECTED = {"intravenous": 60, "subcutaneous": 38, "intramuscular": 2}
MARKET = {"approved": 90, "withdrawn": 6, "investigational": 4}
NAME_KINDS = {"brand": 78, "biosimilar_brand": 9, "code": 8, "abbreviation": 5}
SETTINGS = (
    "first line", "after other treatment", "adjuvant", "maintenance", "prevention", "relapsed",
    "advanced", "",
)  # fmt: skip
POPULATIONS = ("adults", "adults and children from 12 years", "children", "adults from 50 years")
CELL_THERAPY_IS_GENE_THERAPY = 0.6


def write(frame: Frame) -> tuple[int, str]:
    """One drug; returns its id and its slug."""
    chance, writer = frame.chance, frame.writer
    kind = weighted(chance, {kind: share for kind, (_direction, share) in KINDS.items()})
    modality = weighted(chance, MODALITIES[kind])
    label = frame.source()
    shared = frame.entry(frame.words.drug(modality))
    types = [_type(frame, kind)]
    drug = writer.entry(
        Drug,
        shared,
        modality=modality,
        market_status=weighted(chance, MARKET),
        primary_type_id=types[0],
        atc_codes=[f"L0{chance.randint(1, 4)}A{chance.choice('ABCFGX')}{chance.randint(1, 60):02}"],
        why_included=frame.words.sentence(12, 24),
        **frame.sourced(label),
    )
    if modality == "cell_therapy" and chance.random() < CELL_THERAPY_IS_GENE_THERAPY:
        types.append(_type(frame, "gene" if kind == "cancer" else "cancer"))
    elif chance.random() < 0.06:  # noqa: PLR2004
        types.append(_type(frame, kind))
    _link(frame, drug, types, weighted(chance, ROUTES.get(modality, INJECTED)))
    _write_names(frame, drug, shared["name"], label)
    _write_uses(frame, drug, label)
    _write_warnings(frame, drug, label)
    frame.statements(drug, SECTIONS, label)
    for topic in chance.sample(("atc_code", "boxed_warning", "approval_date"), 2):
        writer.add(
            NotFound, entry_id=drug, topic=topic, place=frame.words.sentence(4, 8), looked_on=DAY
        )
    return drug, shared["slug"]


def _type(frame: Frame, kind: str) -> int:
    """Types written early stand high in the tree and have most drugs, as real ones do."""
    rows = frame.types[kind]
    return rows[min(int(frame.chance.expovariate(3 / len(rows))), len(rows) - 1)]


def _link(frame: Frame, drug: int, types: list[int], route: str) -> None:
    number = weighted(frame.chance, {"0": 9, "1": 76, "2": 10, "3": 3, "4": 2})
    links: tuple[tuple[Any, str, list[int]], ...] = (
        (Drug.therapy_types.through, "therapytype_id", list(dict.fromkeys(types))),
        (Drug.routes.through, "route_id", [frame.routes[route]]),
        (Drug.targets.through, "target_id", frame.targets.several(int(number))),
    )
    for through, column, rows in links:
        for row in rows:
            frame.writer.link(through, ("drug_id", drug), (column, row))


def _write_names(frame: Frame, drug: int, inn: str, label: int) -> None:
    chance = frame.chance
    number = min(1 + int(chance.expovariate(0.45)), 25)
    written = {(inn.lower(), "inn", "")}
    for _ in range(number):
        kind = weighted(chance, NAME_KINDS)
        code = f"{chance.choice(('AB', 'BMS', 'MK', 'XY'))}-{chance.randrange(1_000, 999_999)}"
        text = frame.words.brand() if "brand" in kind else code
        written.add(
            (text, kind, chance.choice(("US", "EU", "JP", "GB")) if "brand" in kind else "")
        )
    for text, kind, country in sorted(written):
        frame.writer.add(
            Name,
            drug_id=drug,
            text=text,
            kind=kind,
            country=country,
            holder=frame.words.maker() if "brand" in kind else "",
            **frame.sourced(label),
        )


def _write_uses(frame: Frame, drug: int, label: int) -> None:
    """Most drugs have a use or two, a few have very many."""
    chance, writer = frame.chance, frame.writer
    number = min(int(chance.lognormvariate(0.75, 1.0)) + (chance.random() > 0.01), 48)  # noqa: PLR2004
    regulators = list(frame.regulators)
    weights = [weight for _place, weight in frame.regulators.values()]
    first = date(1995, 1, 1) + timedelta(days=int(11_000 * chance.betavariate(3, 1)))
    for place in range(number):
        use = writer.add(
            Indication,
            drug_id=drug,
            slug=f"use-{place + 1}",
            condition_id=frame.conditions.one(),
            setting=chance.choice(SETTINGS),
            population=f"{chance.choice(POPULATIONS)}, group {place + 1}",
            partners=frame.words.word(3, 4) if chance.random() < 0.2 else "",  # noqa: PLR2004
        )
        decided = min(first + timedelta(days=int(chance.expovariate(1 / 900))), DAY)
        for regulator in sorted(
            set(chance.choices(regulators, weights, k=chance.choice((1, 1, 2))))
        ):
            _write_approval(frame, use, regulator, decided, label)
    if number:
        writer.add(
            LabelCount,
            drug_id=drug,
            regulator_id=regulators[0],
            indications=number,
            **frame.sourced(label),
        )


def _write_approval(frame: Frame, use: int, regulator: int, decided: date, label: int) -> None:
    precision = weighted(frame.chance, {"day": 85, "month": 5, "year": 10})
    shortened = {
        "day": decided,
        "month": decided.replace(day=1),
        "year": decided.replace(month=1, day=1),
    }
    frame.writer.add(
        Approval,
        indication_id=use,
        regulator_id=regulator,
        status=weighted(frame.chance, {"full": 84, "conditional": 10, "withdrawn": 6}),
        decided_on=shortened[precision],
        decided_precision=precision,
        **frame.sourced(label),
    )


def _write_warnings(frame: Frame, drug: int, label: int) -> None:
    for place in range(frame.chance.choice((0, 2, 3, 3, 4, 4, 5))):
        frame.writer.add(
            Warning,
            drug_id=drug,
            regulator_id=1 + place % 2,
            kind=weighted(frame.chance, {"boxed": 20, "equivalent": 40, "contraindication": 40}),
            title=f"{frame.words.sentence(2, 5)[:-1]} {place + 1}",
            text=frame.words.sentence(12, 30),
            **frame.sourced(label),
        )
