"""Made-up references: the same seed gives the same rows, and they are rows of a sound reference."""

import random

import pytest
from django.db import transaction
from django.db.models import Count

from bench import generate
from bench.synthetic import safety
from editorial.models import ContentVersion
from therapies import search
from therapies.canonical import MODELS
from therapies.models import Drug, Entry, Rate, SafetyDataset, Source

pytestmark = pytest.mark.django_db
DRUGS = 20


def rows():
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in MODELS
    }


def rows_of(seed):
    """What is written with this seed; undone again."""
    with transaction.atomic():
        generate.generate(DRUGS, 5, seed)
        written = rows()
        transaction.set_rollback(True)
    return written


def test_the_same_seed_gives_the_same_rows_and_another_one_others():
    first = rows_of(7)
    assert rows_of(7) == first
    assert rows_of(8)["therapies.Drug"] != first["therapies.Drug"]


def test_it_writes_as_many_as_were_asked_for_all_published_by_maintainers():
    written = generate.generate(DRUGS, 5, seed=7)
    assert written["therapies.Drug"] == Drug.objects.published().count() == DRUGS
    assert Rate.objects.published().count() == 5 * DRUGS
    publishers = Entry.objects.order_by().values_list("status", "published_by__username")
    assert set(publishers) == {("published", "maintainers")}
    assert ContentVersion.objects.count() == 1


def test_every_row_passes_the_checks_of_its_model():
    generate.generate(DRUGS, 5, seed=7)
    for model in MODELS:
        for row in model._default_manager.all():
            row.full_clean(validate_unique=False)


def test_pages_show_it_and_searching_finds_it(client):
    generate.generate(DRUGS, 5, seed=7)
    search.rebuild()
    drug = Drug.objects.annotate(rates=Count("safety_datasets__rates")).latest("rates")
    for address in ("/drugs/", "/rates/", "/side-effects/matrix/", drug.get_absolute_url()):
        assert client.get(address).status_code == 200
    found = client.get("/search/suggest/", {"q": drug.name[:6]}).json()["suggestions"]
    assert drug.name in [each["name"] for each in found]


def test_new_rows_get_ids_of_their_own():
    generate.generate(DRUGS, 5, seed=7)
    highest = Source.objects.latest("pk")
    highest.pk, highest.slug, highest.url, highest.doi = None, "new", "https://new.example/", ""
    highest.save()
    assert Source.objects.latest("pk").slug == "new"


def test_a_database_that_holds_something_is_refused():
    Source.objects.create(
        slug="x", kind="label", title="x", url="https://x.example/", accessed_on="2026-01-01"
    )
    with pytest.raises(generate.NotEmptyError, match=r"therapies\.Source"):
        generate.generate(DRUGS, 5, seed=7)
    assert not Drug.objects.exists()


def test_rates_are_skewed_and_add_up():
    numbers = safety.rates_of_drugs(random.Random(1), 1000, 30)
    assert sum(numbers) == 30_000
    assert sorted(numbers)[100] == 0
    assert max(numbers) > 150


def test_a_dataset_names_a_side_effect_once():
    generate.generate(DRUGS, 60, seed=7)
    assert Rate.objects.count() == 60 * DRUGS
    assert SafetyDataset.objects.annotate(n=Count("rates")).latest("n").n > 10
