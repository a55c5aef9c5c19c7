"""What drugs refer to: sources, therapy types, targets, routes, regulators, diseases, effects."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils.text import slugify

from bench.synthetic.words import Skewed, Words, weighted
from bench.synthetic.writing import Writer
from editorial.models import User
from therapies.models import (
    Condition,
    GlossaryTerm,
    Regulator,
    Route,
    SideEffect,
    Source,
    Statement,
    Target,
    TherapyType,
)

# The real reference when this was written; what drugs share grows with their cube root.
REAL_DRUGS = 388
TYPES, CONDITIONS, EFFECTS, TARGETS, GLOSSARY = 131, 265, 724, 164, 189
DAY = date(2026, 1, 15)
PUBLISHED_AT = datetime(2026, 1, 15, tzinfo=UTC)
KINDS = {
    "cancer": ("activates", 0.37),
    "autoimmune": ("suppresses", 0.33),
    "vaccine": ("immunises", 0.19),
    "allergy": ("builds_tolerance", 0.08),
    "gene": ("replaces", 0.03),
}
AREAS = {
    "cancer": 77,
    "autoimmune": 75,
    "infection": 39,
    "other": 33,
    "allergy": 24,
    "transplant": 8,
}
ORGAN_CLASSES = {
    "infections": 92, "general": 66, "investigations": 65, "skin": 60, "nervous": 56,
    "gastrointestinal": 51, "respiratory": 44, "metabolism": 31, "blood": 29, "eye": 29,
    "psychiatric": 26, "musculoskeletal": 24, "vascular": 21, "cardiac": 20, "renal": 20,
    "neoplasms": 19, "hepatobiliary": 16, "injury": 14, "immune": 13, "endocrine": 9, "ear": 6,
}  # fmt: skip
ROUTES = (
    "intravenous subcutaneous intramuscular oral intradermal intralesional topical sublingual "
    "intravesical intranasal intrathecal other"
).split()
REGULATORS = {
    "fda": ("US", 40), "ema": ("EU", 25), "mhra": ("GB", 8), "pmda": ("JP", 7), "nmpa": ("CN", 6),
    "swissmedic": ("CH", 5), "tga": ("AU", 4), "titck": ("TR", 3), "sfda": ("SA", 2),
    "npra": ("MY", 2), "cdsco": ("IN", 2), "hpra": ("IE", 1),
}  # fmt: skip
SECTIONS = (
    ("what_it_is", "everyone"),
    ("what_it_is", "professionals"),
    ("how_it_works", "everyone"),
    ("how_it_works", "professionals"),
    ("benefits", "everyone"),
    ("limits", "everyone"),
    ("who_it_may_suit", "everyone"),
    ("what_to_watch_for", "everyone"),
    ("seek_help", "everyone"),
    ("what_is_not_known", "professionals"),
)


@dataclass
class Frame:
    """What has been written so far, and the means to write more."""

    chance: random.Random
    words: Words
    writer: Writer
    drugs: int
    user: int = 0
    types: dict[str, list[int]] = field(default_factory=dict)
    routes: dict[str, int] = field(default_factory=dict)
    regulators: dict[int, tuple[str, int]] = field(default_factory=dict)
    targets: Skewed = field(init=False)
    conditions: Skewed = field(init=False)
    effects: Skewed = field(init=False)

    def scaled(self, real: int) -> int:
        return max(8, round(real * (self.drugs / REAL_DRUGS) ** (1 / 3)))

    def entry(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "slug": slugify(name),
            "status": "published",
            "published_at": PUBLISHED_AT,
            "published_by_id": self.user,
            "reviewed_on": DAY,
            "reviewed_by_id": self.user,
        }

    def source(self, kind: str = "label") -> int:
        number = self.writer.ids[Source] + 1
        return self.writer.add(
            Source,
            slug=f"source-{number}",
            kind=kind,
            title=f"{self.words.sentence(4, 9)[:-1]} {number}",
            publisher=self.words.maker(),
            url=f"https://source.example/{number}",
            doi=f"10.5555/made.{number}" if kind == "article" else "",
            published=f"{self.chance.randint(1998, 2025)}",
            accessed_on=DAY,
        )

    def sourced(self, source: int) -> dict[str, Any]:
        return {"source_id": source, "locator": f"section {self.chance.randint(1, 17)}"}

    def statements(self, entry: int, sections: tuple[tuple[str, str], ...], source: int) -> None:
        for section, audience in sections:
            self.writer.add(
                Statement,
                entry_id=entry,
                section=section,
                audience=audience,
                position=1,
                text=self.words.sentence(),
                **self.sourced(source),
            )


def write(frame: Frame) -> None:
    writer, words = frame.writer, frame.words
    frame.user = writer.add(
        User,
        username="maintainers",
        public_name="The maintainers",
        password="!",  # noqa: S106
        is_active=False,
        date_joined=PUBLISHED_AT,
    )
    writer.flush()
    general = [frame.source("article") for _ in range(frame.scaled(60))]
    for name in ROUTES:
        frame.routes[name] = writer.add(Route, slug=name, name=name)
    for slug, (place, _weight) in REGULATORS.items():
        row = writer.add(
            Regulator,
            slug=slug,
            name=slug.upper(),
            full_name=f"Agency {slug.upper()}",
            jurisdiction=place,
            url=f"https://{slug}.example/",
        )
        frame.regulators[row] = REGULATORS[slug]
    targets = []
    for _ in range(frame.scaled(TARGETS)):
        name = words.target()
        targets.append(writer.add(Target, slug=slugify(name), name=name, gene_symbol=name[:6]))
    frame.targets = Skewed(frame.chance, targets)
    for _ in range(frame.scaled(GLOSSARY)):
        term = words.sentence(2, 2)[:-1].lower()
        if term not in words.given:
            words.given.add(term)
            writer.add(
                GlossaryTerm,
                slug=slugify(term),
                term=term,
                definition=words.sentence(),
                **frame.sourced(frame.chance.choice(general)),
            )
    _write_types(frame, general)
    frame.conditions = Skewed(frame.chance, _write_conditions(frame, general))
    frame.effects = Skewed(frame.chance, _write_effects(frame, general))
    writer.flush()


def _write_types(frame: Frame, general: list[int]) -> None:
    """Five roots, and branches at most five deep."""
    depths: dict[int, int] = {}
    shares = {kind: share for kind, (_direction, share) in KINDS.items()}

    def add(kind: str, name: str, parent: int | None) -> None:
        row = frame.writer.entry(
            TherapyType,
            frame.entry(name),
            kind=kind,
            direction=KINDS[kind][0],
            maturity=weighted(frame.chance, {"established": 7, "emerging": 2, "experimental": 1}),
            parent_id=parent,
        )
        depths[row] = depths[parent] + 1 if parent else 1
        frame.types.setdefault(kind, []).append(row)
        frame.statements(row, SECTIONS[:6], frame.chance.choice(general))

    for kind in KINDS:
        add(kind, f"{kind.capitalize()} immunotherapy", None)
    for _ in range(frame.scaled(TYPES) - len(KINDS)):
        kind = weighted(frame.chance, shares)
        parents = [row for row in frame.types[kind] if depths[row] < 5]  # noqa: PLR2004
        add(kind, frame.words.therapy_type(), frame.chance.choice(parents))


def _write_conditions(frame: Frame, general: list[int]) -> list[int]:
    rows: list[int] = []
    roots: list[tuple[int, str]] = []
    for number in range(frame.scaled(CONDITIONS)):
        parent, area = None, weighted(frame.chance, AREAS)
        if roots and frame.chance.random() < 0.3:  # noqa: PLR2004
            parent, area = frame.chance.choice(roots)
        row = frame.writer.entry(
            Condition,
            frame.entry(frame.words.condition()),
            area=area,
            plain_name=frame.words.sentence(3, 6)[:-1].lower(),
            doid=f"DOID:{900_000 + number}",
            icd10_codes=[f"{frame.chance.choice('CDJKLM')}{frame.chance.randint(10, 99)}"],
            parent_id=parent,
        )
        if parent is None:
            roots.append((row, area))
        rows.append(row)
        frame.statements(row, SECTIONS[:2], frame.chance.choice(general))
    return rows


def _write_effects(frame: Frame, general: list[int]) -> list[int]:
    rows: list[int] = []
    for _ in range(frame.scaled(EFFECTS)):
        name, source = frame.words.side_effect(), frame.chance.choice(general)
        rows.append(
            frame.writer.entry(
                SideEffect,
                frame.entry(name),
                organ_class=weighted(frame.chance, ORGAN_CLASSES),
                plain_name=f"{frame.words.word(2, 3)} trouble",
                plain_description=frame.words.sentence(8, 16),
                is_immune_related=frame.chance.random() < 0.15,  # noqa: PLR2004
                **frame.sourced(source),
            )
        )
        frame.statements(rows[-1], (("seek_help", "everyone"),), source)
    return rows
