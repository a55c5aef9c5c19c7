"""What every page of an entry does, and what pages share. A page is a declaration in
`details.py`."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import (
    HttpRequest,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from editorial.models import Version
from therapies import structured
from therapies.canonical import entry_records
from therapies.choices import Audience, Section
from therapies.glossary import Glossary
from therapies.models import Entry, Source
from therapies.views import voices
from therapies.views.raw import as_json, not_a_format


class EntryDetail(DetailView):
    """One published entry. Every claim on the page carries the number of its footnote."""

    model: ClassVar[type[Entry]]
    context_object_name = "entry"
    words: ClassVar[dict[str, tuple[str, ...]]] = {}

    def get_queryset(self) -> QuerySet:
        return with_version(self.model.objects.published().for_detail(), self.model.TYPE)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file_format = request.GET.get("format", "")
        if file_format == "json":
            return as_json(entry_records(self.get_object()))
        if file_format:
            return not_a_format(file_format)
        if (asked := voices.asked_voice(request)) and not voices.is_known(asked):
            reason = _("“%(voice)s” is not a voice. Use plain or professional.")
            context = {"reason": reason % {"voice": asked[:40]}}
            return render(request, "400.html", context, status=400)
        response = super().get(request, *args, **kwargs)
        voices.remember(request, response)
        patch_vary_headers(response, ["Cookie"])
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= {"sections": by_section(self.object), "voice": voices.voice_of(self.request)}
        context |= self.parts(self.object)
        context |= self.explained(context)
        page = self.object.get_absolute_url()
        context |= {"sources": number_sources(self.claims(context), page)}
        root = structured.root_of(self.request)
        return context | {"described": structured.entry_page(self.object, context, root)}

    def explained(self, context: dict[str, Any]) -> dict[str, Any]:
        """Words of the glossary: in the statements, and fixed ones of the page."""
        glossary = Glossary.of_page(self.object.name, *self.object.synonyms)
        glossary.mark_sections(context["sections"])
        words = {name: glossary.use(slugs) for name, slugs in self.words.items()}
        return {**words, "notes": glossary.notes}

    def parts(self, entry: Any) -> dict[str, Any]:
        """What the page shows beside the entry itself."""
        return {}

    def claims(self, context: dict[str, Any]) -> Iterable[Any]:
        """Every sourced thing on the page, in the order in which it appears."""
        return self.object.statements.all()


def with_version(entries: QuerySet, kind: str) -> QuerySet:
    """Entries with the number and the day of the version that is live."""
    newest = Version.objects.filter(kind=kind, slug=OuterRef("slug")).order_by("-number")
    return entries.annotate(
        version_number=Subquery(newest.values("number")[:1]),
        version_since=Subquery(newest.values("created_at")[:1]),
    )


def number_sources(claims: Iterable[Any], page: str) -> list[Source]:
    """Number the sources in order of appearance.

    Each claim gets `footnote`, the number of its source, `footnote_id`, unique on the page, and
    `report_address`, where an error in it is reported; a dated approval also `date_footnote`
    where another source gives the date.
    """
    numbers: dict[int, int] = {}
    sources: list[Source] = []
    report = reverse("report")

    def number(source: Source) -> int:
        if source.pk not in numbers:
            sources.append(source)
            numbers[source.pk] = len(sources)
        return numbers[source.pk]

    for claim in claims:
        claim.footnote = number(claim.source)
        claim.footnote_id = f"{claim._meta.model_name}-{claim.pk}"
        query = urlencode({"page": page, "claim": f"{claim._meta.verbose_name}: {claim}"[:200]})
        claim.report_address = f"{report}?{query}"
        if getattr(claim, "date_source", None):
            claim.date_footnote = number(claim.date_source)
    return sources


def statements_of(sections: Iterable[dict[str, Any]]) -> Iterator[Any]:
    """The statements of sections in the order in which they are read."""
    return (each for section in sections for voice in Audience.values for each in section[voice])


def by_section(entry: Entry) -> list[dict[str, Any]]:
    """Statements grouped by section in the order of the vocabulary, everyone's before the rest."""
    sections: dict[str, dict[str, Any]] = {}
    for statement in entry.statements.all():
        section = sections.setdefault(
            statement.section,
            {"name": statement.section, "label": statement.get_section_display()}
            | {audience: [] for audience in Audience.values},
        )
        section[statement.audience].append(statement)
    return [sections[name] for name in Section.values if name in sections]
