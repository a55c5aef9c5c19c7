"""A run over studies of the registry: each is read, held against ours, and proposed or not."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from editorial.choices import Status
from therapies.choices import Registry
from therapies.importing import report, study, trials
from therapies.importing.names import Names
from therapies.importing.proposing import Proposer
from therapies.importing.refusals import PassedOverError, RefusedRecordError
from therapies.importing.sources import Found, Missing, numbers_of
from therapies.models import Trial

# When a file lacks so many of our trials it is not the file that should hold them.
MOST_MISSING_SHARE = 0.5
FEW = 10


@dataclass
class Run:
    proposer: Proposer
    today: date
    known_only: bool = False
    # Also new trials none of whose interventions is a drug of ours.
    any_intervention: bool = False
    names: Names = field(default_factory=Names)
    summary: report.Report = field(default_factory=report.Report)
    _seen: dict[str, str] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def take_all(self, found: Iterable[Found | Missing], place: str) -> None:
        for each in found:
            if isinstance(each, Missing):
                self.flag(each.numbers, place)
            else:
                self.take(each)

    def take(self, found: Found) -> None:
        numbers = numbers_of(found.record)
        self._met.update(numbers)
        number = next(iter(numbers), "")
        named = f"{number} ({found.place})" if number else found.place
        if self._is_twin(number, found, named):
            return
        try:
            self.summary.outcomes[self._outcome(found)] += 1
        except RefusedRecordError as error:
            self.summary.refuse(named, str(error))
        except PassedOverError as error:
            self.summary.pass_over(str(error))

    def _is_twin(self, number: str, found: Found, named: str) -> bool:
        """The first of two different records of one number is taken, the second refused."""
        if not number:
            return False
        content = json.dumps(found.record, sort_keys=True)
        digest = hashlib.sha256(content.encode()).hexdigest()
        first = self._seen.get(number)
        if first is None:
            self._seen[number] = digest
            return False
        if first == digest:
            self.summary.outcomes[report.TWICE] += 1
        else:
            self.summary.refuse(named, "another record of this number came before it")
        return True

    def _outcome(self, found: Found) -> str:
        read = study.read(found.record)
        trial = _ours(read.number, *read.former_numbers)
        if trial is None and self.known_only:
            raise PassedOverError("not among our trials")
        if trial is None and not read.is_interventional:
            raise PassedOverError("an observational study")
        if trial is not None and trial.status == Status.RETIRED:
            raise PassedOverError("taken off the public pages here")
        links = trials.Links(read, self.names)
        if trial is None and not links.drugs.slugs and not self.any_intervention:
            raise PassedOverError("names no drug of ours")
        self.summary.note_unmapped("conditions", links.conditions.unknown)
        self.summary.note_unmapped("interventions", links.drugs.unknown)
        draft = trials.draft(read, links, trial, self.today)
        return self.proposer.propose(draft) if draft else report.UNCHANGED

    def flag(self, numbers: Iterable[str], place: str) -> None:
        """Our trials that the source should hold and does not."""
        for number in numbers:
            trial = _ours(number)
            if trial is None:
                continue
            self.summary.missing.append(f"{number} {trial.name}")
            draft = trials.draft_missing(trial, place, self.today)
            try:
                outcome = self.proposer.propose(draft) if draft else report.UNCHANGED
                self.summary.outcomes[outcome] += 1
            except RefusedRecordError as error:
                self.summary.refuse(number, str(error))

    def missing_of(self, known: list[str]) -> list[str]:
        """Those of our trials that were not met."""
        return [number for number in known if number not in self._met]


def known_numbers() -> list[str]:
    """Our trials in this registry, those that were taken off left out."""
    ours = Trial.objects.filter(registry=Registry.NCT).exclude(status=Status.RETIRED)
    return list(ours.order_by("registry_id").values_list("registry_id", flat=True))


def is_too_much(missing: list[str], known: list[str]) -> bool:
    return len(missing) > FEW and len(missing) > MOST_MISSING_SHARE * len(known)


def _ours(*numbers: str) -> Trial | None:
    found = Trial.objects.filter(registry=Registry.NCT, registry_id__in=numbers)
    return found.order_by("registry_id").last()
