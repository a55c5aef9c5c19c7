"""Lists: filtering, paging, downloads, and what they answer to nonsense."""

import csv
import json
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from therapies import listings
from therapies.columns import reference
from therapies.filters.facets import MOST_SHOWN
from therapies.models import Drug, Target

pytestmark = pytest.mark.django_db

LISTS = (
    "/therapies/",
    "/drugs/",
    "/conditions/",
    "/indications/",
    "/side-effects/",
    "/rates/",
    "/research/countries/",
    "/research/institutions/",
    "/research/trials/",
    "/sources/",
    "/claims/",
    "/claims/comparisons/",
    "/results/",
)


@pytest.fixture
def two_drugs():
    return factories.full_drug(1), factories.full_drug(2)


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def download(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8")


def csv_rows(response) -> list[dict[str, str]]:
    text = download(response)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("address", LISTS)
def test_list_shows_counts_and_downloads(client, two_drugs, address):
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert "result" in page
    assert "format=csv" in page
    assert "format=json" in page
    assert not response.cookies


@pytest.mark.parametrize("address", LISTS)
def test_empty_list_says_so(client, db, address):
    assert "Nothing is published here yet" in client.get(address).content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_download_holds_the_published_columns(client, two_drugs, address):
    response = client.get(address, {"format": "csv"})
    assert response["Content-Disposition"].endswith('.csv"')
    assert "immunoref-" in response["Content-Disposition"]
    rows = csv_rows(response)
    assert rows
    data = json.loads(download(client.get(address, {"format": "json"})))
    assert data["licence"] == "CC BY 4.0"
    assert len(data["results"]) == len(rows)
    assert list(data["results"][0]) == list(rows[0])
    assert {"slug", "drug", "side_effect"} & set(rows[0])


def facet_of(page, name):
    return next(each for each in page.context["filterset"].facet_choices if each.name == name)


def test_documented_column_names_are_kept():
    def has(export, names):
        assert set(names.split(", ")) <= {column.name for column in export.columns}

    has(
        reference.DRUGS,
        "name, slug, kinds, therapy_type, modality, status, atc_codes, targets, brands, "
        "reviewed_on",
    )
    has(
        reference.INDICATIONS,
        "drug, condition, setting, population, regulator, status, decided_on, ended_on, source_url",
    )
    has(
        reference.RATES,
        "drug, side_effect, organ_class, percent, percent_grade_3_plus, band, population, "
        "regimen, treated, comparator_percent, grade_scale, source_url",
    )
    for listing in listings.ALL:
        export = listing.export
        described = [column.name for column in export.columns]
        assert len(described) == len(set(described))
        assert all(str(column.meaning) for column in export.columns)


def test_download_holds_exactly_the_filtered_rows(client, two_drugs):
    rows = csv_rows(client.get("/drugs/?condition=condition-1&format=csv"))
    assert [row["slug"] for row in rows] == ["drug-1"]
    assert rows[0]["brands"] == "Brand 1"
    assert rows[0]["kinds"] == "cancer"


def test_date_is_exported_as_precisely_as_known(client):
    indication = factories.indication(factories.drug())
    factories.approval(indication, decided_on="2014-09-01", decided_precision="month")
    assert csv_rows(client.get("/indications/?format=csv"))[0]["decided_on"] == "2014-09"


def test_cell_that_a_spreadsheet_would_run_is_neutralised(client):
    drug = factories.drug("=HYPERLINK(1)")
    factories.name(drug, "+Brand")
    row = csv_rows(client.get("/drugs/?format=csv"))[0]
    assert row["name"] == "'=HYPERLINK(1)"
    assert row["brands"] == "'+Brand"
    data = json.loads(download(client.get("/drugs/?format=json")))
    assert data["results"][0]["name"] == "=HYPERLINK(1)"


def test_drafts_are_nowhere(client, two_drugs):
    factories.drug("Secretumab", status="draft")
    retired = factories.drug("Retiredumab", status="retired")
    factories.rate(factories.dataset(retired))
    factories.approval(factories.indication(retired))
    for address in (*LISTS, "/", "/search/?q=umab"):
        page = client.get(address).content.decode()
        assert "Secretumab" not in page
        assert "Retiredumab" not in page
    for address in ("/drugs/", "/rates/", "/indications/"):
        text = download(client.get(address, {"format": "csv"}))
        assert "secretumab" not in text
        assert "retiredumab" not in text


def test_several_choices_widen_and_several_filters_narrow(client, two_drugs):
    assert len(names(client.get("/drugs/?target=target-1&target=target-2"))) == 2
    assert names(client.get("/drugs/?target=target-1&condition=condition-1")) == ["Drug 1"]
    assert names(client.get("/drugs/?target=target-1&condition=condition-2")) == []


def test_parent_type_includes_its_children(client):
    root = factories.therapy_type("Root")
    leaf = factories.therapy_type("Leaf", parent=root)
    factories.drug(primary_type=leaf)
    assert names(client.get("/drugs/?therapy_type=root")) == ["Exemplumab"]
    assert names(client.get("/drugs/?therapy_type=leaf")) == ["Exemplumab"]


def test_years_of_approval(client, two_drugs):
    assert len(names(client.get("/drugs/?approved_from=2014&approved_to=2014"))) == 2
    assert names(client.get("/drugs/?approved_from=2015")) == []
    assert names(client.get("/drugs/?approved_to=2013")) == []


def test_sorting(client):
    early = factories.drug("Zeta")
    factories.approval(
        factories.indication(early), decided_on="2001-01-01", decided_precision="year"
    )
    late = factories.drug("Alpha")
    factories.approval(
        factories.indication(late), decided_on="2020-01-01", decided_precision="year"
    )
    assert names(client.get("/drugs/")) == ["Alpha", "Zeta"]
    assert names(client.get("/drugs/?sort=-name")) == ["Zeta", "Alpha"]
    assert names(client.get("/drugs/?sort=first_approved")) == ["Zeta", "Alpha"]


def test_chips_remove_one_filter_each(client, two_drugs):
    page = client.get("/drugs/?target=target-1&modality=monoclonal_antibody&page=2")
    chips = {chip.value: chip.url for chip in page.context["chips"]}
    assert chips == {
        "Target 1": "?modality=monoclonal_antibody",
        "Monoclonal antibody": "?target=target-1",
    }


def test_empty_result_offers_to_remove_the_last_filter(client, two_drugs):
    page = client.get("/drugs/?target=target-1&target=target-2&q=nothing").content.decode()
    assert "Nothing matches all of these filters" in page
    assert "Remove the last filter" in page


def test_paging_and_page_size(client):
    for number in range(30):
        factories.drug(f"Drug {number:02}")
    first = client.get("/drugs/")
    assert len(names(first)) == 25
    assert names(client.get("/drugs/?page=2"))[0] == "Drug 25"
    assert len(names(client.get("/drugs/?page_size=100"))) == 30
    assert len(names(client.get("/drugs/?page_size=9999"))) == 30
    past = client.get("/drugs/?page=99")
    assert past.status_code == 200
    assert "There is no page 99" in past.content.decode()
    assert "page=1" not in past.content.decode()


@pytest.mark.parametrize(
    ("query", "tidy"),
    [
        ("q=&kind=&target=target-1", "/drugs/?target=target-1"),
        ("page=1", "/drugs/"),
        ("page_size=25&page=1&q=a", "/drugs/?q=a"),
        ("target=target-1&target=&target=target-2", "/drugs/?target=target-1&target=target-2"),
    ],
)
def test_list_has_one_address(client, two_drugs, query, tidy):
    response = client.get(f"/drugs/?{query}")
    assert (response.status_code, response["Location"]) == (302, tidy)
    assert client.get(tidy).status_code == 200


PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("address", LISTS)
def test_script_that_renews_the_list_gets_the_list_alone(client, two_drugs, address):
    text = client.get(address, headers=PARTIAL).content.decode()
    assert "<html" not in text
    assert "<h1" not in text
    assert 'id="results"' in text
    assert 'id="filters"' in text


@pytest.mark.parametrize(
    "headers", [{}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Request-Type": "full"}]
)
def test_every_other_request_gets_the_whole_page(client, two_drugs, headers):
    text = client.get("/drugs/?target=target-1", headers=headers).content.decode()
    assert "<html" in text
    assert "<h1" in text


@pytest.mark.parametrize("headers", [{}, PARTIAL])
@pytest.mark.parametrize("query", ["", "q=", "kind=unheard-of", "format=csv"])
def test_caches_keep_list_and_page_apart(client, two_drugs, headers, query):
    vary = client.get(f"/drugs/?{query}", headers=headers)["Vary"]
    assert {"HX-Request", "HX-Request-Type"} <= {each.strip() for each in vary.split(",")}


def test_renewed_list_tells_its_tidy_address(client, two_drugs):
    response = client.get("/drugs/?q=&target=target-1&page_size=25&page=1", headers=PARTIAL)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/drugs/?target=target-1"
    assert names(response) == ["Drug 1"]
    assert "?target=target-1&amp;format=csv" in response.content.decode()
    assert client.get("/drugs/?q=", headers=PARTIAL)["HX-Push-Url"] == "/drugs/"


def test_renewed_list_with_nonsense_is_refused_beside_the_filters(client, two_drugs):
    response = client.get("/drugs/?kind=unheard-of", headers=PARTIAL)
    text = response.content.decode()
    assert response.status_code == 400
    assert "<html" not in text
    assert "unheard-of" in text
    assert 'id="filters"' not in text
    assert response["HX-Retarget"] == "#results"


@pytest.mark.parametrize(("choices", "has_box"), [(12, False), (13, True)])
def test_only_long_lists_of_choices_have_a_box_to_narrow_them(client, choices, has_box):
    drug = factories.drug()
    for number in range(choices):
        drug.targets.create(slug=f"target-{number}", name=f"Target {number}")
    assert ('id="narrow-target"' in client.get("/drugs/").content.decode()) is has_box


def test_a_very_long_list_shows_the_choices_with_most_results_and_leads_to_all(client):
    common, rare = factories.drug("Amab"), factories.drug("Bmab")
    for number in range(40):
        target = Target.objects.create(slug=f"target-{number:02}", name=f"Target {number:02}")
        rare.targets.add(target)
        if number >= 15:
            common.targets.add(target)
    chosen = client.get("/drugs/?target=target-03&page_size=50")
    facet = next(
        each for each in chosen.context["filterset"].facet_choices if each.name == "target"
    )
    shown = [choice.value for choice in facet.choices]
    assert shown[:25] == [f"target-{number}" for number in range(15, 40)]
    assert len(shown) == MOST_SHOWN
    assert (facet.left_out, facet.total, facet.is_long) == (10, 40, False)
    assert "target-03" in shown
    address = "?target=target-03&amp;page_size=50&amp;choices=target#facet-target"
    assert address in chosen.content.decode()

    complete = client.get("/drugs/?choices=target")
    text = complete.content.decode()
    assert text.count('name="target" value="') == 40
    assert 'id="facet-target" open' in text
    assert 'id="filters" open' in text
    assert 'id="narrow-target"' in text
    assert '<input type="hidden" name="choices" value="target">' in text


def test_a_selected_choice_is_never_left_out(client):
    common, rare = factories.drug("Amab"), factories.drug("Bmab")
    for number in range(40):
        target = Target.objects.create(slug=f"target-{number:02}", name=f"Target {number:02}")
        rare.targets.add(target)
        if number:
            common.targets.add(target)
    page = client.get("/drugs/?target=target-00")
    facet = facet_of(page, "target")
    assert facet.choices[-1].value == "target-00"
    assert len(facet.choices) == MOST_SHOWN + 1


def test_a_shortened_tree_keeps_what_stands_above_a_choice(client):
    drug = factories.drug("Amab")
    top = factories.condition("Top")
    below = factories.condition("Below", parent=top)
    lowest = factories.condition("Lowest", parent=below)
    factories.indication(factories.drug("Rare"), condition=lowest)
    for number in range(MOST_SHOWN):
        factories.indication(drug, condition=factories.condition(f"Another {number:02}"))
    page = client.get("/drugs/?condition=lowest")
    facet = next(
        each for each in page.context["filterset"].facet_choices if each.name == "condition"
    )
    kept = [choice.value for choice in facet.choices if "another" not in choice.value]
    assert kept == ["top", "below", "lowest"]


NONSENSE = (
    "kind=unheard-of",
    "target=nowhere",
    "therapy_type=nowhere",
    "approved_from=soon",
    "approved_from=99999",
    "sort=weight",
    "page=abc",
    "page=-1",
    "page=1e9",
    "page=99999999999",
    "page_size=many",
    "format=pdf",
    "q=" + "x" * 101,
    "&".join(f"target=t{number}" for number in range(41)),
    "kind=%ff%fe",
    "target='%3BDROP",
    "choices=nowhere",
)


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_is_refused_in_words(client, two_drugs, query):
    response = client.get(f"/drugs/?{query}")
    assert response.status_code == 400
    assert "not understood" in response.content.decode() or "format" in query
    assert Drug.objects.count() == 2


@pytest.mark.parametrize("query", NONSENSE[:6])
def test_download_with_nonsense_is_refused_and_not_unfiltered(client, two_drugs, query):
    response = client.get(f"/drugs/?{query}&format=csv")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    address=st.sampled_from(LISTS),
    query=st.dictionaries(
        st.sampled_from(
            [
                "q",
                "kind",
                "drug",
                "condition",
                "status",
                "page",
                "sort",
                "format",
                "year_from",
                "choices",
            ]
        ),
        st.one_of(st.text(max_size=30), st.integers().map(str)),
        max_size=4,
    ),
)
def test_no_query_breaks_a_list(client, two_drugs, address, query):
    assert client.get(address, query, follow=True).status_code in (200, 400)


def test_facets_count_beside_the_other_filters(client, two_drugs):
    other = factories.drug("Otherumab", modality="vaccine")
    other.targets.add(two_drugs[0].targets.get())
    page = client.get("/drugs/?target=target-1")
    facets = {facet.name: facet for facet in page.context["filterset"].facet_choices}
    counts = {choice.value: choice.results for choice in facets["modality"].choices}
    assert counts == {"monoclonal_antibody": 1, "vaccine": 1}
    counts = {choice.value: choice.results for choice in facets["target"].choices}
    assert counts == {"target-1": 2, "target-2": 1}
    assert facets["target"].is_used


def test_tree_facet_counts_each_row_once(client):
    root = factories.therapy_type("Root")
    left = factories.therapy_type("Left", parent=root)
    right = factories.therapy_type("Right", parent=root)
    factories.drug(primary_type=left, therapy_types=[left, right])
    page = client.get("/drugs/")
    facet = next(
        each for each in page.context["filterset"].facet_choices if each.name == "therapy_type"
    )
    assert [(choice.value, choice.results, choice.depth) for choice in facet.choices] == [
        ("root", 1, 0),
        ("left", 1, 1),
        ("right", 1, 1),
    ]


def test_chosen_value_without_results_stays_visible(client, two_drugs):
    page = client.get("/drugs/?target=target-1&q=Drug 2")
    facet = facet_of(page, "target")
    assert ("target-1", 0, True) in [
        (choice.value, choice.results, choice.is_selected) for choice in facet.choices
    ]


def test_search_in_a_list_finds_brands_and_synonyms(client, two_drugs):
    assert names(client.get("/drugs/?q=brand 2")) == ["Drug 2"]
