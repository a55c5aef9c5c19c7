"""How an entry at one of its versions is cited: as text, BibTeX, RIS and CSL-JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from therapies.characters import on_one_line

AUTHOR = "immunoref maintainers"
PUBLISHER = "immunoref"
CONTAINER = "immunoref: an open, evidence-linked reference of immunotherapies"
LICENCE = "CC BY 4.0"
# As citation formats write them, whatever the language of the site.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Braces are counted even behind a backslash, so they are written as commands.
FOR_LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{special: f"\\{special}" for special in "&%$#_"},
    }
)


@dataclass(frozen=True)
class Citation:
    """A page as it stood from `issued` on; `address` is permanent and says the same for ever."""

    kind: str
    slug: str
    number: int
    title: str
    issued: date
    accessed: date
    address: str

    @property
    def key(self) -> str:
        kind = self.kind.replace("_", "-")
        return f"immunoref-{kind}-{self.slug}-v{self.number}"

    @property
    def version(self) -> str:
        return f"Version {self.number}"

    @property
    def text(self) -> str:
        """In the manner of Vancouver."""
        return (
            f"{AUTHOR}. {on_one_line(self.title)} [Internet]. {self.version}. In: {CONTAINER}. "
            f"{_day(self.issued)} [cited {_day(self.accessed)}]. Available from: {self.address}"
        )

    @property
    def bibtex(self) -> str:
        """`misc` is known to BibTeX and biber alike; letters stay as they are, for biber."""
        title = on_one_line(self.title).translate(FOR_LATEX)
        fields = {
            "author": f"{{{AUTHOR}}}",
            "title": f"{{{title}}}",
            "howpublished": CONTAINER,
            "version": str(self.number),
            "year": str(self.issued.year),
            "url": self.address,
            "urldate": self.accessed.isoformat(),
            "note": f"{self.version} of {self.issued.isoformat()}. Licence: {LICENCE}",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        lines.insert(5, f"  month = {MONTHS[self.issued.month - 1].lower()},")
        return "\n".join([f"@misc{{{self.key},", *lines, "}", ""])

    @property
    def ris(self) -> str:
        """One field a line, lines ended as the format wants."""
        fields = [
            ("TY", "ELEC"),
            ("ID", self.key),
            ("AU", AUTHOR),
            ("TI", on_one_line(self.title)),
            ("T2", CONTAINER),
            ("PB", PUBLISHER),
            ("PY", str(self.issued.year)),
            ("DA", f"{self.issued:%Y/%m/%d}/"),
            ("ET", self.version),
            ("Y2", f"{self.accessed:%Y/%m/%d}/"),
            ("UR", self.address),
            ("LA", "en-GB"),
            ("N1", f"Licence: {LICENCE}"),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)

    @property
    def csl_json(self) -> str:
        item = {
            "id": self.key,
            "type": "webpage",
            "title": on_one_line(self.title),
            "author": [{"literal": AUTHOR}],
            "container-title": CONTAINER,
            "publisher": PUBLISHER,
            "version": str(self.number),
            "issued": _parts(self.issued),
            "accessed": _parts(self.accessed),
            "URL": self.address,
            "language": "en-GB",
            "note": f"Licence: {LICENCE}",
        }
        lines = (
            f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in item.items()
        )
        return "[{{\n{}\n}}]\n".format(",\n".join(lines))


def _day(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day}"


def _parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


@dataclass(frozen=True)
class Format:
    """A way to write a citation: the ending and the type of its file."""

    label: str
    ending: str
    content_type: str
    written: Callable[[Citation], str]


FORMATS = {
    "text": Format("Text", "txt", "text/plain", lambda each: f"{each.text}\n"),
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", lambda each: each.bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", lambda each: each.ris),
    "csl": Format(
        "CSL-JSON",
        "json",
        "application/vnd.citationstyles.csl+json",
        lambda each: each.csl_json,
    ),
}
