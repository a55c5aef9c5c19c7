"""What a comparison has many of, written by filling moulds: rows, figures, decisions."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from therapies.models import Indication
from therapies.side_by_side import Cell, Column, OrganGroup, Row
from therapies.views.entry_parts import decision
from therapies.views.moulds import MOST_MOULDS, Mould, cut, mark, pour

LONGEST_COMPARATOR = 60
OF_INDICATION = ("setting", "population", "partners")


def facts(columns: Sequence[Column], rows: Iterable[Row]) -> SafeString:
    language, table = get_language(), _table(columns, _("Difference"), is_linked=False)
    return _joined(
        _row(language, table, row, {"name": row.label}, [cell["text"] for cell in row.cells])
        for row in rows
    )


def indications(columns: Sequence[Column], rows: Iterable[Row]) -> SafeString:
    """Each condition, with what the regulators decided."""
    language, table = get_language(), _table(columns, _("Approved for it"))
    return _joined(
        _row(
            language, table, row, _link(row.label), [_decided(language, cell) for cell in row.cells]
        )
        for row in rows
    )


def rates(columns: Sequence[Column], groups: Iterable[OrganGroup]) -> list[tuple[str, SafeString]]:
    language, table = get_language(), _table(columns, _("Difference"))
    return [
        (
            group.label,
            _joined(
                _row(
                    language,
                    table,
                    row,
                    _link(row.label),
                    [_figure(language, cell) for cell in row.cells],
                )
                for row in group.rows
            ),
        )
        for group in groups
    ]


def _table(columns: Sequence[Column], last: str, is_linked: bool = True) -> Mould:
    """A row with what all rows of a table have in common, and holes for the rest."""
    mould = _any_row(get_language(), len(columns), is_linked)
    holes = {name: mark(name) for name in mould[1::2]}
    drugs = {f"drug{place}": column.drug.name for place, column in enumerate(columns)}
    return cut(pour(mould, holes | drugs | {"last": last}))


@lru_cache
def _any_row(language: str, drugs: int, is_linked: bool) -> Mould:
    cells = [{"drug": mark(f"drug{place}"), "text": mark(f"text{place}")} for place in range(drugs)]
    names = ("name", "last", "difference", *(("url",) if is_linked else ()))
    context = {"url": ""} | {name: mark(name) for name in names} | {"cells": cells}
    return cut(render_to_string("components/compare_row.html", context).rstrip())


def _row(
    language: str, table: Mould, row: Row, label: dict[str, str], texts: Iterable[str]
) -> SafeString:
    written = {f"text{place}": text for place, text in enumerate(texts)}
    return pour(table, label | written | {"difference": _verdict(language, row.mark, row.verdict)})


def _link(entry: Any) -> dict[str, str]:
    return {"url": entry.get_absolute_url(), "name": entry.name}


def _joined(rows: Iterable[str]) -> SafeString:
    return SafeString("".join(rows))


@lru_cache
def _verdict(language: str, sign: str, words: str) -> SafeString:
    row = Row("", [], sign, words)
    return render_to_string("components/verdict.html", {"row": row})


def _figure(language: str, cell: Cell) -> SafeString:
    rate = cell.rate
    if rate is None:
        return _no_figure(language)
    said = {
        "figure": rate.percent_text or rate.get_stated_band_display() or "–",
        "interval": cell.interval.text if cell.interval else "",
        "grave": rate.grade_3_plus_text,
        "grave_interval": cell.grave_interval.text if cell.grave_interval else "",
        "comparator": _brief(rate.dataset.comparator) or _("comparator"),
        "compared": rate.comparator_text,
        "compared_interval": cell.comparator_interval.text if cell.comparator_interval else "",
    }
    return pour(_any_figure(language, tuple(name for name, text in said.items() if text)), said)


@lru_cache(MOST_MOULDS)
def _any_figure(language: str, given: tuple[str, ...]) -> Mould:
    names = (
        "figure",
        "interval",
        "grave",
        "grave_interval",
        "comparator",
        "compared",
        "compared_interval",
    )
    context = {name: mark(name) if name in given else "" for name in names}
    return cut(render_to_string("components/compare_rate.html", context))


@lru_cache(MOST_MOULDS)
def _brief(comparator: str) -> str:
    return Truncator(comparator).chars(LONGEST_COMPARATOR)


def _decided(language: str, cell: dict[str, Any]) -> SafeString:
    found = cell["indications"]
    return _joined(_indication(language, each) for each in found) if found else _no_entry(language)


def _indication(language: str, indication: Indication) -> SafeString:
    holes = {name: getattr(indication, name) for name in OF_INDICATION}
    approvals = indication.approvals.all()
    for place, approval in enumerate(approvals):
        regulator = approval.regulator
        holes |= {f"full_name{place}": regulator.full_name, f"name{place}": regulator.name}
        holes[f"decision{place}"] = decision(approval)
    given = tuple(name for name, text in holes.items() if text)
    return pour(_any_indication(language, given, len(approvals)), holes)


@lru_cache(MOST_MOULDS)
def _any_indication(language: str, given: tuple[str, ...], approvals: int) -> Mould:
    said = {name: mark(name) if name in given else "" for name in OF_INDICATION}
    decisions = [
        ({name: mark(f"{name}{place}") for name in ("full_name", "name")}, mark(f"decision{place}"))
        for place in range(approvals)
    ]
    context = {"indication": said, "decisions": decisions}
    return cut(render_to_string("components/compare_indication.html", context).rstrip())


@lru_cache
def _no_figure(language: str) -> SafeString:
    return _quiet(_("no figure found"))


@lru_cache
def _no_entry(language: str) -> SafeString:
    return _quiet(_("no entry"))


def _quiet(text: str) -> SafeString:
    return format_html('<span class="quiet">{}</span>', text)
