"""The pages of releases, their files, and the list for programs."""

import hashlib
import shutil

import pytest
from django.test import override_settings

from tests import factories
from tests.releases.conftest import changed
from therapies.releases import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(kept):
    with override_settings(RELEASES_DIR=kept.directory.parent):
        yield kept


def test_without_a_release_the_page_says_so(client):
    text = client.get("/data/").content.decode()
    assert "No release has been made yet" in text
    assert client.get("/data/releases.json").json() == {"releases": []}


def test_a_directory_that_is_not_there_is_no_fault(client, tmp_path):
    with override_settings(RELEASES_DIR=tmp_path / "nowhere"):
        assert client.get("/data/").status_code == 200


def test_data_page_lists_releases(client, served):
    text = client.get("/data/").content.decode()
    assert f'href="/data/releases/{served.version}/"' in text
    assert f'href="/data/releases/{served.version}/{served.archive.name}"' in text
    assert served.archived.sha256 in text
    assert f"http://testserver/data/releases/{served.version}/" in text
    assert "@misc{immunoref-2026.11.21," in text
    assert "load_release immunoref-2026.11.21.zip" in text
    assert "21 November 2026" in text


def test_list_for_programs(client, served):
    (found,) = client.get("/data/releases.json").json()["releases"]
    assert found["version"] == served.version
    assert found["archive"]["sha256"] == served.archived.sha256
    answer = client.get(found["archive"]["url"].removeprefix("http://testserver"))
    assert hashlib.sha256(answer.getvalue()).hexdigest() == found["archive"]["sha256"]
    assert found["tables"]["drugs"] == 2


def test_page_of_a_release_tells_changes_with_reasons(client, made, settings):
    settings.RELEASES_DIR = made.directory.parent
    factories.statement(factories.models.Drug.objects.get(slug="drug-1"), section="limits")
    changed(reason="<b>The label</b> changed.")
    second = making.make(made.directory.parent).release
    text = client.get(f"/data/releases/{second.version}/").content.decode()
    assert "&lt;b&gt;The label&lt;/b&gt; changed." in text
    assert 'href="/drugs/drug-1/history/"' in text
    assert "Against 2026.11.21: 0 entries added, 1 changed, 0 withdrawn;" in text
    first = client.get(f"/data/releases/{made.version}/").content.decode()
    assert "The first release." in first
    assert 'href="/data/releases/2026.11.21/csv/drugs.csv"' in first


@pytest.mark.parametrize(
    ("path", "content_type", "is_attached"),
    [
        ("csv/drugs.csv", "text/csv; charset=utf-8", True),
        ("jsonl/drugs.jsonl", "application/jsonl", True),
        ("immunoref.sqlite3", "application/vnd.sqlite3", True),
        ("datapackage.json", "application/json", True),
        ("fixtures/60_drugs/drug-1.json", "application/json", True),
        ("README.md", "text/markdown; charset=utf-8", False),
        ("SHA256SUMS", "text/plain; charset=utf-8", False),
        ("immunoref-2026.11.21.zip", "application/zip", True),
    ],
)
def test_files_are_served_as_they_are(client, served, path, content_type, is_attached):
    address = f"/data/releases/{served.version}/{path}"
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    content = answer.getvalue()
    assert content == (served.directory / path).read_bytes()
    assert answer["Content-Type"] == content_type
    assert answer["Content-Length"] == str(len(content))
    assert "Content-Encoding" not in answer
    assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert "immutable" in answer["Cache-Control"]
    disposition = "attachment" if is_attached else "inline"
    assert answer["Content-Disposition"] == f'{disposition}; filename="{path.rpartition("/")[2]}"'
    assert not answer.cookies
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert not again.content
    head = client.head(address)
    assert head["Content-Length"] == answer["Content-Length"]
    head.close()


@pytest.mark.parametrize(
    "path",
    [
        "2026.11.20/",
        "2026.11.21.2/",
        "latest/",
        "..%2f/",
        "2026.11.21/csv/",
        "2026.11.21/csv/nothing.csv",
        "2026.11.21/../2026.11.21/README.md",
        "2026.11.21/csv/../README.md",
        "2026.11.21/..%2f..%2fsecret",
        "2026.11.21/%2e%2e/%2e%2e/secret",
        "2026.11.21//etc/passwd",
        "..%2f2026.11.21/README.md",
    ],
)
def test_nothing_else_is_served(client, kept, settings, tmp_path, path):
    settings.RELEASES_DIR = tmp_path / "releases"
    shutil.copytree(kept.directory, settings.RELEASES_DIR / kept.version)
    (tmp_path / "secret").write_text("x")
    (settings.RELEASES_DIR / kept.version / "csv" / "nothing.csv").write_text("not of the release")
    response = client.get(f"/data/releases/{path}")
    assert response.status_code == 404, response.content


def test_a_release_is_only_read(client, served):
    for address in ("/data/releases.json", "/data/releases/2026.11.21/", "README.md"):
        full = address if address[0] == "/" else f"/data/releases/2026.11.21/{address}"
        assert client.post(full).status_code == 405
