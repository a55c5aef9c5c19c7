"""What a reader's program makes of an answer: whether anything in it came from what was typed."""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

from lxml import etree, html

from tests.security.poison import MARK

SAFE_SCHEMES = ("http:", "https:", "mailto:", "webcal:", "feed:")
LINKS = ("href", "src", "action", "formaction", "poster", "data", "cite", "background")
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-?[\d.,]+( |$)")
RIS_LINE = re.compile(r"[A-Z][A-Z0-9]  - ")


def harm(kind: str, text: str) -> Iterator[str]:
    """Says what is wrong with an answer of a content type."""
    kind = kind.partition(";")[0]
    if kind == "text/html":
        yield from _in_html(html.document_fromstring(text))
    elif kind.endswith("xml"):
        yield from _in_xml(etree.fromstring(text.encode()))
    elif kind.endswith("json"):
        json.loads(text)
    elif kind == "text/csv":
        yield from _in_cells(text)
    elif kind.endswith("research-info-systems"):
        lines = text.split("\r\n")[:-1]
        yield from (line for line in lines if not RIS_LINE.match(line))
        yield from (line for line in lines[:-1] if line.startswith("ER"))
    elif kind.endswith("bibtex"):
        yield from re.findall(r"(?m)^@.*", text)[1:]
        bare = text.replace("\\{", "").replace("\\}", "")
        if bare.count("{") != bare.count("}"):
            yield "braces"


def _in_html(page: Any) -> Iterator[str]:
    for element in page.iter():
        if not isinstance(element.tag, str):
            if MARK in (element.text or ""):
                yield f"a comment: {element.text}"
            continue
        yield from _in_element(element)
        if element.tag == "style" and element.text:
            yield "a style sheet in the page"
        if element.tag == "script" and "src" not in element.attrib:
            if element.get("type") != "application/ld+json":
                yield f"a script: {element.text}"
            else:
                json.loads(element.text)


def _in_element(element: Any) -> Iterator[str]:
    if MARK in element.tag:
        yield f"an element: {element.tag}"
    for name, value in element.attrib.items():
        if MARK in name or name.startswith("on") or name in ("style", "srcdoc"):
            yield f"an attribute: {name} of {element.tag}"
        if name.rpartition("}")[2] in LINKS and not _is_safe(element.tag, value):
            yield f"an address: {value} of {element.tag}"


def _is_safe(tag: str, address: str) -> bool:
    plain = re.sub(r"[\x00-\x20]", "", address).lower()
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", plain)
    if scheme is None:
        return not plain.startswith("//")
    return plain.startswith(SAFE_SCHEMES) or (tag == "img" and plain.startswith("data:image/"))


def _in_xml(root: Any) -> Iterator[str]:
    for element in root.iter():
        yield from _in_element(element)
        if element.get("type") == "html" and element.text:
            yield from _in_html(html.fragment_fromstring(element.text, create_parent=True))


def _in_cells(text: str) -> Iterator[str]:
    head, *rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))
    for row in rows:
        if len(row) != len(head):
            yield f"{len(row)} cells for {len(head)} columns"
        for cell in row:
            if cell.startswith(STARTS_OF_FORMULAS) and not NUMBER.match(cell):
                yield f"a formula: {cell}"
