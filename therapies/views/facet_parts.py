"""The facets of a list with their choices, each written once but for the number behind it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.filters.facets import FacetChoices
from therapies.published.selection import Shown
from therapies.views.moulds import MOST_MOULDS, Mould, cast, cut, escaped, made_in, mark, pour

THOUSAND = 1000
MOST_CHOICES = 3_000


def facets(found: Iterable[FacetChoices]) -> SafeString:
    return SafeString("".join(facet(each) for each in found if each.choices))


def facet(each: FacetChoices) -> SafeString:
    holes = {"choices": choices(each), "total": intcomma(each.total), "all_url": each.all_url}
    return pour(_facet(str(get_language()), each), holes)


def _facet(language: str, each: FacetChoices | Shown) -> Mould:
    return _facet_mould(
        language,
        each.name,
        each.label,
        (each.is_open, each.is_used, each.is_long, each.is_asked, bool(each.left_out)),
    )


@lru_cache(MOST_MOULDS)
def _facet_mould(language: str, name: str, label: str, flags: tuple[bool, ...]) -> Mould:
    names = ("is_open", "is_used", "is_long", "is_asked", "left_out")
    holes = {hole: mark(hole) for hole in ("choices", "total", "all_url")}
    context = {"name": name, "label": label, **dict(zip(names, flags, strict=True)), **holes}
    return cut(render_to_string("components/facet.html", context))


def choices(each: FacetChoices) -> SafeString:
    language, name = str(get_language()), each.name
    written = []
    for choice in each.choices:
        before, after = _choice(
            language, name, choice.value, choice.label, choice.depth, choice.is_selected
        )
        results = choice.results
        written.append(f"{before}{results if results < THOUSAND else intcomma(results)}{after}")
    return SafeString("".join(written))


def _choice(
    language: str, facet: str, value: str, label: str, depth: int, is_selected: bool
) -> tuple[str, str]:
    """What stands before the number, and what behind it."""
    *before, _results, after = made_in(
        language,
        "components/facet_choice.html",
        ("value", "label", "results"),
        facet=facet,
        depth=depth,
        is_selected=is_selected,
    )
    return pour(tuple(before), {"value": value, "label": label}), after


class _Choices(dict[int, bytes]):
    """What stands before the number of each choice of a facet, by its place among them, written
    when it is first asked for. What stands behind the number is the same for all."""

    def __init__(self, language: str, each: Shown, is_chosen: bool) -> None:
        self._index = each.index
        self._known = language, each.name, is_chosen

    def __missing__(self, number: int) -> bytes:
        language, name, is_chosen = self._known
        index = self._index
        value, label, depth = index.values[number], index.labels[number], index.depth(number)
        before, _after = _choice(language, name, value, label, depth, is_chosen)
        if len(self) > MOST_CHOICES:
            self.clear()
        self[number] = written = before.encode()
        return written


@lru_cache
def _behind(language: str) -> bytes:
    _before, after = _choice(language, "", "", "", 0, False)
    return after.encode()


class _Numerals(dict[int, bytes]):
    def __init__(self, language: str) -> None:
        super().__init__((number, b"%d" % number) for number in range(THOUSAND))
        self._language = language

    def __missing__(self, number: int) -> bytes:
        return _numeral(self._language, number)


@lru_cache
def _numerals(language: str) -> _Numerals:
    return _Numerals(language)


@lru_cache(MOST_MOULDS)
def _numeral(language: str, number: int) -> bytes:
    return str(intcomma(number)).encode()


def counted(found: Iterable[Shown], language: str) -> list[bytes]:
    """The same of what an index counted."""
    parts: list[bytes] = []
    for each in found:
        if each.shown:
            holes: dict[str, Sequence[bytes]] = {"choices": _counted(language, each)}
            if each.left_out:
                holes["total"] = (_numerals(language)[each.total],)
                holes["all_url"] = (escaped(each.all_url).encode(),)
            parts += cast(_facet(language, each), holes)
    return parts


def _counted(language: str, each: Shown) -> list[bytes]:
    shown = each.shown
    parts = [_behind(language)] * (3 * len(shown))
    parts[0::3] = map(_written(language, each, False).__getitem__, shown)
    parts[1::3] = map(_numerals(language).__getitem__, map(each.numbers.__getitem__, shown))
    for number in each.chosen:
        parts[3 * shown.index(number)] = _written(language, each, True)[number]
    return parts


def _written(language: str, each: Shown, is_chosen: bool) -> dict[int, bytes]:
    written = each.index.written
    if (language, is_chosen) not in written:
        written[language, is_chosen] = _Choices(language, each, is_chosen)
    return written[language, is_chosen]
