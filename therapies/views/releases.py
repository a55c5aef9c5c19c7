"""Releases: which there are, what changed with each, and their files."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from therapies.releases import papers, shelf
from therapies.releases.bundle import Kept
from therapies.releases.shelf import Release
from therapies.releases.telling import HEADINGS

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown; charset=utf-8",
    ".sqlite3": "application/vnd.sqlite3",
    ".zip": "application/zip",
}
READ_IN_PLACE = {".md", ".cff", ""}
TABLES = ("csv/", "jsonl/")
DATABASE = "immunoref.sqlite3"
MEANINGS = {
    DATABASE: _("all tables in one SQLite database"),
    "datapackage.json": _("data dictionary of the CSV files, a Frictionless data package"),
    "CHANGES.md": _("every changed field, before and after, and why"),
    "changes.json": _("the same for programs"),
    "README.md": _("what each file is and how values are written"),
    "LICENSE": _("the licence"),
    "CITATION.cff": _("how to cite it, for programs"),
}
FOR_EVER = "public, max-age=31536000, immutable"
# Pages of others may read what is open.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
MOST_ENTRIES = 150


@dataclass(frozen=True)
class File:
    name: str
    address: str
    kept: Kept

    @property
    def meaning(self) -> Any:
        return MEANINGS.get(self.name, "")


@dataclass(frozen=True)
class Shown:
    """A release as pages tell of it."""

    release: Release
    host: str

    @property
    def version(self) -> str:
        return self.release.version

    @property
    def address(self) -> str:
        return reverse("release", args=[self.version])

    @property
    def url(self) -> str:
        return self.host + self.address

    @property
    def about(self) -> dict[str, Any]:
        return self.release.about

    @property
    def day(self) -> Any:
        return self.release.as_of.date()

    @cached_property
    def archive(self) -> File:
        return self._file(self.release.archive.name, self.release.archived)

    @property
    def checksums(self) -> str:
        return self._address(shelf.CHECKSUMS)

    @cached_property
    def files(self) -> list[File]:
        """All but tables and fixtures, those first of which it is known what they are."""
        order = list(MEANINGS)
        found = [file for file in self._listed.values() if not file.name.startswith(TABLES)]
        return sorted(
            found, key=lambda file: order.index(file.name) if file.name in order else len(order)
        )

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.about["tables"])

    @property
    def database(self) -> File | None:
        return self._listed.get(DATABASE)

    @cached_property
    def tables(self) -> list[dict[str, Any]]:
        return [
            {
                "name": table["name"],
                "rows": table["rows"],
                "csv": self._listed[f"csv/{table['name']}.csv"],
                "jsonl": self._listed[f"jsonl/{table['name']}.jsonl"],
            }
            for table in self.about["tables"]
        ]

    @cached_property
    def _listed(self) -> dict[str, File]:
        return {
            each["path"]: self._file(each["path"], Kept(each["bytes"], each["sha256"]))
            for each in self.about["files"]
        }

    def _file(self, path: str, kept: Kept) -> File:
        return File(path, self._address(path), kept)

    def _address(self, path: str) -> str:
        return reverse("release-file", args=[self.version, path])

    @property
    def citation(self) -> str:
        return f"{self.about['citation']} {self.url}"

    @property
    def bibtex(self) -> str:
        authors = " and ".join("{" + _bibtex(name) + "}" for name in self.about["authors"])
        fields = {
            "author": authors,
            "title": "{" + papers.TITLE + "}",
            "year": f"{self.day:%Y}",
            "month": f"{self.day.month}",
            "version": self.version,
            "url": self.url,
            "note": f"Release {self.version}, CC BY 4.0",
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{immunoref-{self.version},\n{lines}}}"


def _bibtex(text: str) -> str:
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[\\{}~^]", "", text))


def shown(request: HttpRequest) -> list[Shown]:
    """Every release, newest first."""
    host = request.build_absolute_uri("/").rstrip("/")
    return [Shown(each, host) for each in shelf.newest_first(settings.RELEASES_DIR)]


def _found(version: str) -> Release:
    release = shelf.find(settings.RELEASES_DIR, version)
    if release is None:
        raise Http404
    return release


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    releases = [
        {
            "version": each.version,
            "date": each.about["date"],
            "content_as_of": each.about["content_as_of"],
            "previous": each.about["previous"],
            "licence": each.about["licence"],
            "citation": each.citation,
            "page": each.url,
            "archive": {
                "url": each.host + each.archive.address,
                "bytes": each.archive.kept.size,
                "sha256": each.archive.kept.sha256,
            },
            "checksums": each.host + each.checksums,
            "tables": {table["name"]: table["rows"] for table in each.about["tables"]},
            "changes": each.about["changes"],
        }
        for each in shown(request)
    ]
    text = {"ensure_ascii": False}
    return JsonResponse({"releases": releases}, json_dumps_params=text, headers=OPEN)


@require_safe
def release(request: HttpRequest, version: str) -> HttpResponse:
    """What is in a release, and what changed with it."""
    found = Shown(_found(version), request.build_absolute_uri("/").rstrip("/"))
    changes = found.release.changes
    context = {
        "release": found,
        "changes": changes,
        "groups": _grouped(changes["entries"]),
        "left_out": max(len(changes["entries"]) - MOST_ENTRIES, 0),
    }
    return render(request, "therapies/release.html", context)


def _grouped(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first entries by what happened to them, each with the address of its history."""
    order = list(HEADINGS)
    ordered = sorted(entries, key=lambda entry: order.index(entry["change"]))[:MOST_ENTRIES]
    return [
        {
            "change": change,
            "entries": [
                entry | {"address": _history(entry["kind"], entry["slug"])} for entry in group
            ],
        }
        for change, group in groupby(ordered, key=lambda entry: entry["change"])
    ]


def _history(kind: str, slug: str) -> str:
    """A history stays, also of what was taken off."""
    try:
        return reverse(f"{kind}-history", args=[slug])
    except NoReverseMatch:
        return ""


@require_safe
def file(request: HttpRequest, version: str, path: str) -> HttpResponseBase:
    """A file of a release, known by its path in the list of checksums and by nothing else.

    Not compressed on the way: its size and checksum are those that are told.
    """
    found = _found(version)
    sha256 = found.checksum(path)
    if sha256 is None:
        raise Http404
    headers = {"ETag": quote_etag(sha256), "Cache-Control": FOR_EVER, **OPEN}
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    name = PurePosixPath(path)
    try:
        opened = (found.directory / path).open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(
        opened,
        as_attachment=name.suffix not in READ_IN_PLACE,
        filename=name.name,
        content_type=TYPES.get(name.suffix, "text/plain; charset=utf-8"),
        headers=headers,
    )
    same = get_conditional_response(request, etag=headers["ETag"], response=answer)
    if same is not answer:
        answer.close()
    return same or answer
