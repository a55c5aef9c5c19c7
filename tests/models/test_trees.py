"""Trees: walking them, and circles, which the database refuses however they are written."""

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from therapies.models import Condition, TherapyType

pytestmark = pytest.mark.django_db


@pytest.fixture
def types():
    root = factories.therapy_type("Root")
    middle = factories.therapy_type("Middle", parent=root)
    leaf = factories.therapy_type("Leaf", parent=middle)
    return root, middle, leaf


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


def test_no_circle_of_therapy_types(types):
    root, middle, leaf = types
    refused(lambda: TherapyType.objects.filter(pk=root.pk).update(parent=leaf))
    refused(lambda: TherapyType.objects.filter(pk=root.pk).update(parent=root))
    root.parent = middle
    refused(root.save)
    TherapyType.objects.filter(pk=leaf.pk).update(parent=root)


def test_no_circle_of_conditions():
    parent = factories.condition("Parent")
    child = factories.condition("Child", parent=parent)
    refused(lambda: Condition.objects.filter(pk=parent.pk).update(parent=child))
    parent.parent = child
    refused(lambda: Condition.objects.bulk_update([parent], ["parent"]))


def test_walking(types):
    root, middle, leaf = types
    assert TherapyType.objects.ancestors_of(leaf) == [root, middle]
    assert TherapyType.objects.ancestors_of(root) == []
    assert TherapyType.objects.descendants_of(middle.pk) == {middle.pk, leaf.pk}


def test_as_tree_counts_drugs_once_and_below(types):
    _, middle, leaf = types
    factories.drug(primary_type=leaf, therapy_types=[leaf, middle])
    factories.drug("Draftumab", primary_type=leaf, status="draft")
    rows = TherapyType.objects.as_tree(list(TherapyType.objects.all()))
    assert [(row.name, row.depth, row.drug_count) for row in rows] == [
        ("Root", 0, 1),
        ("Middle", 1, 1),
        ("Leaf", 2, 1),
    ]
