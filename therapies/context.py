"""What every page's frame shows."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from editorial.models import ContentVersion

SLUG = re.compile(r"[-\w]{1,120}", re.ASCII)
MOST_KEPT = 3


@dataclass(frozen=True)
class Compared:
    """Drugs that the reader chose to compare, kept in the address: ?compare=a&compare=b."""

    slugs: list[str]

    @property
    def query(self) -> str:
        """What stands before the drug to add in the address of a comparison."""
        return "".join(f"drug={slug}&" for slug in self.slugs)

    @property
    def suffix(self) -> str:
        """What keeps the choice in a link to a list or a drug."""
        return f"?{urlencode([('compare', slug) for slug in self.slugs])}" if self.slugs else ""


def compared(request: HttpRequest) -> Compared:
    """At most three, so that one more always fits."""
    slugs = [each for each in request.GET.getlist("compare") if SLUG.fullmatch(each)]
    return Compared(list(dict.fromkeys(slugs))[:MOST_KEPT])


def site(request: HttpRequest) -> dict[str, Any]:
    """The version of the content, asked for only by a template that shows it where the request
    does not know it; drugs to compare; the proposal of which the page is a preview."""
    edition = getattr(request, "edition", None)
    return {
        "content_version": edition.version
        if edition
        else SimpleLazyObject(ContentVersion.objects.first),
        "compared": compared(request),
        "preview": getattr(request, "preview", None),
    }
