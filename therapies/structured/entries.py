"""The page of an entry: which subject it is about, and which pages stand above it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.choices import Status
from therapies.choices import Audience, EntryType, Section
from therapies.models import Entry
from therapies.structured import conditions, drugs, evidence, research, safety, taxonomy
from therapies.structured.nodes import Node, cut, first_text, references
from therapies.structured.pages import Above, Alternate, Page

SUBJECTS: dict[EntryType, Callable[[Any, dict[str, Any], str], Node]] = {
    EntryType.THERAPY_TYPE: taxonomy.therapy_type,
    EntryType.DRUG: drugs.drug,
    EntryType.CONDITION: conditions.condition,
    EntryType.SIDE_EFFECT: safety.side_effect,
    EntryType.COUNTRY: research.country,
    EntryType.INSTITUTION: research.institution,
    EntryType.TRIAL: research.trial,
    EntryType.CLAIM_CHECK: evidence.claim_check,
}
LISTS = {
    EntryType.THERAPY_TYPE: gettext_lazy("Therapies"),
    EntryType.DRUG: gettext_lazy("Drugs"),
    EntryType.CONDITION: gettext_lazy("Conditions"),
    EntryType.SIDE_EFFECT: gettext_lazy("Side effects"),
    EntryType.COUNTRY: gettext_lazy("Countries"),
    EntryType.INSTITUTION: gettext_lazy("Institutions"),
    EntryType.TRIAL: gettext_lazy("Trials"),
    EntryType.CLAIM_CHECK: gettext_lazy("Claims"),
}
RESEARCH = (EntryType.COUNTRY, EntryType.INSTITUTION, EntryType.TRIAL)
# Told first on the pages of most kinds; an institution and a country have the last alone.
SAID_FIRST = (Section.WHAT_IT_IS, Section.HOW_IT_WORKS, Section.WHAT_THEY_DO)


def entry_page(entry: Any, context: dict[str, Any], root: str) -> Page:
    """From what the view of the page has loaded."""
    kind = EntryType(entry.entry_type)
    address = entry.get_absolute_url()
    return Page(
        trail=tuple(trail(entry, kind, context)),
        canonical=address,
        picture=f"kind-{entry.kind}" if kind == EntryType.THERAPY_TYPE else kind.value,
        kind="MedicalWebPage",
        description=description(entry, kind, context),
        subject=SUBJECTS[kind](entry, context, root),
        more=_more(entry, kind, context, root),
        alternates=(Alternate("application/json", f"{address}?format=json"),),
        published_at=entry.published_at,
        changed_at=getattr(entry, "version_since", None) or entry.reviewed_on,
    )


def trail(entry: Any, kind: EntryType, context: dict[str, Any]) -> Iterable[Above]:
    if kind in RESEARCH:
        yield Above(_("Research"), reverse("research"))
    if kind != EntryType.INSTITUTION:
        yield Above(str(LISTS[kind]), reverse(f"{kind}-list"))
    above = [entry.country] if kind == EntryType.INSTITUTION else context.get("ancestors", [])
    for each in above:
        if each.status == Status.PUBLISHED:
            yield Above(each.name, each.get_absolute_url())


def description(entry: Any, kind: EntryType, context: dict[str, Any]) -> str:
    """The first plain statement, or what a page without statements shows first."""
    text = first_text(context["sections"], Audience.EVERYONE, *SAID_FIRST)
    if kind == EntryType.CLAIM_CHECK:
        text = entry.why
    elif kind == EntryType.SIDE_EFFECT:
        text = f"{entry.plain_name}: {entry.plain_description}"
    elif kind == EntryType.TRIAL:
        subjects = [
            each.name
            for each in [*entry.drugs.all(), *entry.conditions.all()]
            if each.status == Status.PUBLISHED
        ]
        text = " ".join([research.trial_text(entry), ", ".join(subjects)]).strip()
    elif kind == EntryType.COUNTRY and not text:
        text = _("Institutions, trials, products and milestones of immunotherapy in %(name)s.") % {
            "name": entry.name
        }
    return cut(text)


def _more(entry: Entry, kind: EntryType, context: dict[str, Any], root: str) -> Node:
    """What the page says of itself: when it was checked, what it rests on, what else it names."""
    more: Node = {
        "lastReviewed": entry.reviewed_on.isoformat() if entry.reviewed_on else None,
        "reviewedBy": {"@id": f"{root}/#project"} if entry.reviewed_on else None,
        "citation": evidence.citations(context["sources"]),
    }
    if kind == EntryType.COUNTRY:
        more["mentions"] = [
            *references("Organization", context["institutions"], root),
            *references("MedicalTrial", context["trials"], root),
        ]
    if kind == EntryType.SIDE_EFFECT:
        drugs_counted = (rate.dataset.drug for rate in context["rates"])
        more["mentions"] = references("Drug", drugs_counted, root)
    return {name: value for name, value in more.items() if value}
