"""From a study of the registry to our trial as it would be."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from therapies.canonical import Record, entry_records
from therapies.choices import EntryType, Registry, SourceKind, Topic
from therapies.importing.names import Mapped, Names, folded
from therapies.importing.proposing import SOURCE, Draft
from therapies.importing.refusals import PassedOverError, RefusedRecordError
from therapies.importing.study import Study
from therapies.models import Entry, NotFound, Source, Trial

TRIAL = Trial._meta.label_lower
ENTRY = Entry._meta.label_lower
NOT_FOUND = NotFound._meta.label_lower
PUBLISHER = "ClinicalTrials.gov"
MARKER = f"{PUBLISHER} record "
GAP = "registry record: asked for by its number, not found"
LONGEST_TITLE, LONGEST_NAME, LONGEST_OTHERS = 400, 250, 400
LINKS = ("countries", "institutions", "drugs", "conditions")


class Links:
    """What a study names, as entries of ours."""

    def __init__(self, study: Study, names: Names) -> None:
        self.conditions = Mapped()
        for name in study.conditions:
            _keep(self.conditions, names.condition(name), name)
        self.drugs = Mapped()
        for intervention in study.interventions:
            found = names.drugs(intervention.name, intervention.other_names)
            self.drugs.slugs |= found.slugs
            self.drugs.unknown += found.unknown
        self.countries = {slug for site in study.sites if (slug := names.country(site.country))}
        self.institutions = {
            slug
            for site in study.sites
            if (slug := names.institution(site.facility, {names.country(site.country)}))
        }
        for sponsor in study.sponsors:
            if slug := names.institution(sponsor, self.countries):
                self.institutions.add(slug)


def _keep(mapped: Mapped, slug: str, name: str) -> None:
    if slug:
        mapped.slugs.add(slug)
    else:
        mapped.unknown.append(name)


def draft(study: Study, links: Links, trial: Trial | None, today: date) -> Draft | None:
    """Nothing when the study says what we say. Raises PassedOverError, RefusedRecordError.

    What the record does not give is left as ours says, and links of ours are only added to:
    somebody may have known more than names tell. Countries are those of the record's sites.
    """
    live = entry_records(trial) if trial else _new(study)
    ours = _of(live, TRIAL)
    source = _source(study, today)
    fields = ours | _facts(study) | _linked(ours, study, links)
    fields |= {"source": [source["slug"]], "data_as_of": study.data_as_of.isoformat()}
    fields["other_interventions"] = _others(ours["other_interventions"], links.drugs.unknown)
    found_again = [row for row in live if _is_gap(row)]
    if trial is not None:
        _refuse_older(study, trial, ours)
        if _said(fields) == _said(ours) and not found_again:
            return None
    fields["locator"] = _locator(study)
    rows = [row for row in live if row["model"] not in (SOURCE, TRIAL) and row not in found_again]
    others = [row for row in live if row["model"] == SOURCE]
    return Draft(
        entry=trial,
        records=[
            *(row for row in others if row["fields"]["slug"] != source["slug"]),
            {"model": SOURCE, "fields": source},
            *rows,
            {"model": TRIAL, "fields": fields},
        ],
        reason=f"{MARKER}of {study.updated}, {study.address}",
        marker=MARKER,
        notes=_notes(study, links, fields["other_interventions"]),
    )


def draft_missing(trial: Trial, place: str, today: date) -> Draft | None:
    """Our trial with the note that its record was not found; nothing where that is noted."""
    live = entry_records(trial)
    gap = {
        "entry": [EntryType.TRIAL.value, trial.slug],
        "topic": Topic.OTHER.value,
        "place": f"{place}, {trial.registry_id}"[:300],
        "looked_on": today.isoformat(),
        "note": GAP,
    }
    if any(_is_gap(row) and row["fields"]["place"] == gap["place"] for row in live):
        return None
    reason = f"{MARKER}not found on {today.isoformat()}: {gap['place']}"
    return Draft(trial, [*live, {"model": NOT_FOUND, "fields": gap}], reason, MARKER)


def _is_gap(row: Record) -> bool:
    return row["model"] == NOT_FOUND and row["fields"]["note"] == GAP


def _of(rows: Iterable[Record], label: str) -> dict[str, Any]:
    (fields,) = (row["fields"] for row in rows if row["model"] == label)
    return fields


def _new(study: Study) -> list[Record]:
    slug = study.number.lower()
    if Entry.objects.filter(entry_type=EntryType.TRIAL, slug=slug).exists():
        raise RefusedRecordError(f"another trial of ours has the address {slug!r}")
    is_named = study.acronym and folded(study.acronym) not in folded(study.title)
    name = f"{study.title} ({study.acronym})" if is_named else study.title
    entry = {
        "entry_type": EntryType.TRIAL.value,
        "name": name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
        "slug": slug,
        "synonyms": [study.acronym] if study.acronym else [],
    }
    fields: dict[str, Any] = {
        "entry_ptr": [EntryType.TRIAL.value, slug],
        "registry": Registry.NCT.value,
        "other_interventions": "",
    } | {name: [] for name in LINKS}
    return [{"model": ENTRY, "fields": entry}, {"model": TRIAL, "fields": fields}]


def _source(study: Study, today: date) -> dict[str, Any]:
    """The registry's record; where we cite its address already, that source, read again."""
    known = Source.objects.filter(url=study.address).first()
    ending = f" ({study.number})"
    return {
        "slug": known.slug if known else f"clinicaltrials-gov-{study.number.lower()}",
        "kind": SourceKind.REGISTRY.value,
        "title": known.title if known else study.title[: LONGEST_TITLE - len(ending)] + ending,
        "publisher": PUBLISHER,
        "url": study.address,
        "doi": known.doi if known else "",
        "pmid": known.pmid if known else "",
        "published": study.updated,
        "accessed_on": today.isoformat(),
    }


def _facts(study: Study) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "registry_id": study.number,
        "phase": study.phase.value,
        "trial_status": study.status.value,
        "why_stopped": study.why_stopped,
    }
    if study.enrolment is not None:
        facts["enrolment"] = study.enrolment
    if study.started_on and study.started_precision:
        facts["started_on"] = study.started_on.isoformat()
        facts["started_precision"] = study.started_precision.value
    return facts


def _linked(ours: dict[str, Any], study: Study, links: Links) -> dict[str, Any]:
    added = {
        "institutions": links.institutions,
        "drugs": links.drugs.slugs,
        "conditions": links.conditions.slugs,
    }
    linked = {name: sorted({*_slugs(ours[name]), *slugs}) for name, slugs in added.items()}
    tells_places = any(site.country for site in study.sites)
    linked["countries"] = sorted(links.countries if tells_places else _slugs(ours["countries"]))
    return {name: [[slug] for slug in slugs] for name, slugs in linked.items()}


def _slugs(keys: list[list[str]]) -> set[str]:
    return {key[-1] for key in keys}


def _others(ours: str, names: list[str]) -> str:
    """Ours, and after it what it does not name yet."""
    missing = [name for name in dict.fromkeys(names) if folded(name) not in folded(ours)]
    text = ours
    for name in missing:
        longer = f"{text}; {name}" if text else name
        if len(longer) <= LONGEST_OTHERS:
            text = longer
    return text


def _refuse_older(study: Study, trial: Trial, ours: dict[str, Any]) -> None:
    """A record that was saved before what we read in the registry itself says nothing new."""
    is_registry = Source.objects.filter(pk=trial.source_id, url=study.address).exists()
    if is_registry and trial.data_as_of > study.data_as_of:
        raise PassedOverError("older than what we hold")


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """The same in whatever type it stands; where in the record it stands says nothing."""
    plain = {name: str(value) for name, value in fields.items() if name != "locator"}
    return plain | {name: str(sorted(fields[name])) for name in LINKS}


def _locator(study: Study) -> str:
    planned = " (planned)" if study.is_enrolment_planned else ""
    told = [
        "phase",
        "status",
        "last update",
        "reason for stopping" if study.why_stopped else "",
        f"enrolment{planned}" if study.enrolment is not None else "",
        "start date" if study.started_on else "",
        "interventions" if study.interventions else "",
        "conditions" if study.conditions else "",
        "sites" if study.sites else "",
    ]
    return "registry record: " + ", ".join(filter(None, told))


def _notes(study: Study, links: Links, others: str) -> tuple[str, ...]:
    left_out = [each for each in links.drugs.unknown if folded(each) not in folded(others)]
    notes = {
        "Conditions without an entry of that name here": links.conditions.unknown,
        "Interventions that other interventions have no room for": left_out,
        "Start, planned for after the last update and not taken": [study.planned_start],
        "Former numbers": list(study.former_numbers),
    }
    return tuple(
        f"{what}: {'; '.join(filter(None, said))}" for what, said in notes.items() if any(said)
    )
