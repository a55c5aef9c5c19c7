"""Checked claims, head-to-head comparisons and results of main trials, as readers meet them."""

import csv
import json
from io import StringIO

import pytest

from editorial.choices import Status
from tests import factories
from therapies import search
from therapies.columns import evidence
from therapies.models import Comparison, Entry

pytestmark = pytest.mark.django_db

LISTS = {
    "/claims/": evidence.CLAIMS,
    "/claims/comparisons/": evidence.COMPARISONS,
    "/results/": evidence.RESULTS,
}


@pytest.fixture
def drug():
    return factories.full_drug(1)


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def rows(client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize("address", LISTS)
def test_downloads_hold_the_published_columns(client, drug, address):
    names = [column.name for column in LISTS[address].columns]
    assert list(rows(client, f"{address}?format=csv")[0]) == names
    answer = json.loads(b"".join(client.get(f"{address}?format=json").streaming_content))
    assert list(answer["results"][0]) == names
    assert f'href="{address}?format=csv"' in page(client, "/data/")


def test_difference_in_the_download_has_its_interval(client):
    factories.comparison(
        factories.drug(), value=80, treated=70, comparator_value=60, comparator_treated=80
    )
    (row,) = rows(client, "/claims/comparisons/?format=csv")
    assert (row["difference"], row["difference_low"], row["difference_high"]) == (
        "20.0",
        "5.243",
        "33.387",
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("drug=drug-1", 2),
        ("drug=drug-1&measure=survival", 1),
        ("measure=stopped", 0),
        ("therapy_type=cancer-immunotherapy", 2),
        ("condition=condition-1", 2),
        ("comparator=chemotherapy", 2),
        ("comparator=radiotherapy", 0),
        ("added=yes", 1),
        ("q=melanoma", 2),
        ("q=lung", 0),
    ],
)
def test_comparisons_are_narrowed(client, drug, query, found):
    assert len(rows(client, f"/claims/comparisons/?{query}&format=csv")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("condition=condition-1", 2),
        ("unit=hazard_ratio", 1),
        ("measure=response", 1),
        ("q=pd-l1", 1),
        ("q=nothing", 0),
    ],
)
def test_results_are_narrowed(client, drug, query, found):
    assert len(rows(client, f"/results/?{query}&format=csv")) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verdict=not_supported", ["Claim 1", "Second"]),
        ("verdict=partly", ["Third"]),
        ("q=second", ["Second"]),
        ("q=because of the trials", ["Third"]),
        ("q=read in full", ["Third"]),
    ],
)
def test_claims_are_narrowed_by_verdict_and_by_their_text(client, drug, query, found):
    factories.claim_check("Second")
    third = factories.claim_check("Third", verdict="partly", why="Because of the trials.")
    factories.statement(third, section="evidence", text="It was read in full.")
    assert [row["name"] for row in rows(client, f"/claims/?{query}&format=csv")] == found


def test_claims_list_shows_verdict_and_why_and_leads_on(client, drug):
    text = page(client, "/claims/")
    for shown in ("Not supported", "It does not.", 'href="/claims/comparisons/"', "/results/"):
        assert shown in text
    assert '<a href="/claims/">Claims</a>' in page(client, "/")


def test_claims_are_found_by_the_search_of_the_site(client):
    claim = factories.claim_check("Vaccines overload the immune system")
    search.rebuild()
    assert f'href="{claim.get_absolute_url()}"' in page(client, "/search/?q=overload")


def test_claim_shows_the_comparisons_that_bear_on_it_and_what_they_do_not_show(client):
    drug = factories.drug()
    claim = factories.claim_check(measures=["grade_3_plus"])
    factories.statement(claim, section="evidence", text="Trials counted it.")
    factories.statement(claim, section="limits", text="Late harm was not counted.")
    shown = factories.comparison(drug, trial_name="SHOWN", note="Grade 3 or 4.")
    factories.comparison(drug, trial_name="OTHER", measure="serious")
    text = page(client, claim.get_absolute_url())
    assert "OTHER" not in text
    for told in ("SHOWN", "Grade 3 or 4.", "−20.0", "What these figures do not show", "n = 100"):
        assert told in text
    assert f'popovertarget="comparison-{shown.pk}"' in text
    order = [text.index(part) for part in ("Trials counted", "SHOWN", "Late harm was not")]
    assert order == sorted(order)


def test_claim_without_measures_has_no_plot(client):
    factories.comparison(factories.drug())
    claim = factories.claim_check()
    factories.statement(claim, section="limits", text="It is not known.")
    text = page(client, claim.get_absolute_url())
    assert "Head-to-head" not in text
    assert ">Limits<" in text


def test_drug_page_tells_results_and_where_it_was_compared(client, drug):
    text = page(client, "/drugs/drug-1/")
    trial = Comparison.objects.filter(entry_id=drug.pk).first().trial_name
    for shown in (
        "How well it works: main trials",
        "In about 45 in 100 people",
        "in about 55 it did not",
        "Deaths came at a pace about 27 % lower than with docetaxel.",
        "PD-L1 ≥ 1 %",
        'href="/claims/comparisons/?drug=drug-1"',
        "Compared with chemotherapy in",
        trial,
    ):
        assert shown in text
    for result in drug.results.all():
        assert f'popovertarget="pivotalresult-{result.pk}"' in text


def test_therapy_type_leads_to_the_comparisons_of_its_drugs(client, drug):
    text = page(client, drug.primary_type.get_absolute_url())
    assert 'href="/claims/comparisons/?therapy_type=cancer-immunotherapy"' in text
    assert "2 comparisons of these drugs with other treatment" in text
    other = factories.therapy_type("Vaccines", kind="vaccine")
    assert "comparisons of these drugs" not in page(client, other.get_absolute_url())


def test_condition_page_tells_the_results_of_its_drugs_and_of_what_is_below_it(client, drug):
    root = factories.condition("Cancer")
    below = factories.condition("Rare cancer", parent=root)
    factories.result(drug, condition=below, trial_name="BELOW")
    text = page(client, root.get_absolute_url())
    assert "BELOW" in text
    assert 'href="/drugs/drug-1/#main-trials"' in text
    assert "main trials" in page(client, "/conditions/condition-1/")


def test_condition_leads_to_comparisons_for_it_and_what_is_below_it(client, drug):
    root = factories.condition("Cancer")
    factories.comparison(
        drug, condition=factories.condition("Rare cancer", parent=root), trial_name="HEAD-1"
    )
    text = page(client, root.get_absolute_url())
    assert "HEAD-1" in text
    assert 'href="/claims/comparisons/?condition=cancer"' in text
    assert [
        row["trial"] for row in rows(client, "/claims/comparisons/?condition=cancer&format=csv")
    ]
    assert 'id="compared"' not in page(client, factories.condition("Other").get_absolute_url())


def test_nothing_of_what_is_not_published(client, drug):
    Entry.objects.filter(pk=drug.pk).update(
        status=Status.DRAFT, published_at=None, published_by=None
    )
    for address in ("/claims/comparisons/", "/results/"):
        assert rows(client, f"{address}?format=csv") == []
    for address in ("/claims/claim-1/", "/conditions/condition-1/"):
        assert "TRIAL-" not in page(client, address)
