"""Countries, institutions and trials."""

from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from therapies.choices import InstitutionKind, Phase, Registry, SourceKind, TrialStatus
from therapies.models import Country, Institution, Trial
from therapies.structured.nodes import SCHEMA, Node, entity, node, other_names, references

STATUSES = {
    TrialStatus.NOT_YET_RECRUITING: "NotYetRecruiting",
    TrialStatus.RECRUITING: "Recruiting",
    TrialStatus.ACTIVE: "ActiveNotRecruiting",
    TrialStatus.COMPLETED: "Completed",
    TrialStatus.SUSPENDED: "Suspended",
    TrialStatus.TERMINATED: "Terminated",
    TrialStatus.WITHDRAWN: "Withdrawn",
}
KINDS = {
    InstitutionKind.UNIVERSITY: "CollegeOrUniversity",
    InstitutionKind.HOSPITAL: "Hospital",
    InstitutionKind.INSTITUTE: "ResearchOrganization",
    InstitutionKind.COMPANY: "Organization",
    InstitutionKind.GOVERNMENT: "GovernmentOrganization",
    InstitutionKind.NETWORK: "Organization",
}


def country(entry: Country, context: dict[str, Any], root: str) -> Node:
    return entity(
        "Country",
        entry,
        root,
        alternateName=other_names(entry),
        identifier=node("PropertyValue", propertyID="ISO 3166-1 alpha-2", value=entry.iso_code),
    )


def institution(entry: Institution, context: dict[str, Any], root: str) -> Node:
    place = node(
        "Place",
        address=node(
            "PostalAddress", addressLocality=entry.city, addressCountry=entry.country.iso_code
        ),
        geo=node("GeoCoordinates", latitude=float(entry.latitude), longitude=float(entry.longitude))
        if entry.latitude is not None and entry.longitude is not None
        else None,
    )
    return entity(
        KINDS[InstitutionKind(entry.kind)],
        entry,
        root,
        alternateName=other_names(entry, entry.native_name),
        location=place,
        sameAs=entry.ror_id,
        knowsAbout=[
            *references("MedicalTherapy", entry.therapy_types.all(), root),
            *references("MedicalCondition", entry.conditions.all(), root),
        ],
    )


def trial(entry: Trial, context: dict[str, Any], root: str) -> Node:
    """Sponsor and design are not recorded; sites in two countries make a trial international."""
    countries = list(entry.countries.all())
    registry = "" if entry.registry == Registry.OTHER else entry.get_registry_display()
    return entity(
        "MedicalTrial",
        entry,
        root,
        alternateName=other_names(entry),
        description=trial_text(entry),
        identifier=node("PropertyValue", propertyID=registry, value=entry.registry_id),
        sameAs=_record(entry),
        status=_status(entry.trial_status),
        trialDesign=f"{SCHEMA}InternationalTrial" if len(countries) > 1 else "",
        healthCondition=references("MedicalCondition", entry.conditions.all(), root),
        studySubject=references("Drug", entry.drugs.all(), root),
        studyLocation=references("Country", countries, root),
    )


def trial_text(entry: Trial) -> str:
    words = {
        "phase": capfirst(entry.get_phase_display()),
        "number": entry.registry_id,
        "status": entry.get_trial_status_display(),
        "day": date_format(entry.data_as_of, "j F Y"),
    }
    if entry.phase == Phase.NOT_APPLICABLE:
        return _("Trial %(number)s. Status on %(day)s: %(status)s.") % words
    return _("%(phase)s trial %(number)s. Status on %(day)s: %(status)s.") % words


def _status(status: str) -> str:
    known = STATUSES.get(TrialStatus(status))
    return f"{SCHEMA}{known}" if known else str(TrialStatus(status).label)


def _record(entry: Trial) -> str:
    """Its record, where the source is that record and not a table of many."""
    if entry.registry == Registry.NCT:
        return f"https://clinicaltrials.gov/study/{entry.registry_id}"
    source = entry.source
    is_record = source.kind == SourceKind.REGISTRY and entry.registry_id in source.url
    return source.url if is_record else ""
