"""datapackage.json: the tables as a Frictionless data package (specs.frictionlessdata.io)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from therapies.exports import FieldType
from therapies.releases.bundle import Kept
from therapies.releases.tables import Table

TYPES = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
    FieldType.LIST: "array",
}
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def described(
    tables: Sequence[Table], files: Mapping[str, Kept], about: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "immunoref",
        "title": "immunoref: an open, evidence-linked reference of immunotherapies",
        "description": (
            "One resource for each list. An empty cell is a value that is not known. Lists are "
            "JSON arrays. Not medical advice."
        ),
        "version": about["version"],
        "created": about["content_as_of"],
        "licenses": [LICENCE],
        "contributors": [{"title": each, "role": "author"} for each in about["authors"]],
        "sources": [
            {
                "title": "The documents that the rows cite, each with its address",
                "path": "csv/sources.csv",
            }
        ],
        "keywords": ["immunotherapy", "medicine", "side effects", "clinical trials"],
        "resources": [_resource(table, files[path_of(table)]) for table in tables],
    }


def path_of(table: Table) -> str:
    return f"csv/{table.name}.csv"


def encoded(package: dict[str, Any]) -> str:
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(table: Table, kept: Kept) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path_of(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": kept.size,
        "hash": f"sha256:{kept.sha256}",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"},
        "licenses": [LICENCE],
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": TYPES[column.type],
                "description": str(column.meaning),
                **({"constraints": {"required": True}} if column.name in table.key else {}),
            }
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = table.key
    if table.links:
        schema["foreignKeys"] = [
            {
                "fields": [name],
                "reference": {"resource": "" if other == table.name else other, "fields": ["slug"]},
            }
            for name, other in table.links.items()
        ]
    return schema
