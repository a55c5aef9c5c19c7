"""Tags for what stands on pages of entries most often, written by filling moulds.

The components are those of the templates; each is rendered once for each form that it may have.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.l10n import unlocalize
from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.dates import precise
from therapies.models import Approval, Rate, Source
from therapies.pictures.dot_plot import Line
from therapies.views.moulds import MOST_MOULDS, Mould, cut, mark, pour

NO_FIGURE = "–"
# Days on which nothing was decided: where they stand in a mould, others are filled in.
DECIDED, ENDED = date(1111, 11, 11), date(1222, 12, 22)
OF_SOURCE = ("title", "publisher", "published")
OF_CLAIM = ("locator", "note", "footnote", "footnote_id", "report_address", "date_footnote")

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


@register.simple_tag
def decision(approval: Approval) -> SafeString:
    """What one regulator decided, with its dates and its source."""
    said = {name: str(getattr(approval, name, "")) for name in OF_CLAIM}
    said |= {name: str(getattr(approval.source, name)) for name in OF_SOURCE}
    days = {
        "decided": precise(approval.decided_on, approval.decided_precision or "day"),
        "ended": precise(approval.ended_on, approval.ended_precision or "day"),
    }
    given = tuple(name for name, text in (said | days).items() if text)
    return pour(_decision(get_language(), approval.status, given), said | days)


@lru_cache(MOST_MOULDS)
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


@register.simple_tag
def source_line(source: Source, number: int) -> SafeString:
    """One of the numbered sources at the end of a page."""
    holes = {
        "number": str(number),
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "day": _day(source.accessed_on),
        "address": source.get_absolute_url(),
    }
    return pour(_source_line(get_language(), bool(source.publisher), bool(source.published)), holes)


@lru_cache(MOST_MOULDS)
def _day(day: date) -> str:
    return date_format(day, "j F Y")


@lru_cache
def _source_line(language: str, has_publisher: bool, has_published: bool) -> Mould:
    source = {
        "url": mark("url"),
        "title": mark("title"),
        "publisher": mark("publisher") if has_publisher else "",
        "published": mark("published") if has_published else "",
        "get_absolute_url": mark("address"),
    }
    context = {"source": source, "number": mark("number"), "day": mark("day")}
    return cut(render_to_string("components/source_line.html", context).rstrip())


@register.simple_tag
def unchanging(template_name: str, **fixed: Any) -> SafeString:
    """A component that says the same on every page."""
    return _unchanging(template_name, get_language(), get_script_prefix(), tuple(fixed.items()))


@lru_cache(MOST_MOULDS)
def _unchanging(
    template_name: str, language: str, prefix: str, fixed: tuple[tuple[str, Any], ...]
) -> SafeString:
    return render_to_string(template_name, dict(fixed))
