"""Sources that are no document, stand there twice, or carry a malformed identifier."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Field

from therapies import validators
from therapies.canonical import MODELS
from therapies.choices import SourceKind
from therapies.models import Source

OWN_PAGES = (SourceKind.INSTITUTION, SourceKind.LABEL)
# Encyclopedias that anybody or a machine may write, and copies of them.
UNFIT_HOSTS = ("wikipedia.org", "wikidoc.org", "wikidata.org", "grokipedia.com", "chatgpt.com")


def duplicate_sources() -> Iterator[tuple[str, str]]:
    """Sources that are one document under two addresses or spellings of a DOI."""
    same: dict[str, list[Source]] = defaultdict(list)
    for source in Source.objects.all():
        same[_bare(source.url)].append(source)
        if source.doi:
            same[f"doi {source.doi.casefold()}"].append(source)
    for key, sources in same.items():
        if len(sources) > 1:
            yield ", ".join(source.slug for source in sources), key


def _bare(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}#{parts.fragment}"


def impossible_ages() -> Iterator[tuple[str, str]]:
    """Sources read before they were published."""
    for source in Source.objects.exclude(published=""):
        if source.published > date.isoformat(source.accessed_on):
            yield source.slug, f"published {source.published}, read {source.accessed_on}"


def unfit_sources() -> Iterator[tuple[str, str]]:
    """Encyclopedias, and front pages instead of a document's own address.

    The front page of a maker or institution may itself be what was read.
    """
    for source in Source.objects.all():
        parts = urlsplit(source.url)
        host = (parts.hostname or "").removeprefix("www.")
        if host.endswith(UNFIT_HOSTS):
            yield source.slug, f"{host} is no source"
        elif parts.path in ("", "/") and not parts.query and source.kind not in OWN_PAGES:
            yield source.slug, f"{source.url} is a front page"


def malformed_identifiers() -> Iterator[tuple[str, str]]:
    """DOIs, PMIDs, registry numbers, codes and ids that are not of their shape."""
    for model in MODELS:
        shaped = [field for field in model._meta.local_fields if _is_shaped(field)]
        rows = model._default_manager.all() if shaped else []
        for row in rows:
            for field in shaped:
                value = getattr(row, field.attname)
                try:
                    field.run_validators(value)
                except ValidationError as refusal:
                    yield str(row), f"{field.verbose_name} {value!r}: {refusal.messages[0]}"


def _is_shaped(field: Field) -> bool:
    ours = vars(validators).values()
    return any(validator in ours for validator in field.validators)
