"""A real cache in front: it keeps what is public, for as long as it is told, and nothing else."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from django.test import Client

from editorial import edition
from tests import factories
from tests.waiting import until
from therapies.models import Entry

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONFIGURATION = """
daemon off;
master_process off;
pid {place}/pid;
error_log {place}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {place}/bodies;
    proxy_temp_path {place}/answers;
    fastcgi_temp_path {place}/unused-1;
    uwsgi_temp_path {place}/unused-2;
    scgi_temp_path {place}/unused-3;
    proxy_cache_path {place}/cache keys_zone=pages:1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {origin};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_cache pages;
            proxy_cache_key $scheme$http_host$request_uri;
            proxy_cache_revalidate on;
            proxy_cache_background_update on;
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""
WITHIN = 10

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    pytest.mark.django_db(transaction=True),
]


class Proxy:
    def __init__(self, address):
        self.address = address

    def get(self, path, **headers):
        """Whether it came from the cache, the headers and the text."""
        asked = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(asked, timeout=WITHIN) as answer:
            return answer.headers["X-Cache"], answer.headers, answer.read().decode()

    def is_stored(self, path, **headers):
        self.get(path, **headers)
        return self.get(path, **headers)[0] == "HIT"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def listens(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def proxy(live_server, tmp_path):
    factories.full_drug(1)
    edition.raise_version("made for tests")
    port = free_port()
    file = tmp_path / "nginx.conf"
    file.write_text(CONFIGURATION.format(place=tmp_path, port=port, origin=live_server.url))
    running = subprocess.Popen([NGINX, "-p", tmp_path, "-c", file], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port), WITHIN)
        yield Proxy(f"http://localhost:{port}")
    finally:
        running.terminate()
        running.wait(WITHIN)


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return f"sessionid={browser.cookies['sessionid'].value}"


@pytest.mark.parametrize(
    "path", ["/drugs/", "/drugs/drug-1/", "/about/", "/drugs/?format=json", "/drugs/?q=drug"]
)
def test_public_pages_are_stored(proxy, path):
    assert proxy.is_stored(path)


def test_what_is_not_for_everybody_is_never_stored(proxy):
    user = factories.user("editor", is_staff=True, is_superuser=True)
    cookie = session_of(user)
    for path in ("/admin/", "/admin/therapies/drug/", "/drugs/", "/drugs/drug-1/"):
        assert not proxy.is_stored(path, Cookie=cookie), path
    for path in ("/report/?page=/drugs/", "/healthz", "/drugs/drug-1/?voice=plain"):
        assert not proxy.is_stored(path), path
    assert not proxy.is_stored("/drugs/", Cookie="voice=plain")
    with pytest.raises(urllib.error.HTTPError):
        proxy.get("/admin/editorial/proposal/1/preview/", Cookie=cookie)
    assert proxy.get("/drugs/")[0] == "MISS"


def test_parts_and_pages_are_told_apart(proxy):
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert proxy.is_stored("/drugs/", **partial)
    assert "<!doctype html>" not in proxy.get("/drugs/", **partial)[2]
    assert "<!doctype html>" in proxy.get("/drugs/")[2]
    assert proxy.get("/drugs/")[0] == "HIT"


def test_a_new_version_is_shown_when_the_old_one_may_not_be_any_more(proxy, settings):
    settings.SHARED_MAX_AGE, settings.STALE_WHILE_REVALIDATE, settings.STALE_IF_ERROR = 2, 2, 0
    assert "Drug 1" in proxy.get("/drugs/drug-1/")[2]
    Entry.objects.filter(slug="drug-1").update(name="Renamed")
    edition.raise_version("published")
    published = time.monotonic()
    assert proxy.get("/drugs/drug-1/")[0] == "HIT"
    until(lambda: "Renamed" in proxy.get("/drugs/drug-1/")[2], WITHIN)
    assert time.monotonic() - published < WITHIN


def test_asking_again_costs_no_page_where_nothing_changed(proxy, settings):
    settings.SHARED_MAX_AGE, settings.STALE_WHILE_REVALIDATE, settings.STALE_IF_ERROR = 1, 0, 0
    first = proxy.get("/drugs/")
    until(lambda: proxy.get("/drugs/")[0] == "REVALIDATED", WITHIN)
    assert proxy.get("/drugs/")[2] == first[2]
