"""From labels of the US regulator to names a drug of ours lacks, and to places for an editor.

Nothing of a label's texts is taken: no rate, no warning, no use. What is proposed is names.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from therapies.canonical import Record
from therapies.choices import EntryType, NameKind, SourceKind, WarningKind
from therapies.importing import label as reading
from therapies.importing import report
from therapies.importing.label import BOXED, INDICATIONS, Label
from therapies.importing.names import Names, folded
from therapies.importing.proposing import SOURCE, Draft, Proposer
from therapies.importing.refusals import PassedOverError, RefusedRecordError
from therapies.importing.sources import Answered, Found
from therapies.models import Drug, Name, Source, Warning

NAME = Name._meta.label_lower
PUBLISHER = "U.S. Food and Drug Administration (openFDA)"
MARKER = "openFDA label "
FDA, COUNTRY = "fda", "US"
# Four letters that mean nothing, by which biological products of one substance are told apart.
SUFFIX = re.compile(r"-[a-z]{4}$", re.I)
GENERIC = "ANDA"
LONGEST_NAME, LONGEST_TITLE = 200, 400
SHOWN = 40


@dataclass
class Run:
    """Labels are collected by drug first: one proposal holds the names of all of them."""

    proposer: Proposer
    today: date
    # Slugs of the only drugs to propose for; all when empty.
    wanted: frozenset[str] = frozenset()
    names: Names = field(default_factory=Names)
    summary: report.Report = field(default_factory=report.Report)
    _labels: dict[str, dict[str, Label]] = field(default_factory=lambda: defaultdict(dict))

    def take_all(self, found: Iterable[Found | Answered]) -> None:
        for each in found:
            if isinstance(each, Answered):
                self.propose_all()
            else:
                self.take(each)

    def take(self, found: Found) -> None:
        try:
            label = reading.read(found.record)
            slug = self._drug_of(label, found.about)
        except RefusedRecordError as error:
            self.summary.refuse(found.place, str(error))
        except PassedOverError as error:
            self.summary.pass_over(str(error))
        else:
            known = self._labels[slug].setdefault(label.set_id, label)
            if known is not label:
                self._take_newer(slug, known, label)

    def _take_newer(self, slug: str, known: Label, label: Label) -> None:
        self.summary.outcomes[report.TWICE] += 1
        if label.effective > known.effective:
            self._labels[slug][label.set_id] = label

    def _drug_of(self, label: Label, about: str) -> str:
        named = {self._slug(name) for name in label.generic_names}
        if len(named) > 1:
            raise PassedOverError("a label of several substances")
        slug = named.pop()
        if not slug:
            self.summary.note_unmapped("substances", list(label.generic_names))
            raise PassedOverError("of no drug of ours")
        if (about or slug) != slug or (self.wanted and slug not in self.wanted):
            raise PassedOverError("of a drug that was not asked for")
        return slug

    def _slug(self, name: str) -> str:
        return self.names.one(EntryType.DRUG, name) or self.names.one(
            EntryType.DRUG, SUFFIX.sub("", name)
        )

    def propose_all(self) -> None:
        for slug in sorted(self._labels):
            self._propose(slug, list(self._labels[slug].values()))
        self._labels.clear()

    def _propose(self, slug: str, labels: list[Label]) -> None:
        drug = Drug.objects.prefetch_related("names").get(slug=slug)
        rows, is_proposed = self.proposer.rows_of(drug, MARKER)
        draft, notes = draft_of(drug, rows, labels, self.today)
        self.summary.notes += [(slug, note) for note in notes]
        try:
            standing = report.WAITING if is_proposed else report.UNCHANGED
            self.summary.outcomes[self.proposer.propose(draft) if draft else standing] += 1
        except RefusedRecordError as error:
            self.summary.refuse(slug, str(error))


def draft_of(
    drug: Drug, live: list[Record], labels: list[Label], today: date
) -> tuple[Draft | None, list[str]]:
    """The drug with the names that it lacks, if any, and what an editor should look at."""
    named = [row["fields"] for row in live if row["model"] == NAME]
    known = {folded(text) for text in (drug.name, *drug.synonyms)}
    known |= {folded(each["text"]) for each in named if not _is_brand_elsewhere(each)}
    elsewhere = {folded(each["text"]): each for each in named if _is_brand_elsewhere(each)}
    notes, added, sources = [], [], {}
    for label in sorted(labels, key=lambda each: (bool(_undecided(drug, each)), each.set_id)):
        for text in label.brand_names:
            if folded(text) in known or len(text) > LONGEST_NAME:
                continue
            known.add(folded(text))
            same = elsewhere.get(folded(text))
            if why := _undecided(drug, label, is_known=same is not None):
                notes.append(f"“{text}” is not proposed as a name: {why} ({label.address})")
                continue
            source = _source(label, today)
            sources[source["slug"]] = {"model": SOURCE, "fields": source}
            added.append(_name(drug, text, label, source["slug"], same))
    notes += _gaps(drug, labels)
    if not added:
        return None, notes
    kept = [row for row in live if row["model"] != SOURCE or row["fields"]["slug"] not in sources]
    live_names = {(each.text, each.country) for each in drug.names.all()}
    missing = ", ".join(
        each["text"]
        for each in (row["fields"] for row in [*kept, *added] if row["model"] == NAME)
        if (each["text"], each["country"]) not in live_names
    )
    first, last = (pick(each.effective for each in labels) for pick in (min, max))
    draft = Draft(
        entry=drug,
        records=[*sources.values(), *kept, *added],
        reason=f"{MARKER}records, in effect {first} to {last}, name it: {missing}"[:2000],
        marker=MARKER,
        notes=tuple(notes),
    )
    return draft, notes


def _is_brand_elsewhere(name: dict[str, Any]) -> bool:
    """A brand name of which we say that it is one in another country."""
    is_brand = name["kind"] in (NameKind.BRAND, NameKind.BIOSIMILAR_BRAND)
    return is_brand and name["country"] not in (COUNTRY, "")


def _undecided(drug: Drug, label: Label, is_known: bool = False) -> str:
    """Why the label alone does not say what kind of name this is, or who holds it."""
    if not label.is_original_packager:
        return "the label may be a repackager's"
    if is_known:
        return ""
    if any(number.upper().startswith(GENERIC) for number in label.application_numbers):
        return "it was approved as a generic version"
    texts = [drug.name, *drug.synonyms, *(each.text for each in drug.names.all())]
    exact = {folded(text) for text in texts}
    if any(SUFFIX.search(name) and folded(name) not in exact for name in label.generic_names):
        return "the substance's name has a suffix, so it may be a biosimilar's"
    return ""


def _name(drug: Drug, text: str, label: Label, source: str, same: dict[str, Any] | None) -> Record:
    """Spelt as we spell it where we know the name from another country."""
    holder = label.manufacturers[0] if len(label.manufacturers) == 1 else ""
    return {
        "model": NAME,
        "fields": {
            "drug": [drug.slug],
            "text": same["text"] if same else text,
            "kind": same["kind"] if same else NameKind.BRAND.value,
            "language": "en",
            "country": COUNTRY,
            "holder": holder[:LONGEST_NAME],
            "note": "",
            "source": [source],
            "locator": "openfda.brand_name and openfda.manufacturer_name",
        },
    }


def _source(label: Label, today: date) -> dict[str, Any]:
    """The record that was read; where we cite its address already, that source, read again."""
    known = Source.objects.filter(url=label.address).first()
    version = f", version {label.version}" if label.version else ""
    brands, substances = ", ".join(label.brand_names), ", ".join(label.generic_names)
    title = f"{brands} ({substances}) label record in openFDA{version}"
    return {
        "slug": known.slug if known else f"openfda-label-{label.set_id}",
        "kind": SourceKind.LABEL.value,
        "title": title[:LONGEST_TITLE],
        "publisher": PUBLISHER,
        "url": label.address,
        "doi": "",
        "pmid": "",
        "published": label.effective.isoformat(),
        "accessed_on": today.isoformat(),
    }


def _gaps(drug: Drug, labels: list[Label]) -> list[str]:
    """Boxed warnings that we lack, and where the labels' uses and warnings stand."""
    ours = Warning.objects.filter(drug=drug, regulator__slug=FDA, kind=WarningKind.BOXED)
    has_boxed = ours.exists()
    notes = []
    for label in sorted(labels, key=lambda each: each.set_id):
        if not label.is_original_packager and len(labels) > 1:
            continue
        if label.of(BOXED) and not has_boxed:
            notes.append(
                f"The label has a boxed warning and we have none of the FDA: "
                f"{label.of(BOXED)[0]} ({label.address})"
            )
        places = [each for each in label.passages if each.section != BOXED]
        uses = sum(each.section == INDICATIONS for each in places)
        if places:
            listed = "; ".join(str(each) for each in places[:SHOWN])
            notes.append(f"{label.address}: {uses} passages on uses; {listed}")
    return notes
