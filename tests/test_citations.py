"""Citations can be read back as they were meant, whatever a name holds."""

import json
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from therapies.characters import for_xml, on_one_line
from therapies.citations import FORMATS, Citation

ODD = '50 % of {A_1} & $B #2 ~ ^ \\ "q" <i> Türkiye β₂\r\nTY  - JOUR\x0b@misc{x,}'
COMMANDS = {
    r"{\textbackslash}": "\\",
    r"{\textbraceleft}": "{",
    r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~",
    r"{\textasciicircum}": "^",
}


def citation(title="Pembrolizumab", **fields):
    usual = {
        "kind": "drug",
        "slug": "pembrolizumab",
        "number": 3,
        "issued": date(2026, 2, 7),
        "accessed": date(2026, 11, 21),
        "address": "https://immunoref.example/drugs/pembrolizumab/history/3/",
    }
    return Citation(title=title, **usual | fields)


def read_bibtex(text):
    """Type, key and fields; as strict as BibTeX: braces balance, nothing stands outside."""
    head = re.match(r"@(\w+)\{([^,\s{}\"#%']+),\n", text)
    assert head, text
    place, fields = head.end(), {}
    while not text.startswith("}", place):
        name = re.compile(r"  (\w+) = ").match(text, place)
        assert name, text[place:]
        place = name.end()
        if text[place] == "{":
            end, depth = place, 0
            while True:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
                if not depth:
                    break
            fields[name[1]] = text[place + 1 : end - 1]
        else:
            end = re.compile(r"[a-z]+").match(text, place).end()
            fields[name[1]] = text[place:end]
        assert text[end : end + 2] == ",\n"
        place = end + 2
    assert text[place:] == "}\n"
    return head[1], head[2], fields


def from_latex(text):
    """The letters that LaTeX would print; nothing special may stand unescaped."""
    assert text[0] + text[-1] == "{}", "kept as one, capitals too"
    said, place, text = "", 0, text[1:-1]
    while place < len(text):
        command = next((each for each in COMMANDS if text.startswith(each, place)), "")
        if command:
            said, place = said + COMMANDS[command], place + len(command)
        elif text[place] == "\\":
            assert text[place + 1] in "&%$#_"
            said, place = said + text[place + 1], place + 2
        else:
            assert text[place] not in "\\{}&%$#_~^"
            said, place = said + text[place], place + 1
    return said


def read_ris(text):
    lines = text.split("\r\n")
    assert lines.pop() == ""
    found = {}
    for line in lines:
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n]*)", line)
        assert match, line
        assert match[1] not in found
        found[match[1]] = match[2]
    assert next(iter(found)) == "TY"
    assert list(found)[-1] == "ER"
    return found


def test_text_says_who_what_which_version_when_and_where():
    assert citation().text == (
        "immunoref maintainers. Pembrolizumab [Internet]. Version 3. In: immunoref: an open, "
        "evidence-linked reference of immunotherapies. 2026 Feb 7 [cited 2026 Nov 21]. "
        "Available from: https://immunoref.example/drugs/pembrolizumab/history/3/"
    )


def test_bibtex():
    kind, key, fields = read_bibtex(citation().bibtex)
    assert (kind, key) == ("misc", "immunoref-drug-pembrolizumab-v3")
    assert fields == {
        "author": "{immunoref maintainers}",
        "title": "{Pembrolizumab}",
        "howpublished": "immunoref: an open, evidence-linked reference of immunotherapies",
        "version": "3",
        "year": "2026",
        "month": "feb",
        "url": "https://immunoref.example/drugs/pembrolizumab/history/3/",
        "urldate": "2026-11-21",
        "note": "Version 3 of 2026-02-07. Licence: CC BY 4.0",
    }


def test_ris():
    found = read_ris(citation().ris)
    assert found["TY"] == "ELEC"
    assert found["AU"] == "immunoref maintainers"
    assert found["TI"] == "Pembrolizumab"
    assert found["DA"] == "2026/02/07/"
    assert found["Y2"] == "2026/11/21/"
    assert found["UR"] == "https://immunoref.example/drugs/pembrolizumab/history/3/"


def test_csl_json():
    (item,) = json.loads(citation().csl_json)
    assert item["id"] == "immunoref-drug-pembrolizumab-v3"
    assert item["type"] == "webpage"
    assert item["author"] == [{"literal": "immunoref maintainers"}]
    assert item["issued"] == {"date-parts": [[2026, 2, 7]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 21]]}
    assert item["URL"].endswith("/history/3/")
    assert item["version"] == "3"


def test_an_odd_title_is_kept_by_every_format():
    odd, plain = citation(ODD), on_one_line(ODD)
    assert from_latex(read_bibtex(odd.bibtex)[2]["title"]) == plain
    assert read_ris(odd.ris)["TI"] == plain
    assert json.loads(odd.csl_json)[0]["title"] == plain
    assert plain in odd.text
    assert "\n" not in odd.text
    assert "Türkiye β₂" in odd.bibtex


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_is_kept_by_every_format(title):
    any_one, plain = citation(title), on_one_line(title)
    assert from_latex(read_bibtex(any_one.bibtex)[2]["title"]) == plain
    assert read_ris(any_one.ris)["TI"] == plain
    assert json.loads(any_one.csl_json)[0]["title"] == plain
    assert len(any_one.text.splitlines()) == 1


@settings(deadline=None)
@given(st.text())
def test_nothing_is_left_that_xml_or_a_line_cannot_hold(text):
    assert not [each for each in on_one_line(text) if unicodedata.category(each) in ("Cc", "Cs")]
    assert len(for_xml(text)) == len(text)


def test_a_key_holds_nothing_that_a_reader_of_bibtex_trips_over():
    assert citation(kind="side_effect").key == "immunoref-side-effect-pembrolizumab-v3"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_file(name):
    form = FORMATS[name]
    assert form.written(citation()).endswith("\n")
    assert len({each.ending for each in FORMATS.values()}) == len(FORMATS)
