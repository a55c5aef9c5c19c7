"""The list of licences, written to docs/licences.md: `make licences`."""

import sys
from collections.abc import Iterable

from supply.parts import PINS, ROOT, Part, parts

PLACE = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what others made

Written by `make licences` from the pinned requirements and each `VENDOR.txt`; do not edit it by
hand. Identifiers are those of SPDX. `LicenseRef-BSD` is a BSD licence whose metadata do not say
which. What is needed to develop is not part of the site that readers use.
"""


def table(of: Iterable[Part]) -> str:
    found = sorted(of, key=lambda part: part.name.lower())
    text = HEAD
    for needed in PINS:
        rows = [part for part in found if part.needed == needed]
        text += f"\n## Needed {needed}\n\n| part | version | licence |\n|---|---|---|\n"
        for part in rows:
            name = f"{part.name} (`{part.file}`)" if part.file else part.name
            text += f"| {name} | {part.version} | {part.licence} |\n"
    return text


def main() -> int:
    text = table(parts())
    if "--check" in sys.argv:
        if PLACE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PLACE.name} is not of the pinned packages: run make licences")
        return 1
    PLACE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
