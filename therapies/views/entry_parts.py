"""Tags for what stands on pages of entries most often, written by filling moulds.

The components are those of the templates; each is rendered once for each form that it may have.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.l10n import unlocalize
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.models import Rate
from therapies.pictures.dot_plot import Line
from therapies.views.moulds import MOST_MOULDS, Mould, cut, mark, pour

NO_FIGURE = "–"

register = template.Library()


@register.simple_tag
def footnote(claim: Any) -> SafeString:
    """The number of a claim's source, which opens in place."""
    source, note = claim.source, getattr(claim, "note", "")
    mould = _footnote(get_language(), bool(source.publisher), bool(source.published), bool(note))
    holes = {
        "footnote": str(claim.footnote),
        "footnote_id": claim.footnote_id,
        "locator": claim.locator,
        "report_address": claim.report_address,
        "note": note,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
    }
    return pour(mould, holes)


@lru_cache(MOST_MOULDS)
def _footnote(language: str, has_publisher: bool, has_published: bool, has_note: bool) -> Mould:
    names = ("footnote", "footnote_id", "locator", "report_address")
    source = {
        "title": mark("title"),
        "publisher": mark("publisher") if has_publisher else "",
        "published": mark("published") if has_published else "",
    }
    claim = {name: mark(name) for name in names} | {
        "source": source,
        "note": mark("note") if has_note else "",
    }
    return cut(render_to_string("components/footnote.html", {"claim": claim}))


@register.simple_tag
def rate_row(rate: Rate, has_comparator: Any) -> SafeString:
    """One row of a dataset."""
    percent = rate.percent_text
    effect = rate.side_effect
    holes = {
        "address": effect.get_absolute_url(),
        "name": effect.name,
        "all": percent or str(rate.get_stated_band_display()) or NO_FIGURE,
        "bar": unlocalize(rate.best_percent) if percent else "",
        "grave": rate.grade_3_plus_text or NO_FIGURE,
        "other": rate.comparator_text or NO_FIGURE,
        "other_grave": rate.comparator_grade_3_plus_text or NO_FIGURE,
    }
    return pour(_rate_row(get_language(), bool(percent), bool(has_comparator)), holes)


@lru_cache(MOST_MOULDS)
def _rate_row(language: str, has_percent: bool, has_comparator: bool) -> Mould:
    rate = {
        "side_effect": {"get_absolute_url": mark("address"), "name": mark("name")},
        "percent_text": mark("all") if has_percent else "",
        "get_stated_band_display": mark("all"),
        "best_percent": mark("bar"),
        "grade_3_plus_text": mark("grave"),
        "comparator_text": mark("other"),
        "comparator_grade_3_plus_text": mark("other_grave"),
    }
    context = {"rate": rate, "has_comparator": has_comparator}
    return cut(render_to_string("components/rate.html", context))


@register.simple_tag
def dot_line(line: Line) -> SafeString:
    """One line of a dot plot."""
    marks = tuple((each.shape, each.is_bound) for each in line.marks)
    holes = {
        "label": line.label,
        "detail": line.detail,
        "value": line.value,
        "grave_value": line.grave_value,
    }
    for number, each in enumerate(line.marks):
        holes[f"at{number}"] = each.at
        holes[f"start{number}"] = each.start
        holes[f"span{number}"] = each.span
        holes[f"down{number}"] = each.down
    mould = _dot_line(get_language(), bool(line.detail), bool(line.grave_value), marks)
    return pour(mould, holes)


@lru_cache(MOST_MOULDS)
def _dot_line(
    language: str, has_detail: bool, has_grave_value: bool, marks: tuple[tuple[str, bool], ...]
) -> Mould:
    line = {
        "label": mark("label"),
        "detail": mark("detail") if has_detail else "",
        "value": mark("value"),
        "grave_value": mark("grave_value") if has_grave_value else "",
        "marks": [
            {"shape": shape, "is_bound": is_bound}
            | {name: mark(f"{name}{number}") for name in ("at", "start", "span", "down")}
            for number, (shape, is_bound) in enumerate(marks)
        ],
    }
    # Lines follow each other without a break between them.
    return cut(render_to_string("components/dot_line.html", {"line": line}).rstrip())
