"""A record of ClinicalTrials.gov (API v2), read and checked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from therapies.choices import Phase, Precision, TrialStatus
from therapies.importing import fields
from therapies.importing.fields import refused
from therapies.importing.refusals import PassedOverError, RefusedRecordError
from therapies.validators import validate_nct

STATUSES = {
    "NOT_YET_RECRUITING": TrialStatus.NOT_YET_RECRUITING,
    "RECRUITING": TrialStatus.RECRUITING,
    "ENROLLING_BY_INVITATION": TrialStatus.RECRUITING,
    "ACTIVE_NOT_RECRUITING": TrialStatus.ACTIVE,
    "COMPLETED": TrialStatus.COMPLETED,
    "SUSPENDED": TrialStatus.SUSPENDED,
    "TERMINATED": TrialStatus.TERMINATED,
    "WITHDRAWN": TrialStatus.WITHDRAWN,
    "UNKNOWN": TrialStatus.UNKNOWN,
}
STOPPED = (TrialStatus.SUSPENDED, TrialStatus.TERMINATED, TrialStatus.WITHDRAWN)
PHASES = {
    (): Phase.NOT_APPLICABLE,
    ("NA",): Phase.NOT_APPLICABLE,
    ("EARLY_PHASE1",): Phase.EARLY_1,
    ("PHASE1",): Phase.PHASE_1,
    ("PHASE1", "PHASE2"): Phase.PHASE_1_2,
    ("PHASE2",): Phase.PHASE_2,
    ("PHASE2", "PHASE3"): Phase.PHASE_2_3,
    ("PHASE3",): Phase.PHASE_3,
    ("PHASE4",): Phase.PHASE_4,
}
KINDS = ("INTERVENTIONAL", "OBSERVATIONAL")
MOST_PEOPLE = 2**31 - 1
LONGEST_WHY = 400


@dataclass(frozen=True)
class Intervention:
    name: str
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    facility: str
    country: str


@dataclass(frozen=True)
class Study:
    number: str
    former_numbers: tuple[str, ...]
    title: str
    acronym: str
    is_interventional: bool
    status: TrialStatus
    phase: Phase
    updated: str
    data_as_of: date
    why_stopped: str
    enrolment: int | None
    is_enrolment_planned: bool
    started_on: date | None
    started_precision: Precision | None
    # A planned start that the record's last update lies before.
    planned_start: str
    conditions: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    sites: tuple[Site, ...]
    sponsors: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"https://clinicaltrials.gov/study/{self.number}"


def read(record: Any) -> Study:
    """Raises RefusedRecordError, or PassedOverError for what is no trial."""
    if not isinstance(record, dict) or not isinstance(record.get("protocolSection"), dict):
        raise RefusedRecordError("it has no object 'protocolSection'")
    section = record["protocolSection"]
    number = _number(section)
    kind = fields.text(section, "designModule.studyType")
    if kind == "EXPANDED_ACCESS":
        raise PassedOverError("access outside of a trial, no trial")
    if kind not in KINDS:
        raise refused("designModule.studyType", kind, "unknown")
    status = _status(section)
    updated = fields.text(section, "statusModule.lastUpdatePostDateStruct.date")
    data_as_of, precision = fields.day("lastUpdatePostDateStruct.date", updated)
    if precision != Precision.DAY:
        raise refused("lastUpdatePostDateStruct.date", updated, "a day is needed")
    enrolment = _enrolment(section)
    start = _start(section, data_as_of, status)
    return Study(
        number=number,
        former_numbers=tuple(fields.texts(section, "identificationModule.nctIdAliases")),
        title=_title(section),
        acronym=fields.text(section, "identificationModule.acronym"),
        is_interventional=kind == KINDS[0],
        status=status,
        phase=_phase(section),
        updated=updated,
        data_as_of=data_as_of,
        why_stopped=_why_stopped(section) if status in STOPPED else "",
        enrolment=enrolment,
        is_enrolment_planned=fields.text(section, "designModule.enrollmentInfo.type")
        == "ESTIMATED",
        started_on=start[0],
        started_precision=start[1],
        planned_start=start[2],
        conditions=tuple(fields.texts(section, "conditionsModule.conditions")),
        interventions=_interventions(section),
        sites=_sites(section),
        sponsors=_sponsors(section),
    )


def _number(section: dict[str, Any]) -> str:
    number = fields.text(section, "identificationModule.nctId")
    try:
        validate_nct(number)
    except ValidationError as error:
        raise refused("identificationModule.nctId", number, " ".join(error.messages)) from error
    return number


def _title(section: dict[str, Any]) -> str:
    title = fields.text(section, "identificationModule.briefTitle")
    if not title:
        raise RefusedRecordError("identificationModule.briefTitle is missing")
    return title


def _status(section: dict[str, Any]) -> TrialStatus:
    status = fields.text(section, "statusModule.overallStatus")
    if status == "WITHHELD":
        raise PassedOverError("the registry withholds its status")
    if status not in STATUSES:
        raise refused("statusModule.overallStatus", status, "unknown")
    return STATUSES[status]


def _phase(section: dict[str, Any]) -> Phase:
    phases = tuple(sorted(fields.texts(section, "designModule.phases")))
    if phases not in PHASES:
        raise refused("designModule.phases", ", ".join(phases), "unknown")
    return PHASES[phases]


def _why_stopped(section: dict[str, Any]) -> str:
    why = fields.text(section, "statusModule.whyStopped")
    return why if len(why) <= LONGEST_WHY else f"{why[: LONGEST_WHY - 1]}…"


def _enrolment(section: dict[str, Any]) -> int | None:
    count = fields.at(section, "designModule.enrollmentInfo.count")
    if count is None:
        return None
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST_PEOPLE:
        raise refused("designModule.enrollmentInfo.count", count, "no number of people")
    return count


def _start(
    section: dict[str, Any], data_as_of: date, status: TrialStatus
) -> tuple[date | None, Precision | None, str]:
    """A start that was planned for later than the last update may never have been."""
    written = fields.text(section, "statusModule.startDateStruct.date")
    if not written:
        return None, None, ""
    started_on, precision = fields.day("statusModule.startDateStruct.date", written)
    if started_on > data_as_of and status != TrialStatus.NOT_YET_RECRUITING:
        return None, None, written
    return started_on, precision, ""


def _interventions(section: dict[str, Any]) -> tuple[Intervention, ...]:
    found = []
    for row in fields.rows(section, "armsInterventionsModule.interventions"):
        name = fields.text(row, "name")
        if name:
            found.append(Intervention(name, tuple(fields.texts(row, "otherNames"))))
    return tuple(found)


def _sites(section: dict[str, Any]) -> tuple[Site, ...]:
    """Sites that were called off are none."""
    return tuple(
        Site(fields.text(row, "facility"), fields.text(row, "country"))
        for row in fields.rows(section, "contactsLocationsModule.locations")
        if fields.text(row, "status") != "WITHDRAWN"
    )


def _sponsors(section: dict[str, Any]) -> tuple[str, ...]:
    lead = fields.text(section, "sponsorCollaboratorsModule.leadSponsor.name")
    others = [
        fields.text(row, "name")
        for row in fields.rows(section, "sponsorCollaboratorsModule.collaborators")
    ]
    return tuple(each for each in [lead, *others] if each)
