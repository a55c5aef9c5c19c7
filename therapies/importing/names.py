"""From names that others write to entries of ours: only where the folded names are the same."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from therapies.choices import EntryType, FoundBy
from therapies.models import Country, Institution, SearchName
from therapies.search import folding

# Codes of diseases and countries are no words; a misspelling is for readers, not for registries.
NOT_ASKED_FOR = (
    FoundBy.DISEASE_CODE,
    FoundBy.COUNTRY_CODE,
    FoundBy.ATC_CODE,
    FoundBy.MISSPELLING,
)
# What an entry is called itself comes before what it is called too.
OWN = tuple(FoundBy.values.index(kind) for kind in (FoundBy.NAME, FoundBy.INN))
# Names of the registry that are nobody else's.
COUNTRIES = {
    "iran islamic republic of": "IR",
    "libyan arab jamahiriya": "LY",
    "palestinian territories occupied": "PS",
    "palestinian territory occupied": "PS",
    "turkey": "TR",
    "turkey turkiye": "TR",
    "kyrgyzstan": "KG",
}
# White space is tried from where it begins alone; from everywhere, a long run takes for ever.
BRACKETED = re.compile(r"(?:(?<!\s)\s+)?[(\[][^()\[\]]*[)\]]")
WITHIN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
PARTS = re.compile(
    r"(?:(?<!\s)\s+)?(?:[+/;,]|\band\b|\bplus\b|\bcombined with\b|\bin combination with\b)\s*", re.I
)
DOSE = re.compile(r"(?<!\s)\s+\d[\d.,]*\s*(?:mg|mcg|µg|μg|ug|g|ml|iu|units?|mg/kg|%)\b.*$", re.I)
FORM = re.compile(
    r"(?<!\s)\s+(?:injections?|infusions?|tablets?|capsules?|monotherapy|treatment|therapy|iv|sc)$",
    re.I,
)
COMPARED = re.compile(r"placebo|sham|matching|without|control", re.I)


def folded(text: str) -> str:
    """Spellings of both sides of the Atlantic are the same."""
    return folding.respell(folding.fold(text))


@dataclass
class Mapped:
    """Slugs of our entries, and the names for which there is none or more than one."""

    slugs: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)


class Names:
    """The search index as a table: read once, asked for each name of each record."""

    @cached_property
    def _table(self) -> dict[tuple[str, str], dict[int, set[str]]]:
        kinds = (EntryType.DRUG, EntryType.CONDITION, EntryType.COUNTRY, EntryType.INSTITUTION)
        table: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        rows = SearchName.objects.filter(entry_type__in=kinds).exclude(kind__in=NOT_ASKED_FOR)
        for kind, name, rank, slug in rows.values_list(
            "entry_type", "respelt", "rank", "entry__slug"
        ):
            table[kind, name][rank].add(slug)
        return table

    @cached_property
    def country_of(self) -> dict[str, str]:
        """Slugs of countries by that of an institution there."""
        return dict(Institution.objects.values_list("slug", "country__slug"))

    @cached_property
    def _country_codes(self) -> dict[str, str]:
        return dict(Country.objects.published().values_list("iso_code", "slug"))

    def all_of(self, kind: EntryType, name: str) -> set[str]:
        """The entries of this name; where some bear it as their own, only those."""
        ranks = self._table.get((kind, folded(name)), {})
        own = {slug for rank in OWN for slug in ranks.get(rank, ())}
        return own or set().union(*ranks.values())

    def one(self, kind: EntryType, name: str) -> str:
        """Nothing for an unknown name, nor for one of several entries."""
        found = self.all_of(kind, name)
        return next(iter(found)) if len(found) == 1 else ""

    def condition(self, name: str) -> str:
        for spelling in _spellings(name):
            if slug := self.one(EntryType.CONDITION, spelling):
                return slug
        return ""

    def country(self, name: str) -> str:
        for spelling in _spellings(name):
            code = COUNTRIES.get(folding.fold(spelling), "")
            slug = self._country_codes.get(code) or self.one(EntryType.COUNTRY, spelling)
            if slug:
                return slug
        return ""

    def drugs(self, name: str, other_names: tuple[str, ...]) -> Mapped:
        """Drugs of one intervention, which may name several; the rest of its words is unknown."""
        if COMPARED.search(name):
            return Mapped(unknown=[name])
        for spelling in [*_spellings(name, with_brackets=True), *other_names]:
            if slug := self.one(EntryType.DRUG, spelling):
                return Mapped({slug})
        parts = [part for part in PARTS.split(BRACKETED.sub("", name)) if part]
        found = {part: self._drug(part) for part in parts}
        if not any(found.values()):
            return Mapped(unknown=[name])
        unknown = [part for part, slug in found.items() if not slug]
        return Mapped({slug for slug in found.values() if slug}, unknown)

    def _drug(self, name: str) -> str:
        slugs = (self.one(EntryType.DRUG, spelling) for spelling in _spellings(name))
        return next(filter(None, slugs), "")

    def institution(self, name: str, countries: set[str]) -> str:
        """Only in one of these countries: names such as National Cancer Institute are many's."""
        parts = [part.strip() for part in name.split(",")]
        for spelling in dict.fromkeys([name, *parts]):
            there = {
                slug
                for slug in self.all_of(EntryType.INSTITUTION, spelling)
                if self.country_of.get(slug) in countries
            }
            if len(there) == 1:
                return there.pop()
        return ""


def _spellings(name: str, with_brackets: bool = False) -> Iterator[str]:
    """As written, without brackets, without dose and form, and turned at the comma."""
    yield name
    plain = BRACKETED.sub("", name).strip()
    yield plain
    without_dose = DOSE.sub("", plain)
    yield without_dose
    yield FORM.sub("", without_dose)
    head, comma, tail = plain.partition(",")
    if comma and "," not in tail:
        yield f"{tail.strip()} {head.strip()}"
    if with_brackets:
        yield from WITHIN_BRACKETS.findall(name)
