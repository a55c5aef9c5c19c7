"""The pages of entries: what they show, where it comes from, and its raw data."""

import json

import pytest

from tests import factories
from therapies import search
from therapies.models import Drug, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def drug():
    return factories.full_drug(1)


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode().replace('<span class="together">', "")


def test_therapy_type_names_the_drugs_it_awaits(client):
    parent = factories.therapy_type("Checkpoint inhibitors")
    child = factories.therapy_type("PD-1 inhibitors", parent=parent)
    factories.awaited_drug(child, name="Lostumab", note="Japan only")
    for page in (parent, child):
        text = client.get(page.get_absolute_url()).content.decode()
        assert "1 drug of this type is not here yet" in text
        assert "Lostumab" in text and "(not read yet: Japan only)" in text


def test_drug(client, drug):
    text = page(client, "/drugs/drug-1/")
    for part in (
        "Brand 1",
        "Infusion reactions",
        "They can be severe.",
        "Condition 1",
        "4 September 2014",
        "Effect 1",
        "12 %",
        "adults with melanoma",
        "n = 100",
        "It is a medicine.",
        "Trial 1",
        "A maker",
        "Looked for, not found",
        "Reviewed on 1 November 2026",
        "?format=json",
    ):
        assert part in text, part
    body = text.partition("<body>")[2]
    assert body.index("Infusion reactions") < body.index("It is a medicine.")


def test_every_claim_has_a_footnote_that_leads_to_its_source(client, drug):
    response = client.get("/drugs/drug-1/")
    sources = response.context["sources"]
    text = response.content.decode()
    cited = {
        claim.source_id
        for claims in (drug.names, drug.warnings, drug.statements, drug.safety_datasets)
        for claim in claims.all()
    }
    assert cited <= {source.pk for source in sources}
    for number, source in enumerate(sources, start=1):
        assert f'id="source-{number}"' in text
        assert source.url in text
    assert len(sources) == len({source.pk for source in sources})


def test_raw_data_is_the_canonical_form(client, drug):
    records = json.loads(client.get("/drugs/drug-1/?format=json").content)
    models = {record["model"] for record in records}
    assert {"therapies.entry", "therapies.drug", "therapies.rate", "therapies.source"} <= models
    assert client.get("/drugs/drug-1/?format=pdf").status_code == 400


def test_type_shows_ranges_of_drugs_given_alone(client):
    effect = factories.side_effect()
    kind = factories.therapy_type()
    for name, percent in (("Lowumab", 5), ("Highumab", 45)):
        factories.rate(factories.dataset(factories.drug(name)), side_effect=effect, percent=percent)
    combined = factories.dataset(factories.drug("Comboumab"), regimen_kind="combination")
    factories.rate(combined, side_effect=effect, percent=90)
    response = client.get(kind.get_absolute_url())
    found = response.context["ranges"].lines[0].range
    assert (found.low.percent, found.high.percent, found.datasets) == (5, 45, 2)
    assert [drug.name for drug in found.drugs] == ["Highumab", "Lowumab"]
    assert "90 %" not in response.content.decode()


def test_side_effect_shows_rates_with_their_populations(client, drug):
    text = page(client, "/side-effects/effect-1/")
    for part in ("A feeling that you may vomit.", "Call if you cannot", "Drug 1", "n = 100"):
        assert part in text


def test_condition_shows_approvals_of_its_forms_too(client, drug):
    parent = factories.condition("Parent")
    child = factories.condition("Child", parent=parent)
    factories.approval(factories.indication(drug, condition=child))
    assert "Drug 1" in page(client, "/conditions/parent/")


def test_withdrawn_approval_stays_with_its_end(client, drug):
    indication = factories.indication(drug, setting="third line")
    factories.approval(
        indication, status="withdrawn", ended_on="2021-07-01", ended_precision="month"
    )
    text = page(client, "/drugs/drug-1/")
    assert "withdrawn" in text
    assert "July 2021" in text


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/research/countries/country-1/", "A vaccine was approved."),
        ("/research/institutions/institution-1/", "Ankara"),
        ("/research/trials/trial-1/", "as of 1 October 2026"),
        ("/claims/claim-1/", "Not supported"),
    ],
)
def test_other_pages(client, drug, address, part):
    assert part in page(client, address)


def test_source_shows_what_rests_on_it(client, drug):
    source = drug.warnings.get().source
    assert "Drug 1" in page(client, source.get_absolute_url())


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_published_has_no_page(client, drug, status):
    hidden = factories.drug("Hidumab", status=status)
    source = factories.warning(hidden).source
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(hidden.get_absolute_url() + "?format=json").status_code == 404
    assert "Hidumab" not in page(client, source.get_absolute_url())


def test_unknown_slug_offers_near_names(client, drug):
    factories.drug("Pembrolizumab")
    factories.drug("Pembrodraftumab", status="draft")
    search.rebuild()
    response = client.get("/drugs/pembrolizumap/")
    text = response.content.decode()
    assert response.status_code == 404
    assert "/drugs/pembrolizumab/" in text
    assert "Pembrodraftumab" not in text


def test_text_is_escaped(client):
    drug = factories.drug("<script>alert(1)</script>")
    factories.statement(drug, text="<img src=x onerror=alert(1)>")
    Drug.objects.filter(pk=drug.pk).update(slug="evil")
    Entry.objects.filter(pk=drug.pk).update(slug="evil")
    text = page(client, "/drugs/evil/")
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_canonical_address_is_that_of_the_entry_alone(client, db):
    factories.full_drug(1)
    text = client.get("/drugs/drug-1/?voice=plain").content.decode()
    assert '<link rel="canonical" href="http://testserver/drugs/drug-1/">' in text
    line = text.partition('<p class="wide paper-only paper-address">')[2].partition("</p>")[0]
    assert line.rpartition("</span>")[2].strip().startswith("http://testserver/drugs/drug-1/ ·")


def test_footnotes_count_in_the_order_of_the_sections(client, db):
    drug = factories.drug("Amab")
    for section in ("benefits", "limits", "what_it_is"):
        source = factories.source(slug=section)
        factories.statement(drug, section=section, text=section, source=source)
    sources = client.get("/drugs/amab/").context["sources"]
    told = [each.slug for each in sources if not each.slug.startswith("source-")]
    assert told == ["what_it_is", "benefits", "limits"]
