"""Holds a document of JSON-LD against the vocabulary of schema.org, as it is kept in vendor/.

Stricter than schema.org itself, which takes text for anything: a property must belong to the type
it stands on, and what it holds must be of a type that it may hold.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = "https://schema.org/"
KEPT = json.loads((Path(__file__).parent / "vendor" / "schemaorg.json").read_text(encoding="utf-8"))
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@cache
def and_above(name: str) -> frozenset[str]:
    """A type and everything that it is a kind of."""
    return frozenset([name]).union(*map(and_above, KEPT["types"].get(name, [])))


def problems(document: Any) -> list[str]:
    """Everything in a document that the vocabulary does not allow; its context included."""
    if document.get("@context") != SCHEMA.rstrip("/"):
        return [f"context {document.get('@context')}"]
    nodes = document["@graph"]
    known = {node["@id"]: node for node in nodes}
    found = [problem for node in nodes for problem in _of_node(node, known)]
    if len(known) != len(nodes):
        found.append("two nodes with one @id")
    return found


def _of_node(node: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    types = _types(node)
    for name in types:
        if name not in KEPT["types"] or name in KEPT["superseded"]:
            yield f"type {name}"
    above = frozenset().union(*map(and_above, types))
    for name, value in node.items():
        if name == "@reverse":
            for back, others in value.items():
                for other in others:
                    yield from _of_property(back, node, _all_types(other), known)
                    yield from _of_node(other, known)
        elif not name.startswith("@"):
            for each in value if isinstance(value, list) else [value]:
                yield from _of_property(name, each, above, known)
                if isinstance(each, dict) and "@type" in each:
                    yield from _of_node(each, known)


def _of_property(
    name: str, value: Any, above: Iterable[str], known: dict[str, Any]
) -> Iterator[str]:
    is_input = name.endswith("-input")  # of schema.org's actions: what is asked for a property
    described = KEPT["properties"].get(name.removesuffix("-input"))
    if described is None or name in KEPT["superseded"]:
        yield f"property {name}"
    elif not set(described["of"]) & set(above):
        yield f"{name} is no property of {sorted(above)}"
    elif not is_input and not _may_hold(described["holds"], value, known):
        yield f"{name} may hold {described['holds']}, not {value!r:.200}"


def _may_hold(ranges: list[str], value: Any, known: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        named = value if "@type" in value else known.get(value.get("@id"))
        return named is not None and bool(_all_types(named) & set(ranges))
    if isinstance(value, bool):
        return "Boolean" in ranges
    if isinstance(value, int | float):
        kinds = {"Number", "Float"} | ({"Integer"} if isinstance(value, int) else set())
        return bool(kinds & set(ranges))
    if not isinstance(value, str) or not value:
        return False
    member = KEPT["members"].get(value.removeprefix(SCHEMA)) if value.startswith(SCHEMA) else None
    return (
        "Text" in ranges
        or ("URL" in ranges and bool(ADDRESS.fullmatch(value)))
        or ("Date" in ranges and bool(DATE.fullmatch(value)))
        or ("DateTime" in ranges and bool(MOMENT.fullmatch(value)))
        or any(set(ranges) & and_above(each) for each in member or [])
    )


def _types(node: dict[str, Any]) -> list[str]:
    kind = node["@type"]
    return kind if isinstance(kind, list) else [kind]


def _all_types(node: dict[str, Any]) -> frozenset[str]:
    return frozenset().union(*map(and_above, _types(node)))
