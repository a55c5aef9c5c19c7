"""What a comparison has many of, written by filling moulds: figures, decisions of regulators."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from therapies.dates import precise
from therapies.models import Approval, Source
from therapies.side_by_side import Cell, OrganGroup, Row
from therapies.views.moulds import Mould, cut, filled, mark, pour

LONGEST_COMPARATOR = 60
MOST_FORMS = 1_000
# Days on which nothing was decided: where they stand in a mould, others are filled in.
DECIDED, ENDED = date(1111, 11, 11), date(1222, 12, 22)
OF_SOURCE = ("title", "publisher", "published")
OF_CLAIM = ("locator", "note", "footnote", "footnote_id", "report_address", "date_footnote")


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
        return format_html('<span class="quiet">{}</span>', _("no figure found"))
    comparator = rate.dataset.comparator or _("comparator")
    said = {
        "figure": rate.percent_text or rate.get_stated_band_display() or "–",
        "interval": cell.interval.text if cell.interval else "",
        "grave": rate.grade_3_plus_text,
        "grave_interval": cell.grave_interval.text if cell.grave_interval else "",
        "comparator": Truncator(comparator).chars(LONGEST_COMPARATOR),
        "compared": rate.comparator_text,
        "compared_interval": cell.comparator_interval.text if cell.comparator_interval else "",
    }
    holes = {name: text for name, text in said.items() if text}
    return filled("components/compare_rate.html", holes, **dict.fromkeys(said.keys() - holes, ""))


def indications(rows: Iterable[Row]) -> list[Row]:
    """Each indication with its approvals, each approval with its text."""
    return [replace(row, cells=[_written(cell) for cell in row.cells]) for row in rows]


def _written(cell: dict[str, Any]) -> dict[str, Any]:
    found = [
        (each, [(approval, decision(approval)) for approval in each.approvals.all()])
        for each in cell["indications"]
    ]
    return cell | {"indications": found}


def decision(approval: Approval) -> SafeString:
    said = {name: str(getattr(approval, name, "")) for name in OF_CLAIM}
    said |= {name: str(getattr(approval.source, name)) for name in OF_SOURCE}
    days = {
        "decided": precise(approval.decided_on, approval.decided_precision or "day"),
        "ended": precise(approval.ended_on, approval.ended_precision or "day"),
    }
    given = tuple(name for name, text in (said | days).items() if text)
    return pour(_decision(get_language(), approval.status, given), said | days)


@lru_cache(MOST_FORMS)
def _decision(language: str, status: str, given: tuple[str, ...]) -> Mould:
    said = {name: mark(name) if name in given else "" for name in (*OF_SOURCE, *OF_CLAIM)}
    approval = Approval(
        status=status,
        decided_on=DECIDED if "decided" in given else None,
        decided_precision="day",
        ended_on=ENDED if "ended" in given else None,
        ended_precision="day",
        source=Source(**{name: said[name] for name in OF_SOURCE}),
    )
    for name in OF_CLAIM:
        setattr(approval, name, said[name])
    text = render_to_string("components/approval.html", {"approval": approval})
    for day, name in ((DECIDED, "decided"), (ENDED, "ended")):
        text = SafeString(text.replace(precise(day, "day"), mark(name)))
    return cut(text)
