"""What a comparison has many of, written by filling moulds: figures, decisions of regulators."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from therapies.models import Indication
from therapies.side_by_side import Cell, OrganGroup, Row
from therapies.views.entry_parts import decision
from therapies.views.moulds import MOST_MOULDS, Mould, cut, filled, mark, pour

LONGEST_COMPARATOR = 60
OF_INDICATION = ("setting", "population", "partners")


def rates(groups: Iterable[OrganGroup]) -> list[tuple[str, SafeString]]:
    return [(group.label, SafeString("".join(map(_row, group.rows)))) for group in groups]


def _row(row: Row) -> SafeString:
    holes = {
        "url": row.label.get_absolute_url(),
        "name": row.label.name,
        "difference": _verdict(get_language(), row.mark, row.verdict),
    }
    for place, cell in enumerate(row.cells):
        holes |= {f"drug{place}": cell.column.drug.name, f"figure{place}": _figure(cell)}
    return pour(_row_of(get_language(), len(row.cells)), holes)


@lru_cache
def _row_of(language: str, drugs: int) -> Mould:
    names = ("url", "name", "difference")
    cells = [
        {"drug": mark(f"drug{place}"), "figure": mark(f"figure{place}")} for place in range(drugs)
    ]
    context = {name: mark(name) for name in names} | {"cells": cells}
    return cut(render_to_string("components/compare_row.html", context).rstrip())


@lru_cache
def _verdict(language: str, sign: str, words: str) -> SafeString:
    row = Row("", [], sign, words)
    return render_to_string("components/verdict.html", {"row": row})


def _figure(cell: Cell) -> SafeString:
    rate = cell.rate
    if rate is None:
        return _no_figure(get_language())
    said = {
        "figure": rate.percent_text or rate.get_stated_band_display() or "–",
        "interval": cell.interval.text if cell.interval else "",
        "grave": rate.grade_3_plus_text,
        "grave_interval": cell.grave_interval.text if cell.grave_interval else "",
        "comparator": _brief(rate.dataset.comparator) or _("comparator"),
        "compared": rate.comparator_text,
        "compared_interval": cell.comparator_interval.text if cell.comparator_interval else "",
    }
    holes = {name: text for name, text in said.items() if text}
    return filled("components/compare_rate.html", holes, **dict.fromkeys(said.keys() - holes, ""))


@lru_cache
def _no_figure(language: str) -> SafeString:
    return format_html('<span class="quiet">{}</span>', _("no figure found"))


@lru_cache(MOST_MOULDS)
def _brief(comparator: str) -> str:
    return Truncator(comparator).chars(LONGEST_COMPARATOR)


def indications(rows: Iterable[Row]) -> list[Row]:
    """Each indication written, with what the regulators decided."""
    return [replace(row, cells=[_written(cell) for cell in row.cells]) for row in rows]


def _written(cell: dict[str, Any]) -> dict[str, Any]:
    return cell | {"indications": [_indication(each) for each in cell["indications"]]}


def _indication(indication: Indication) -> SafeString:
    holes = {name: getattr(indication, name) for name in OF_INDICATION}
    approvals = indication.approvals.all()
    for place, approval in enumerate(approvals):
        regulator = approval.regulator
        holes |= {f"full_name{place}": regulator.full_name, f"name{place}": regulator.name}
        holes[f"decision{place}"] = decision(approval)
    given = tuple(name for name, text in holes.items() if text)
    return pour(_indication_of(get_language(), given, len(approvals)), holes)


@lru_cache(MOST_MOULDS)
def _indication_of(language: str, given: tuple[str, ...], approvals: int) -> Mould:
    said = {name: mark(name) if name in given else "" for name in OF_INDICATION}
    decisions = [
        ({name: mark(f"{name}{place}") for name in ("full_name", "name")}, mark(f"decision{place}"))
        for place in range(approvals)
    ]
    context = {"indication": said, "decisions": decisions}
    return cut(render_to_string("components/compare_indication.html", context).rstrip())
