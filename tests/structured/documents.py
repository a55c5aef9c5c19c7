"""The data block and the head of a page, read as a program reads them."""

import json
from html.parser import HTMLParser
from typing import Any


class Head(HTMLParser):
    """Elements of the head: metas by name or property, links by rel, the title, data blocks."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: dict[str, str] = {}
        self.links: dict[str, list[dict[str, str]]] = {}
        self.blocks: list[str] = []
        self.scripts = 0
        self._inside = ""
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("name") or given.get("property", "")
            assert name not in self.metas or not name, f"{name} twice"
            self.metas[name] = given.get("content", "")
        elif tag == "link":
            self.links.setdefault(given["rel"], []).append(given)
        elif tag == "script":
            self.scripts += 1
            if given.get("type") == "application/ld+json":
                self._inside = "block"
                self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "block":
            self.blocks[-1] += data

    @property
    def canonical(self) -> str:
        links = self.links.get("canonical", [])
        assert len(links) <= 1
        return links[0]["href"] if links else ""

    @property
    def document(self) -> Any:
        assert len(self.blocks) == 1
        return json.loads(self.blocks[0])

    def node(self, kind: str) -> dict[str, Any]:
        """The one node of the graph with this type."""
        (found,) = [each for each in self.document["@graph"] if each["@type"] == kind]
        return found


def head(response: Any) -> Head:
    return Head(response.content.decode())
