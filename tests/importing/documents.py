"""Documents in the shape in which the two services answer; what they say is made up."""

import copy
import json
from pathlib import Path
from typing import Any


def study(number: str = "NCT01234567", **changes: Any) -> dict[str, Any]:
    """A record of ClinicalTrials.gov, API v2. `changes` are values at paths with __ for a dot."""
    record = {
        "protocolSection": {
            "identificationModule": {
                "nctId": number,
                "orgStudyIdInfo": {"id": "EX-001"},
                "organization": {"fullName": "Example University", "class": "OTHER"},
                "briefTitle": "Exemplumab in Advanced Melanoma",
                "officialTitle": "A Phase 3 Study of Exemplumab in Advanced Melanoma",
                "acronym": "EXAMPLE-1",
            },
            "statusModule": {
                "statusVerifiedDate": "2026-09",
                "overallStatus": "RECRUITING",
                "expandedAccessInfo": {"hasExpandedAccess": False},
                "startDateStruct": {"date": "2024-05", "type": "ACTUAL"},
                "lastUpdatePostDateStruct": {"date": "2026-10-15", "type": "ACTUAL"},
            },
            "sponsorCollaboratorsModule": {
                "leadSponsor": {"name": "Example University", "class": "OTHER"},
                "collaborators": [{"name": "Someone Else", "class": "INDUSTRY"}],
            },
            "conditionsModule": {"conditions": ["Melanoma", "Uveal Neoplasm"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE2", "PHASE3"],
                "enrollmentInfo": {"count": 240, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "interventions": [
                    {"type": "BIOLOGICAL", "name": "Exemplumab 200 mg", "otherNames": ["EX-1"]},
                    {"type": "DRUG", "name": "Placebo (exemplumab)"},
                ]
            },
            "contactsLocationsModule": {
                "locations": [
                    {
                        "facility": "Example University, Ankara",
                        "status": "RECRUITING",
                        "city": "Ankara",
                        "country": "Turkey (Türkiye)",
                        "geoPoint": {"lat": 39.9, "lon": 32.9},
                    },
                    {"facility": "A clinic", "city": "Paris", "country": "France"},
                ]
            },
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-11-20"}},
        "hasResults": False,
    }
    return _changed(record, changes, "protocolSection")


def label(**changes: Any) -> dict[str, Any]:
    """A record of openFDA's drug/label."""
    record = {
        "set_id": "11111111-2222-3333-4444-555555555555",
        "id": "99999999-2222-3333-4444-555555555555",
        "version": "12",
        "effective_time": "20260310",
        "boxed_warning": ["WARNING: CYTOKINE RELEASE Severe reactions occurred in 12% of people."],
        "indications_and_usage": [
            (
                "1 INDICATIONS AND USAGE 1.1 Melanoma EXEMPLA is indicated for adults [see 14.1] "
                "at 2.5 Mg. 1.2 Lung Cancer EXEMPLA is indicated for others (1.1)."
            )
        ],
        "warnings_and_cautions": ["5 WARNINGS 5.1 Infusion Reactions They can be severe."],
        "openfda": {
            "application_number": ["BLA125999"],
            "brand_name": ["EXEMPLA"],
            "generic_name": ["EXEMPLUMAB"],
            "manufacturer_name": ["Example Pharma LLC"],
            "is_original_packager": [True],
            "product_type": ["HUMAN PRESCRIPTION DRUG"],
        },
    }
    return _changed(record, changes, "")


REMOVED = object()


def _changed(record: dict[str, Any], changes: dict[str, Any], root: str) -> dict[str, Any]:
    record = copy.deepcopy(record)
    for path, value in changes.items():
        *steps, last = path.split("__")
        place = record[root] if root else record
        for step in steps:
            place = place[step]
        if value is REMOVED:
            del place[last]
        else:
            place[last] = value
    return record


def page(*studies: Any, following: str = "", total: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"totalCount": total or len(studies), "studies": list(studies)}
    return found | ({"nextPageToken": following} if following else {})


def labels(*results: Any) -> dict[str, Any]:
    meta = {"results": {"skip": 0, "limit": 100, "total": len(results)}}
    return {"meta": meta, "results": list(results)}


NO_MATCHES = {"error": {"code": "NOT_FOUND", "message": "No matches found!"}}


def written(path: Path, document: Any) -> Path:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path
