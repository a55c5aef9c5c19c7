"""Rows of every list."""

import pytest

from editorial.choices import Status
from tests import factories
from therapies.models import Entry, Target


@pytest.fixture
def content():
    """Entries alike and unlike, with branches of trees, and some that are not published."""
    for number in range(1, 6):
        factories.full_drug(number)
        factories.glossary_term(f"Word {number}")
    for number in range(40):
        target = Target.objects.create(slug=f"target-of-many-{number}", name=f"T{number:02}")
        factories.drug(f"Aimed {number}").targets.add(target)
    root = factories.condition("Root")
    below = factories.condition("Below", parent=root)
    hidden = factories.condition("Hidden", parent=root)
    for number in (1, 2, 3):
        drug = factories.drug(f"Other {number}", modality="vaccine")
        for each in (below, hidden):
            indication = factories.indication(drug, condition=each, slug=each.slug)
            factories.approval(indication, decided_on=f"20{number}1-01-01")
    draft = {"status": Status.DRAFT, "published_at": None, "published_by": None}
    Entry.objects.filter(slug__in=["hidden", "drug-3", "side-effect-2"]).update(**draft)
