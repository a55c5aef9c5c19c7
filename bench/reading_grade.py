"""Measures how hard the texts for everyone are to read; fails where one is too hard.

The grade is Flesch and Kincaid's (school years; syllables by hyphenation). A text may reach 10,
about 15 years of age, because one name of a drug lifts a short sentence by several grades; the
middle of all texts stays at 7, about 12 years. `make check` runs this on the fixtures.
"""

import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

import textstat

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
CEILING = 10
CEILING_OF_THE_MIDDLE = 7


def plain_texts() -> Iterator[tuple[str, str]]:
    """(file, text) of every statement for everyone, plain description and definition."""
    for path in sorted(FIXTURES.rglob("*.json")):
        name = path.relative_to(FIXTURES).as_posix()
        for record in json.loads(path.read_text(encoding="utf-8")):
            fields = record["fields"]
            if fields.get("audience") == "everyone":
                yield name, fields["text"]
            if record["model"] == "therapies.sideeffect":
                yield name, fields["plain_description"]
            if record["model"] == "therapies.glossaryterm":
                yield name, fields["definition"]


def main() -> int:
    graded = sorted(
        ((textstat.flesch_kincaid_grade(text), name, text) for name, text in plain_texts()),
        reverse=True,
    )
    grades = [grade for grade, _, _ in graded]
    middle = statistics.median(grades)
    worst_twentieth = grades[len(grades) // 20]
    print(f"Reading grade of {len(grades)} texts for everyone: ", end="")
    print(f"median {middle:.1f}, 95th percentile {worst_twentieth:.1f}, highest {grades[0]:.1f}")
    too_hard = [row for row in graded if row[0] > CEILING]
    for grade, name, text in too_hard:
        print(f"  {name}: grade {grade:.1f}, over {CEILING}: {text}")
    return 1 if too_hard or middle > CEILING_OF_THE_MIDDLE else 0


if __name__ == "__main__":
    sys.exit(main())
