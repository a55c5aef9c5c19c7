"""The cells of the matrix, written by filling a mould once for each cell that is met."""

from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from therapies.matrix import Cell, Heading, Matrix
from therapies.views.moulds import filled

MOST_CELLS = 8_000
TEMPLATE = "components/matrix_cell.html"
HOLES = ("column", "url", "text", "detail", "others")


def rows(matrix: Matrix) -> list[tuple[Heading, SafeString]]:
    language = get_language()
    empty = filled(TEMPLATE, {}, is_found=False).rstrip()
    return [
        (
            heading,
            SafeString("".join([_cell(language, cell) if cell else empty for cell in cells])),
        )
        for heading, cells in matrix.rows
    ]


@lru_cache(MOST_CELLS)
def _cell(language: str, cell: Cell) -> SafeString:
    written = filled(
        TEMPLATE,
        {name: getattr(cell, name) for name in HOLES},
        is_found=True,
        sign=cell.sign,
        shade=cell.shade,
        is_combined=cell.is_combined,
        has_others=bool(cell.others),
    )
    return SafeString(written.rstrip())
