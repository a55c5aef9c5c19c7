"""Small rows for tests: each function makes one row and whatever it cannot do without."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from editorial.choices import Status
from editorial.models import Confirmation, User, Version
from therapies import models, publishing, search, versions

_numbers = count(1)


def user(username: str = "maintainers", **fields: Any) -> User:
    fields.setdefault("date_joined", timezone.now().replace(microsecond=0))
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username=username, **fields)


def source(**fields: Any) -> models.Source:
    number = next(_numbers)
    defaults = {
        "slug": f"source-{number}",
        "kind": "label",
        "title": f"Prescribing information {number}",
        "publisher": "A regulator",
        "url": f"https://regulator.example/{number}",
        "accessed_on": date(2026, 11, 1),
    }
    return models.Source.objects.create(**defaults | fields)


def published(name: str, **fields: Any) -> dict[str, Any]:
    """Fields of a published entry."""
    return {
        "name": name,
        "slug": slugify(name),
        "status": Status.PUBLISHED,
        "published_at": timezone.now().replace(microsecond=0),
        "published_by": user(),
        "reviewed_on": date(2026, 11, 1),
        "reviewed_by": user(),
    } | fields


def sourced() -> dict[str, Any]:
    return {"source": source(), "locator": "section 1"}


def therapy_type(name: str = "Cancer immunotherapy", **fields: Any) -> models.TherapyType:
    defaults = {"kind": "cancer", "direction": "activates", "maturity": "established"}
    return models.TherapyType.objects.create(**published(name) | defaults | fields)


def drug(name: str = "Exemplumab", **fields: Any) -> models.Drug:
    primary = fields.pop("primary_type", None) or _some_type()
    types = fields.pop("therapy_types", [primary])
    defaults = {
        "modality": "monoclonal_antibody",
        "market_status": "approved",
        "why_included": "It acts on the immune system.",
        "primary_type": primary,
    }
    made = models.Drug.objects.create(**published(name) | sourced() | defaults | fields)
    made.therapy_types.set(types)
    return made


def _some_type() -> models.TherapyType:
    return models.TherapyType.objects.first() or therapy_type()


def name(of: models.Drug, text: str = "Exempla", **fields: Any) -> models.Name:
    defaults = {"drug": of, "text": text, "kind": "brand", "country": "US"}
    return models.Name.objects.create(**sourced() | defaults | fields)


def condition(name: str = "Melanoma", **fields: Any) -> models.Condition:
    return models.Condition.objects.create(**published(name) | {"area": "cancer"} | fields)


def regulator(slug: str = "fda", **fields: Any) -> models.Regulator:
    defaults = {"name": slug.upper(), "full_name": slug, "url": "https://regulator.example/"}
    return models.Regulator.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def indication(of: models.Drug, **fields: Any) -> models.Indication:
    defaults = {
        "drug": of,
        "slug": f"indication-{next(_numbers)}",
        "setting": "advanced",
        "population": "adults",
    }
    fields.setdefault("condition", models.Condition.objects.first() or condition())
    return models.Indication.objects.create(**defaults | fields)


def approval(of: models.Indication, **fields: Any) -> models.Approval:
    defaults = {
        "indication": of,
        "regulator": regulator(),
        "status": "full",
        "decided_on": date(2014, 9, 4),
        "decided_precision": "day",
    }
    return models.Approval.objects.create(**sourced() | defaults | fields)


def awaited_drug(of: models.TherapyType, **fields: Any) -> models.AwaitedDrug:
    defaults = {"therapy_type": of, "name": "Otherumab", "reason": "unread"}
    return models.AwaitedDrug.objects.create(**defaults | fields)


def label_count(of: models.Drug, **fields: Any) -> models.LabelCount:
    defaults = {"drug": of, "regulator": regulator(), "indications": 1}
    return models.LabelCount.objects.create(**sourced() | defaults | fields)


def warning(of: models.Drug, **fields: Any) -> models.Warning:
    defaults = {
        "drug": of,
        "regulator": regulator(),
        "kind": "boxed",
        "title": "Infusion reactions",
        "text": "They can be severe.",
    }
    return models.Warning.objects.create(**sourced() | defaults | fields)


def side_effect(name: str = "Nausea", **fields: Any) -> models.SideEffect:
    defaults = {
        "organ_class": "gastrointestinal",
        "plain_name": "Feeling sick",
        "plain_description": "A feeling that you may vomit.",
    }
    return models.SideEffect.objects.create(**published(name) | sourced() | defaults | fields)


def dataset(of: models.Drug, **fields: Any) -> models.SafetyDataset:
    number = next(_numbers)
    defaults = {
        "drug": of,
        "slug": f"study-{number}",
        "title": f"STUDY-{number}",
        "population": "adults with melanoma",
        "regimen": "alone, every 3 weeks",
        "regimen_kind": "alone",
        "treated": 100,
        "grade_scale": "ctcae",
    }
    return models.SafetyDataset.objects.create(**sourced() | defaults | fields)


def rate(of: models.SafetyDataset, **fields: Any) -> models.Rate:
    fields.setdefault("side_effect", models.SideEffect.objects.first() or side_effect())
    fields.setdefault("percent", 12)
    return models.Rate.objects.create(dataset=of, **fields)


def statement(of: models.Entry, **fields: Any) -> models.Statement:
    defaults = {
        "entry_id": of.pk,
        "section": "what_it_is",
        "audience": "everyone",
        "text": "It is a medicine.",
    }
    return models.Statement.objects.create(**sourced() | defaults | fields)


def country(name: str = "Türkiye", **fields: Any) -> models.Country:
    defaults = {"iso_code": "TR", "region": "asian", "oic_member_since": 1969}
    return models.Country.objects.create(**published(name) | sourced() | defaults | fields)


def product(of: models.Country, name: str = "Exemvax", **fields: Any) -> models.Product:
    defaults = {
        "country": of,
        "slug": slugify(name),
        "name": name,
        "kind": "vaccine",
        "maker": "A maker",
        "activity": "manufactures",
        "decision": "approved",
        "regulator": "A ministry",
        "decided_on": date(2021, 3, 1),
        "decided_precision": "month",
        "text": "It is made there.",
    }
    return models.Product.objects.create(**sourced() | defaults | fields)


def research_output(of: models.Country, **fields: Any) -> models.ResearchOutput:
    defaults = {"measure": "Papers in an index", "value": 1281, "unit": "papers", "period": "2020"}
    return models.ResearchOutput.objects.create(**sourced() | {"country": of} | defaults | fields)


def milestone(of: models.Country, **fields: Any) -> models.Milestone:
    defaults = {
        "country": of,
        "slug": f"milestone-{next(_numbers)}",
        "happened_on": date(2020, 1, 1),
        "happened_precision": "year",
        "text": "A vaccine was approved.",
    }
    return models.Milestone.objects.create(**sourced() | defaults | fields)


def institution(name: str = "A university", **fields: Any) -> models.Institution:
    fields.setdefault("country", models.Country.objects.first() or country())
    defaults = {"kind": "university", "city": "Ankara"}
    return models.Institution.objects.create(**published(name) | sourced() | defaults | fields)


def trial(name: str = "A trial", **fields: Any) -> models.Trial:
    defaults = {
        "registry": "nct",
        "registry_id": f"NCT{next(_numbers):08d}",
        "phase": "3",
        "trial_status": "recruiting",
        "data_as_of": date(2026, 10, 1),
    }
    return models.Trial.objects.create(**published(name) | sourced() | defaults | fields)


def claim_check(name: str = "It always works", **fields: Any) -> models.ClaimCheck:
    defaults = {"verdict": "not_supported", "why": "It does not.", "checked_on": date(2026, 11, 1)}
    return models.ClaimCheck.objects.create(**published(name) | defaults | fields)


def comparison(of: models.Drug, **fields: Any) -> models.Comparison:
    defaults = {
        "entry": of.entry_ptr,
        "condition": models.Condition.objects.first() or condition(),
        "trial_name": f"TRIAL-{next(_numbers)}",
        "population": "adults with melanoma",
        "comparator_kind": "chemotherapy",
        "comparator": "dacarbazine",
        "measure": "grade_3_plus",
        "value": 15,
        "comparator_value": 35,
        "treated": 100,
        "comparator_treated": 100,
    }
    return models.Comparison.objects.create(**sourced() | defaults | fields)


def result(of: models.Drug, **fields: Any) -> models.PivotalResult:
    number = next(_numbers)
    fields.setdefault("condition", models.Condition.objects.first() or condition())
    defaults = {
        "drug": of,
        "slug": f"trial-{number}",
        "trial_name": f"TRIAL-{number}",
        "population": "adults with melanoma",
        "treated": 100,
        "measure": "response",
        "unit": "percent",
        "value": 45,
        "interval_low": 35,
        "interval_high": 55,
    }
    return models.PivotalResult.objects.create(**sourced() | defaults | fields)


def ratio(of: models.Drug, **fields: Any) -> models.PivotalResult:
    """A result that is a hazard ratio."""
    defaults: dict[str, Any] = {
        "measure": "overall_survival",
        "unit": "hazard_ratio",
        "value": "0.73",
        "interval_low": "0.6",
        "interval_high": "0.89",
        "comparator": "docetaxel",
        "comparator_treated": 90,
        "biomarker": "PD-L1 ≥ 1 %",
    }
    return result(of, **defaults | fields)


def glossary_term(term: str = "allergen", **fields: Any) -> models.GlossaryTerm:
    defaults = {"slug": slugify(term), "term": term, "definition": f"What {term} means."}
    return models.GlossaryTerm.objects.create(**sourced() | defaults | fields)


def publish_change(entry: models.Entry, change: Callable[[list[Any]], list[Any] | None]) -> Version:
    """Propose the records of an entry as `change` leaves them, and publish them by a second one."""
    records = versions.unpack(versions.content_of(entry))
    records = change(records) or records
    author, publisher = user("author", is_superuser=True), user("publisher", is_superuser=True)
    base = versions.based_on_live(entry)
    proposal = publishing.propose(records, author, "It is better so.", base=base)
    seen = base.number if base else None
    return publishing.publish(proposal, publisher, "Checked.", seen=seen)


def full_drug(number: int) -> models.Drug:
    """A drug with one of everything, for pages that show everything."""
    label = f"Drug {number}"
    made = drug(label)
    name(made, f"Brand {number}")
    made.targets.add(
        models.Target.objects.get_or_create(slug=f"target-{number}", name=f"Target {number}")[0]
    )
    made.routes.add(models.Route.objects.get_or_create(slug="oral", name="oral")[0])
    approval(indication(made, condition=condition(f"Condition {number}")))
    warning(made)
    label_count(made)
    effect = side_effect(f"Effect {number}")
    statement(effect, section="seek_help", text="Call if you cannot keep fluids down.")
    rate(
        dataset(made, comparator="placebo", comparator_treated=90),
        side_effect=effect,
        percent_grade_3_plus=2,
        comparator_percent=10,
    )
    statement(made)
    place = country(f"Country {number}", iso_code=f"A{chr(64 + number)}")
    study = trial(f"Trial {number}")
    study.drugs.add(made)
    study.countries.add(place)
    institution(f"Institution {number}", country=place)
    milestone(place, slug="first")
    product(place, f"Product {number}", drug=made)
    research_output(place)
    models.NotFound.objects.create(
        entry_id=made.pk, topic="atc_code", place="a list", looked_on=date(2026, 11, 1)
    )
    models.Production.objects.create(
        drug=made, country="TR", maker="A maker", activity="manufactures", **sourced()
    )
    treats = models.Condition.objects.get(name=f"Condition {number}")
    result(made, condition=treats)
    ratio(made, condition=treats)
    comparison(made)
    comparison(
        made,
        measure="survival",
        value="0.7",
        comparator_value=None,
        interval_low="0.5",
        interval_high="0.9",
        is_added=True,
    )
    claim_check(f"Claim {number}", measures=["grade_3_plus", "survival"])
    search.rebuild()
    return made


def full_history(of: models.Drug) -> None:
    """Its first version, one by two people, one by one person alone, and one that confirms it."""
    entry = of.entry_ptr
    versions.record([entry], "loaded from fixtures")
    told = statement(of, section="benefits", text="It helps one person in three of those treated.")
    author, publisher = user("author", public_name="An Author"), user("publisher")
    versions.record([entry], "A benefit was added.", author=author, publisher=publisher)
    models.Statement.objects.filter(pk=told.pk).update(text="It helps one in four people treated.")
    alone = {"author": author, "publisher": author, "override": "Nobody else was there."}
    versions.record([entry], "The label was renewed.", **alone)
    models.Entry.objects.filter(pk=of.pk).update(reviewed_on=date(2026, 11, 2))
    entry.refresh_from_db()
    (confirmed,) = versions.record([entry], "confirmed: still true", publisher=publisher)
    Confirmation.objects.create(
        version=confirmed,
        confirmed_by=publisher,
        confirmed_on=date(2026, 11, 2),
        sources=[told.source.slug],
        note="The label of November.",
    )
