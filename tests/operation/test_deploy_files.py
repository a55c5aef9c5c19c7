"""The files in deploy/ are valid, and agree with the rest of the site. `make trial` runs them."""

import re
import shlex
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from bench.servers import GRANIAN
from immunoref import streams
from therapies.tables import files

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVER = (DEPLOY / "systemd" / "immunoref@.service").read_text()
ADMIN_PLACES = "/usr/sbin:/usr/local/sbin"
NGINX = shutil.which("nginx") or shutil.which("nginx", path=ADMIN_PLACES)
OPENSSL = shutil.which("openssl")
SYSTEMD = shutil.which("systemd-analyze")
DOCUMENTED = set(re.findall(r"`([A-Z][A-Z_]+)", (ROOT / "docs/deployment.md").read_text()))


def environment():
    lines = (DEPLOY / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def value(unit, name):
    return re.search(rf"^{name}=(.*)$", unit, re.M)[1]


def test_the_environment_is_read_alike_by_systemd_and_by_a_shell():
    for name, given in environment().items():
        assert shlex.split(given) == [given], name
        assert not set(given) & set("$`;&|#"), name
        assert name.removesuffix("_FILE") in DOCUMENTED, name


def test_no_secret_stands_in_the_environment_itself():
    assert not {"SECRET_KEY", "METRICS_TOKEN"} & environment().keys()
    assert "@" not in "".join(environment().values())


def test_a_server_is_started_as_it_is_measured_and_proxies_reach_it():
    command = shlex.split(value(SERVER, "ExecStart"))
    for option, given in pairwise(GRANIAN):
        if option in ("--workers", "--backpressure", "--blocking-threads"):
            assert command[command.index(option) + 1] == given
    assert "--no-ws" in command
    assert int(command[command.index("--blocking-threads") + 1]) > 2 * streams.MOST
    assert command[command.index("--host") + 1] == "127.0.0.1"
    ports = {"8001", "8002"}
    for name in ("nginx.conf", "Caddyfile"):
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text())) == ports


def test_a_container_runs_the_same_server_as_an_ordinary_user():
    command = shlex.split(value(SERVER, "ExecStart").replace("127.0.0.1 --port %i", "X"))[1:]
    script = (DEPLOY / "start").read_text().replace("\\\n", " ").replace("0.0.0.0 --port 8000", "X")
    (line,) = re.findall(r"granian (.*)", script)
    assert shlex.split(line) == command
    image = (DEPLOY / "Containerfile").read_text()
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", image, re.M)
    assert not re.search(r"^(ENV|ARG) .*(SECRET|PASSWORD|TOKEN)", image, re.M)
    assert "/readyz" in image


def test_an_image_has_only_what_it_names():
    named = re.findall(r"^COPY (?!--)(\S+)", (DEPLOY / "Containerfile").read_text(), re.M)
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.M)
    assert sorted(named) == sorted(let_in)
    assert all((ROOT / name).exists() for name in named)


def test_stopping_waits_for_longer_than_the_server_does():
    command = shlex.split(value(SERVER, "ExecStart"))
    patience = int(command[command.index("--workers-kill-timeout") + 1])
    assert int(value(SERVER, "TimeoutStopSec")) > patience


def test_proxies_take_the_files_that_the_site_takes():
    for name in ("nginx.conf", "Caddyfile"):
        (most,) = re.findall(
            r"(?:max_body_size|max_size) (\d+)m", (DEPLOY / name).read_text(), re.I
        )[-1:]
        assert int(most) * 2**20 > files.MOST_BYTES


def test_what_tells_the_site_who_asks_is_the_proxys_own():
    text = (DEPLOY / "nginx.conf").read_text()
    assert environment()["BEHIND_PROXY"] == "true"
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in text
    assert "proxy_set_header X-Request-Id $request_id;" in text
    log = re.search(r"log_format(.*?);", text, re.S)[1]
    assert not re.search(r"\$(remote_addr|request_uri|request |args|http_)", log)


@pytest.mark.skipif(SYSTEMD is None, reason="systemd is not installed")
def test_units_are_what_systemd_understands(tmp_path):
    for unit in UNITS:
        text = re.sub(r"/srv/immunoref/current/\.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    said = subprocess.run(
        [SYSTEMD, "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    about = [line for line in said.stderr.splitlines() if "immunoref" in line]
    assert not about
    assert said.returncode == 0, said.stderr


@pytest.mark.skipif(not NGINX or not OPENSSL, reason="nginx or openssl is not installed")
def test_nginx_understands_its_site(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text().replace("/var/", f"{tmp_path}/")
    text = text.replace("/etc/letsencrypt/live/reference.example.org", str(tmp_path))
    for place in ("cache/nginx", "log/nginx"):
        (tmp_path / place).mkdir(parents=True)
    options = [
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=x",
    ]
    made = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run([OPENSSL, "req", *options, *made], capture_output=True, check=True)
    file = tmp_path / "nginx.conf"
    pid = f"pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}"
    file.write_text(f"{pid} http {{ {text} }}")
    said = subprocess.run([NGINX, "-t", "-c", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
