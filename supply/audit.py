"""Asks for known flaws of every pinned package: `make audit`.

Without a network, or where the package index does not know a package, it says what could not be
checked: that is no failure, and no clean bill. It fails where a flaw is known.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from supply.parts import PINS, ROOT, Part, files

PATIENCE = 300
Run = Callable[[Path], str]


@dataclass
class Found:
    """`flaws` are (package, version, identifier, versions that mend it)."""

    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    flaws: set[tuple[str, str, str, str]] = field(default_factory=set)
    silent: str = ""


def audit(pins: Path, run: Run) -> Found:
    """`run` gives the JSON of pip-audit for a file of pins; "" or nonsense where it got none."""
    found = Found()
    try:
        packages = json.loads(run(pins))["dependencies"]
    except (ValueError, KeyError, OSError, subprocess.SubprocessError) as error:
        found.silent = str(error) or "no answer"
        return found
    for package in packages:
        if "skip_reason" in package:
            found.unchecked.append(package["name"])
            continue
        found.checked.append(package["name"])
        found.flaws |= {
            (package["name"], package["version"], flaw["id"], ", ".join(flaw["fix_versions"]))
            for flaw in package["vulns"]
        }
    return found


def pip_audit(pins: Path) -> str:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(pins), "--format", "json"]
    command += ["--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False
    )
    if not done.stdout:
        raise OSError((done.stderr.strip().splitlines() or ["no answer"])[-1])
    return done.stdout


def report(found: Found, kept: Iterable[Part]) -> list[str]:
    lines = [
        f"{name} {version}: {flaw}" + (f", mended in {mended}" if mended else ", not mended yet")
        for name, version, flaw, mended in sorted(found.flaws)
    ]
    if found.silent:
        lines.append(f"NOT CHECKED, nobody answered: every package ({found.silent}).")
    else:
        lines.append(f"{len(found.checked)} packages checked, {len(found.flaws)} known flaws.")
    if found.unchecked:
        names = ", ".join(found.unchecked)
        lines.append(f"NOT CHECKED, unknown to the index: {len(found.unchecked)}: {names}.")
    files_of_others = ", ".join(f"{part.name} {part.version}" for part in kept)
    lines.append(f"NOT CHECKED, to be looked up by hand: {files_of_others}.")
    return lines


def main(run: Run = pip_audit) -> int:
    everything = ROOT / list(PINS.values())[-1]
    found = audit(everything, run)
    print("\n".join(report(found, files())))
    return 1 if found.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
