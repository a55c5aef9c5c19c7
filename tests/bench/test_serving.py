"""What is asked for is the same for both servers, and the report says what was measured."""

import json
import re
import sqlite3
import sys
from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from bench import addresses, checks, generate, goals, performance, plot, servers, subjects
from bench.addresses import Question
from therapies.listings import DRUGS

ROWS = [("antibody", "oral", "approved")] * 3 + [("vaccine", "oral", "withdrawn")]


def numbers(rate, **more):
    measured = {"rate": rate, "noise": 0.1, "cpu_ms": 1.5, "wrong": {}}
    return measured | {"p50_ms": 5.0, "p95_ms": 8.0, "p99_ms": 9.0} | more


@pytest.fixture
def results():
    race = {"site": numbers(300), "datasette": numbers(150), "ready string": numbers(6000)}
    size = dict.fromkeys(performance.RACES, race) | {
        name: {"site": numbers(10)} for name in performance.SINGLE
    }
    size |= {"not modified": {"has_no_etag": 1}, "cold start": {"seconds": 1.25}}
    size["answers compared"] = {"questions": 25}
    size["memory"] = {"bytes": 100 * 2**20, "most": 120 * 2**20}
    size["CSV of all rates"] = {
        "rows": 9000,
        "rows_per_second": 1234.5,
        "memory_before": 0,
        "memory_peak": 2**20,
    }
    size["publishing"] = {"seconds": 0.5, "seen_after": 0.25, "slowest_ms": 90.0}
    size |= {"load_before": 0.5, "load_after": 1.5}
    machine = dict.fromkeys(
        ("processor", "cores", "memory_gib", "system", "python", "sqlite", "django", "granian"), "x"
    )
    return {
        "machine": machine | {"measured_at": "2026-01-01"},
        "datasette": "0.65",
        "runs": {"repeats": 5, "seconds": 2.0},
        "sizes": {"300": size, "3000": size},
    }


def test_questions_are_all_different_and_have_answers():
    asked = addresses.questions(ROWS)
    assert len({each.site() for each in asked}) == len(asked)
    assert len({each.datasette() for each in asked}) == len(asked)
    assert all(each.rows for each in asked)
    whole = Question((("antibody", "vaccine"), ("oral",), ("approved", "withdrawn")), False, 4)
    assert whole in asked


def test_a_question_is_asked_of_both_in_their_own_words():
    asked = Question((("antibody", "vaccine"), ("oral",), ("approved",)), True, 3)
    assert asked.site() == (
        "/drugs/?modality=antibody&modality=vaccine&route=oral&status=approved&sort=-name"
    )
    assert asked.datasette() == (
        "/flat/drugs?modality__in=antibody,vaccine&route__exact=oral&status__exact=approved"
        "&_sort_desc=name&_size=25&_facet=modality&_facet=route&_facet=status"
    )


@pytest.mark.django_db
def test_the_site_answers_with_the_number_of_rows_that_was_counted(client, tmp_path):
    generate.generate(20, 2, seed=3)
    flat = tmp_path / "flat.db"
    subjects.write_flat(flat)
    drugs = subjects.read_flat(flat)
    rows = [tuple(drug[name] for name in addresses.FACETS) for drug in drugs]
    for asked in addresses.questions(rows)[:5]:
        answer = client.get(asked.site_json())
        assert len(b"".join(answer.streaming_content).split(b'"slug"')) - 1 == asked.rows
        assert client.get(asked.site()).status_code == 200
    with sqlite3.connect(flat) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT route, count(*) FROM drugs WHERE modality = 'x' "
            "AND status = 'x' GROUP BY route"
        ).fetchall()
    connection.close()
    assert "COVERING INDEX" in str(plan)


@pytest.mark.django_db
def test_datasette_may_count_what_the_site_counts(tmp_path):
    generate.generate(20, 2, seed=3)
    faceted = tmp_path / "faceted.db"
    subjects.write_faceted(faceted)
    facets = DRUGS.filtered(QueryDict()).facets
    assert sorted(facets) == sorted([*addresses.FACETS, *addresses.FACETS_OF_MANY])
    with sqlite3.connect(faceted) as connection:
        slug, found = connection.execute(
            "SELECT value, count(*) FROM drugs, json_each(condition) GROUP BY value LIMIT 1"
        ).fetchone()
    connection.close()
    assert found == DRUGS.filtered(QueryDict(f"condition={slug}")).qs.count() > 0


def test_counts_that_differ_end_the_comparison(monkeypatch):
    asked = Question((("antibody",), ("oral",), ("approved",)), False, 3)
    told = {name: {"results": []} for name in addresses.FACETS_OF_MANY}
    told["target"] = {"results": [{"value": "il-5", "count": 1_002}]}
    page = (
        '<input type="checkbox" name="target" value="il-5"> <span>IL-5</span> '
        '<span class="results">{}</span>'
    )
    answers = {asked.datasette_counts(): json.dumps({"facet_results": told})}
    monkeypatch.setattr(checks, "fetch", lambda base, address: answers[address])
    answers[asked.site()] = page.format("1,002")
    assert checks.same_counts("", "", [asked]) == 1
    answers[asked.site()] = page.format("1,003")
    with pytest.raises(checks.DifferentAnswersError, match="target"):
        checks.same_counts("", "", [asked])


def test_granian_is_started_as_make_serve_does():
    makefile = (servers.ROOT / "Makefile").read_text()
    recipe = re.search(r"granian --interface wsgi(.*?)\n\n", makefile, re.DOTALL)[1]
    assert " ".join(servers.GRANIAN) in recipe


def test_a_server_is_waited_for_weighed_and_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "VAR", tmp_path)
    port = servers.free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with servers.Server("files", command, port, {}, "/Makefile") as server:
        assert server.started_in > 0
        assert server.cpu() > 0
        assert 2**20 < server.memory() < server.resident() * 2
        assert server.most_memory() >= server.resident()
        process = server.process
    assert process.returncode is not None


def test_what_a_server_still_does_for_nobody_is_waited_for(monkeypatch):
    monkeypatch.setattr(servers, "GLANCE", 0.001)
    server = servers.Server("busy", [], 0, {}, "/")
    used = iter([0.0, 0.1, 0.1, 0.2, 0.2, 0.2])
    monkeypatch.setattr(server, "cpu", lambda: next(used))
    server.finish()
    assert next(used, None) is None


def test_a_server_that_ends_at_once_says_why(monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "VAR", tmp_path)
    command = [sys.executable, "-c", "raise SystemExit('no such port')"]
    with (
        pytest.raises(servers.NotServingError, match="no such port"),
        servers.Server("none", command, servers.free_port(), {}, "/"),
    ):
        pass


def test_the_report_has_figures_ratios_and_what_was_wrong(results):
    results["sizes"]["3000"] = results["sizes"]["3000"] | {
        "details": {"site": numbers(50, wrong={"status 500": 7}), "datasette": numbers(0)}
    }
    text = performance.write({"sqlite": results})
    assert "| drug list filtered by three facets: immunoref | 300 (9) | 300 (9) |" in text
    assert (
        "| drug list filtered by three facets: **× Datasette** | **× 2.00** | **× 2.00** |" in text
    )
    assert "| one page over and over: **share of the ready string** | **5.0%** | **5.0%** |" in text
    assert (
        "| page of a drug, made for the request: immunoref | 300 (9) | 50.0 (9), 7 wrong |" in text
    )
    assert "| CPU of a filtered list: **Datasette ÷ immunoref** | **1.00** | **1.00** |" in text
    assert "| all rates as CSV, rows/s | 1,234 | 1,234 |" in text
    assert "asked with its ETag (304)" not in text


def test_the_plot_is_drawn_with_a_mark_for_each_server(results):
    both = {"SQLite": results["sizes"], "PostgreSQL": results["sizes"]}
    drawn = ElementTree.fromstring(plot.draw(both))
    titles = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles.count("immunoref: 300") == 4 * len(plot.RACES)
    assert titles.count("Datasette: 150") == 4 * len(plot.RACES)
    assert sum(str(each.text).endswith("PostgreSQL") for each in drawn.iter()) == 2 * len(
        plot.RACES
    )


def test_goals_stand_beside_what_was_measured_and_whether_it_is_enough(results):
    results["phone"] = {"list": {"lcp": 900, "inp": 40, "cls": 0.0}}
    results["sizes"]["30000"] = results["sizes"]["3000"] | {
        "filtered lists": {"site": numbers(3000, p99_ms=18.0), "datasette": numbers(150)}
    }
    rows = list(goals.table({"sqlite": results}, performance.DATABASES))
    assert "| distinct filtered lists | ≥ × 12 | × 2 · × 2 · × 20 | 1 of 3 |" in rows
    assert "| slowest 1 % of lists, from 300 to 30,000 drugs | ≤ × 2.5 | × 2 | yes |" in rows
    assert "| repeated page, of a ready string | ≥ 80 % | 5 % · 5 % · 5 % | **no** |" in rows
    assert "| lists without the index in memory | ≥ × 1.3 | – | – |" in rows
    assert "| slow phone, LCP | ≤ 1.5 s | 0.9 s | yes |" in rows
    assert "| slow phone, CLS | ≤ 0 | 0 | yes |" in rows
