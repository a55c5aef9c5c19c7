"""Where a run stopped, so that the next one goes on there."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from therapies.importing.refusals import UnusableError


@dataclass(frozen=True)
class Place:
    """The question, counted from 0, and what names its next page; empty for the first."""

    question: int = 0
    page: str = ""


@dataclass(frozen=True)
class Bookmark:
    path: Path
    asked: str

    @classmethod
    def of(cls, path: Path, questions: Sequence[str]) -> "Bookmark":
        return cls(path, hashlib.sha256("\n".join(questions).encode()).hexdigest())

    def read(self) -> Place:
        """The beginning where nothing is kept. Raises UnusableError."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            asked, question, page = kept["asked"], kept["question"], kept["page"]
        except FileNotFoundError:
            return Place()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnusableError(f"{self.path} is damaged; start without --resume") from error
        if asked != self.asked or not isinstance(question, int) or not isinstance(page, str):
            raise UnusableError(f"{self.path} is of another question; start without --resume")
        return Place(question, page)

    def keep(self, place: Place) -> None:
        """At once and whole, so that a run that is stopped leaves a bookmark that can be read."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_name(f"{self.path.name}.part")
        kept = {"asked": self.asked, "question": place.question, "page": place.page}
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
