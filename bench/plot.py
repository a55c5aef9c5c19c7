"""Requests a second as marks on a logarithmic axis, drawn as SVG by hand."""

import math
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM = 900, 330, 24, 22, 58, 34
NAMESPACE = "http://www.w3.org/2000/svg"
TITLE = "Requests a second, more is better, on a logarithmic axis"
RACES = {
    "filtered lists": "filtered list",
    "JSON lists": "filtered list, JSON",
    "details": "page of a drug, first time",
    "details kept": "page of a drug, kept",
    "repeated page": "one page repeated",
}
# Shape and colour of each mark; either tells them apart.
MARKS = {
    "site": ("immunoref", "circle", "#0b6e69"),
    "fallback": ("its database alone", "ring", "#0b6e69"),
    "datasette": ("Datasette", "diamond", "#b4540a"),
    "ready string": ("ready string", "bar", "#5b5f66"),
}
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#22262b}.small{font-size:11px;fill:#5b5f66}"
    ".line{stroke:#d5d8dc}.link{stroke:#9aa0a6;stroke-width:2}"
)


def draw(databases: Mapping[str, Mapping[str, Any]]) -> str:
    """A row for each kind of request, size and database, with a mark for each server."""
    rows = [
        (f"{label}, {int(size):,} drugs, {database}", found[race])
        for race, label in RACES.items()
        for database, sizes in databases.items()
        for size, found in sizes.items()
        if race in found
    ]
    rates = [numbers["rate"] for _, found in rows for numbers in found.values()]
    low = 10 ** math.floor(math.log10(max(min(rates), 0.1)))
    high = 10 ** math.ceil(math.log10(max(rates)))
    height = TOP + ROW * len(rows) + BOTTOM

    def across(rate: float) -> float:
        share = math.log10(max(rate, low) / low) / math.log10(high / low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    parts = [
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{TITLE}">',
        f"<title>{TITLE}</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *_legend(),
        *_axis(low, high, across, height - BOTTOM),
    ]
    for place, (label, found) in enumerate(rows):
        y = TOP + ROW * place + ROW / 2
        parts.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(label)}</text>')
        known = {name: found[name]["rate"] for name in MARKS if name in found}
        ends = [across(rate) for rate in known.values()]
        parts.append(
            f'<line class="link" x1="{min(ends):.1f}" x2="{max(ends):.1f}" y1="{y}" y2="{y}"/>'
        )
        parts += [_mark(name, across(rate), y, rate) for name, rate in known.items()]
    return "\n".join([*parts, "</svg>", ""])


def _legend() -> Iterator[str]:
    for place, (name, (label, _shape, _colour)) in enumerate(MARKS.items()):
        x = LEFT + 10 + place * 145
        yield _mark(name, x, 18, None)
        yield f'<text x="{x + 12}" y="22">{label}</text>'


def _axis(low: float, high: float, across: Any, bottom: float) -> Iterator[str]:
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        x = across(10**power)
        yield f'<line class="line" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{bottom}"/>'
        yield (
            f'<text class="small" x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">'
            f"{10**power:,}</text>"
        )
    yield f'<text class="small" x="{LEFT}" y="{TOP - 12}">requests a second</text>'


def _mark(name: str, x: float, y: float, rate: float | None) -> str:
    label, shape, colour = MARKS[name]
    title = "" if rate is None else f"<title>{label}: {rate:,.0f}</title>"
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y}" r="6" fill="{colour}">{title}</circle>'
    if shape == "ring":
        drawn = f'fill="#fff" stroke="{colour}" stroke-width="2"'
        return f'<circle cx="{x:.1f}" cy="{y}" r="5" {drawn}>{title}</circle>'
    if shape == "diamond":
        points = f"{x:.1f},{y - 7} {x + 7:.1f},{y} {x:.1f},{y + 7} {x - 7:.1f},{y}"
        return f'<polygon points="{points}" fill="{colour}">{title}</polygon>'
    return f'<rect x="{x - 2:.1f}" y="{y - 8}" width="4" height="16" fill="{colour}">{title}</rect>'
