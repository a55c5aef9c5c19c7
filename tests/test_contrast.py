"""Words can be read: the contrast of the colours of site.css, in both schemes.

Every colour of words is held against every colour behind words, whether or not the two meet
today, so that no combination has to be listed.
"""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parent.parent / "static" / "css" / "site.css").read_text(
    encoding="utf-8"
)
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {name: (light, dark) for name, light, dark in TOKEN.findall(CSS)}
SHADE = re.compile(r"background: color-mix\(in srgb, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)")
SCHEMES = ("light", "dark")
# Words on them have a colour of their own.
OWN = {"accent": "accent-ink"}
FOR_WORDS, FOR_SIGNS = 4.5, 3.0
Colour = tuple[float, float, float]


def colour(name: str, scheme: str) -> Colour:
    text = TOKENS[name][SCHEMES.index(scheme)]
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(each: Colour) -> float:
    """Relative luminance of WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in each
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def words() -> set[str]:
    return set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", CSS)) - set(OWN.values())


def behind_words() -> set[str]:
    return set(re.findall(r"background: var\(--([\w-]+)\)", CSS)) - set(OWN) - {"bar-empty", "bar"}


def test_black_on_white_is_twenty_one():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)


def test_every_colour_is_a_token():
    outside = TOKEN.sub("", CSS)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", outside)) <= {"#fff"}, "white is paper's"
    assert {"ink", "quiet", "accent", "warn", "cancer", "gene"} <= words()
    assert {"paper", "sheet", "tint", "warn-tint"} <= behind_words()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read(scheme):
    ratios = {
        f"{word} on {ground}": contrast(colour(word, scheme), colour(ground, scheme))
        for word in words()
        for ground in behind_words()
    } | {
        f"{ink} on {own}": contrast(colour(ink, scheme), colour(own, scheme))
        for own, ink in OWN.items()
    }
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < FOR_WORDS} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_on_the_shades_of_the_matrix_can_be_read(scheme):
    shades = SHADE.findall(CSS)
    assert len(shades) == 4
    for name, share, ground in shades:
        part = int(share) / 100
        pairs = zip(colour(name, scheme), colour(ground, scheme), strict=True)
        red, green, blue = (above * part + below * (1 - part) for above, below in pairs)
        assert contrast(colour("ink", scheme), (red, green, blue)) >= FOR_WORDS


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("sign", "ground"),
    [
        ("accent", "paper"),
        ("accent", "sheet"),
        ("warn", "paper"),
        ("warn", "warn-tint"),
        ("bar", "bar-empty"),
        ("bar", "paper"),
        ("quiet", "sheet"),
    ],
)
def test_signs_can_be_seen(scheme, sign, ground):
    assert contrast(colour(sign, scheme), colour(ground, scheme)) >= FOR_SIGNS
