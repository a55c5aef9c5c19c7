"""Where records come from: files, or the pages of a service."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from therapies.importing import streaming
from therapies.importing.bookmarks import Bookmark, Place
from therapies.importing.client import Client, NothingFoundError
from therapies.importing.refusals import UnusableError

TRIALS = "https://clinicaltrials.gov/api/v2"
LABELS = "https://api.fda.gov/drug/label.json"
# Seconds between two questions: about 50 a minute, and half of the 240 a minute without a key.
TRIALS_EVERY, LABELS_EVERY = 1.3, 0.5
NUMBER = re.compile(r"NCT\d{8}")
PAGE = 100
MOST_PAGES = 2000
# Of trials asked for by number: when so many and all are missing, the service is at fault.
MOST_MISSING = 10


@dataclass
class Reading:
    """What is told of while records are read."""

    progress: Callable[[int, int | None], None] = lambda done, total: None
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A record with where it was found, for whoever looks it up."""

    place: str
    record: Any
    # The drug that was asked about.
    about: str = ""


@dataclass(frozen=True)
class Answered:
    """All that there is about a drug was read."""


@dataclass(frozen=True)
class Missing:
    """Numbers that were asked for and not answered."""

    numbers: tuple[str, ...]


def from_files(path: Path, key: str, reading: Reading) -> Iterator[Found]:
    """Records of a file, or of all JSON files of a directory. A broken one does not stop others.

    Raises UnusableError when no file could be read to its end.
    """
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    if not files:
        raise UnusableError(f"{path}: there is no JSON file here")
    total, before, read = sum(_size(each) for each in files), 0, 0
    for file in files:
        try:
            for number, (record, at) in enumerate(streaming.items(file, key), start=1):
                yield Found(f"{file.name}, record {number}", record)
                reading.progress(before + at, total)
            read += 1
        except UnusableError as error:
            reading.broken.append(str(error))
        before += _size(file)
    if not read:
        raise UnusableError("; ".join(reading.broken[:3]))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True)
class Question:
    """Parameters of a search of trials, or the numbers of those that are asked for."""

    parameters: dict[str, str]
    numbers: tuple[str, ...] = ()

    @property
    def query(self) -> dict[str, str]:
        asked = {"filter.ids": ",".join(self.numbers)} if self.numbers else {}
        return {"format": "json", "pageSize": str(PAGE), "countTotal": "true"} | (
            self.parameters | asked
        )


def asking_for(numbers: Sequence[str]) -> list[Question]:
    """Our trials by their numbers, as many at once as fit on a page."""
    return [
        Question({}, tuple(numbers[start : start + PAGE])) for start in range(0, len(numbers), PAGE)
    ]


def from_trials_service(
    client: Client, base: str, questions: Sequence[Question], bookmark: Bookmark, reading: Reading
) -> Iterator[Found | Missing]:
    """Studies of all pages; the bookmark is moved when whoever reads has dealt with a page."""
    start = bookmark.read()
    for at, question in enumerate(questions[start.question :], start=start.question):
        token = start.page if at == start.question else ""
        answered: set[str] = set()
        for page in _pages(client, base, question, token, reading):
            for place, study in enumerate(page.studies, start=1):
                answered.update(numbers_of(study))
                yield Found(f"question {at + 1}, place {place} of its page", study)
            if page.following:
                bookmark.keep(Place(at, page.following))
        missing = tuple(each for each in question.numbers if each not in answered)
        if len(missing) > MOST_MISSING and not answered:
            raise UnusableError(f"{base}: none of {len(missing)} trials asked for by number")
        if missing and not token:
            yield Missing(missing)
        bookmark.keep(Place(at + 1))
    bookmark.remove()


@dataclass(frozen=True)
class _Page:
    studies: list[Any]
    following: str


def _pages(
    client: Client, base: str, question: Question, token: str, reading: Reading
) -> Iterator[_Page]:
    done, total = 0, None
    for _number in range(MOST_PAGES):
        extra = {"pageToken": token} if token else {}
        url = f"{base}/studies?{urlencode(question.query | extra)}"
        document = _trials(client, url)
        studies = _list_of(document, "studies", url)
        following = document.get("nextPageToken") or ""
        if not isinstance(following, str) or (following and following == token):
            raise UnusableError(f"{url}: the token of the next page is no new one")
        yield _Page(studies, following)
        done += len(studies)
        total = _whole(document.get("totalCount")) or total
        reading.progress(done, total)
        if not following:
            return
        token = following
    raise UnusableError(f"more than {MOST_PAGES} pages; ask a narrower question")


def _trials(client: Client, url: str) -> dict[str, Any]:
    try:
        return client.get(url).document
    except NothingFoundError as error:
        raise UnusableError(f"{url}: {error}") from error


def numbers_of(study: Any) -> list[str]:
    """The number of a study and after it those that it had before, as far as they can be read."""
    try:
        module = study["protocolSection"]["identificationModule"]
        number, former = module.get("nctId"), module.get("nctIdAliases")
    except (KeyError, TypeError, AttributeError):
        return []
    found = [number, *(former if isinstance(former, list) else [])]
    is_number = isinstance(number, str) and NUMBER.fullmatch(number)
    return [each for each in found if isinstance(each, str)] if is_number else []


def from_labels_service(
    client: Client, base: str, drugs: Mapping[str, str], bookmark: Bookmark, reading: Reading
) -> Iterator[Found | Answered]:
    """Labels of each substance, asked for by its name. The service answers 404 where it has none.

    The bookmark is moved when whoever reads has dealt with a drug.
    """
    start = bookmark.read().question
    for at, (slug, name) in enumerate(drugs.items()):
        reading.progress(at, len(drugs))
        if at < start:
            continue
        plain = name.replace('"', " ").replace("\\", " ")
        asked = {"search": f'openfda.generic_name:"{plain}"', "limit": str(PAGE)}
        for labels in _labels(client, f"{base}?{urlencode(asked)}"):
            for place, label in enumerate(labels, start=1):
                yield Found(f"{name}, place {place} of its page", label, slug)
        yield Answered()
        bookmark.keep(Place(at + 1))
    reading.progress(len(drugs), len(drugs))
    bookmark.remove()


def _labels(client: Client, url: str) -> Iterator[list[Any]]:
    """Page after page."""
    for _number in range(MOST_PAGES):
        try:
            answer = client.get(url)
        except NothingFoundError:
            return
        labels = _list_of(answer.document, "results", url)
        yield labels
        following = _next_link(answer.headers.get("Link", ""), url)
        if not following or not labels:
            return
        url = following
    raise UnusableError(f"{url}: more than {MOST_PAGES} pages")


def _next_link(header: str, url: str) -> str:
    """The address with rel="next"; only of the host that was asked."""
    for link in header.split(", <"):
        target, _, relation = link.partition(">")
        if 'rel="next"' in relation.lower().replace("'", '"'):
            following = urljoin(url, target.lstrip("< "))
            if urlsplit(following).netloc != urlsplit(url).netloc:
                raise UnusableError(f"{url}: the next page is on another host")
            if following == url:
                raise UnusableError(f"{url}: the next page is the same one")
            return following
    return ""


def _list_of(document: dict[str, Any], key: str, url: str) -> list[Any]:
    found = document.get(key)
    if not isinstance(found, list):
        raise UnusableError(f"{url}: the answer has no list {key!r}")
    return found


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
