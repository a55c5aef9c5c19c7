"""Deploys the site on this machine as docs/deployment.md says, and tries it: `make trial`.

The files in deploy/ are used as they are; only their directories and ports are others. A release
is laid out with an environment of its own, servers run by the lines of the units as an ordinary
user, and nginx (or `--caddy PROGRAM`) asks them over TLS. What systemd itself would do (sandbox,
credentials, timer) is not tried: `systemd-analyze verify` reads the units in the tests.
"""

import argparse
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.browsing import Browser, Readers, Site

DEPLOY = ROOT / "deploy"
NAME = "reference.example.org"
PASSWORD = "correct horse battery staple"  # noqa: S105
STOPS_WITHIN = 40


class Place:
    """A directory that stands for the machine's root."""

    def __init__(self, at: Path, first_port: int) -> None:
        self.at = at
        self.ports = {
            name: first_port + at for at, name in enumerate(("8001", "8002", "80", "443"))
        }
        self.user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if _is_root() else {}
        at.chmod(0o755)

    def moved(self, text: str) -> str:
        for directory in ("/srv/immunoref", "/etc/immunoref", "/etc/letsencrypt", "/var/"):
            text = text.replace(directory, f"{self.at}{directory}")
        return re.sub(r"redis://\S*", "", text).replace("REDIS_URL=\n", "")

    def path(self, path: str) -> Path:
        return Path(self.moved(path))

    def unit(self, name: str, line: str, instance: int = 0) -> list[str]:
        text = self.moved((DEPLOY / "systemd" / name).read_text())
        found = next(each for each in text.splitlines() if each.startswith(f"{line}="))
        return shlex.split(found.partition("=")[2].replace("%i", str(instance)))

    def environment(self) -> dict[str, str]:
        lines = self.path("/etc/immunoref/environment").read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        return {"PATH": os.environ["PATH"], "HOME": str(self.at), **given}

    def run(
        self, *command: str | Path, given: Mapping[str, str] | None = None, **other: object
    ) -> str:
        done = subprocess.run(  # noqa: S603
            [str(part) for part in command],
            env=dict(given) if given else self.environment(),
            cwd=self.path("/srv/immunoref/current"),
            capture_output=True,
            text=True,
            check=False,
            **{**self.user, **other},
        )
        if done.returncode:
            raise SystemExit(f"{shlex.join(map(str, command))}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def manage(self, *words: str, **given: str) -> str:
        file = str(self.path("/etc/immunoref/environment"))
        small = {"PATH": os.environ["PATH"], "HOME": str(self.at), "ENVIRONMENT_FILE": file}
        return self.run("deploy/manage", *words, given=small | given)


def _is_root() -> bool:
    return os.geteuid() == 0


def lay_out(place: Place, python: str) -> None:
    for name in ("/srv/immunoref/releases", "/etc/immunoref", "/etc/letsencrypt/live/" + NAME):
        place.path(name).mkdir(parents=True)
    for name in ("/srv/immunoref/static", "/var/lib/immunoref", "/var/backups/immunoref"):
        place.path(name).mkdir(parents=True)
        if place.user:
            shutil.chown(place.path(name), "nobody", "nogroup")
    for name in ("/var/log/nginx", "/var/cache/nginx"):
        place.path(name).mkdir(parents=True)
    _etc(place)
    release(place, "first")
    place.run(python, "-m", "venv", ".venv", user=None, group=None, extra_groups=None)
    pip = (".venv/bin/pip", "install", "--quiet", "--disable-pip-version-check")
    given = dict(os.environ)
    place.run(
        *pip,
        "--require-hashes",
        "-r",
        "requirements-scale.txt",
        given=given,
        user=None,
        group=None,
        extra_groups=None,
    )


def _etc(place: Place) -> None:
    etc = place.path("/etc/immunoref")
    (etc / "environment").write_text(place.moved((DEPLOY / "environment").read_text()))
    secret = subprocess.check_output(["openssl", "rand", "-hex", "40"], text=True)  # noqa: S607
    for name in ("secret-key", "backup-key"):
        (etc / name).write_text(secret)
        (etc / name).chmod(0o640)
        if place.user:
            shutil.chown(etc / name, group="nogroup")
    live = place.path(f"/etc/letsencrypt/live/{NAME}")
    subprocess.run(  # noqa: S603
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",  # noqa: S607
         f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", live / "privkey.pem",
         "-out", live / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def release(place: Place, name: str) -> None:
    """The committed tree, and `current` shows it. A second one takes the packages of the first."""
    target = place.path("/srv/immunoref/releases") / name
    target.mkdir()
    tree = subprocess.Popen(["git", "-C", ROOT, "archive", "HEAD"], stdout=subprocess.PIPE)  # noqa: S603, S607
    subprocess.run(["tar", "x", "-C", target], stdin=tree.stdout, check=True)  # noqa: S603, S607
    current = place.path("/srv/immunoref/current")
    if current.exists():
        # Its own environment in truth; here the packages are the same.
        shutil.copytree(current / ".venv", target / ".venv", symlinks=True)
        old, new = str(current.resolve()), str(target)
        script = target / ".venv/bin/granian"
        # Its first line names the release itself, so a running server never reads of the next one.
        assert old in script.read_text()
        script.write_text(script.read_text().replace(old, new))
    step = current.with_name("next")
    step.symlink_to(target)
    step.replace(current)


class Servers:
    """What `systemctl restart immunoref@8001` does with a unit."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.log = (place.at / "servers.log").open("ab")

    def start(self, name: str) -> float:
        port, began = self.place.ports[name], time.monotonic()
        self.running[name] = subprocess.Popen(  # noqa: S603
            self.place.unit("immunoref@.service", "ExecStart", port),
            cwd=self.place.path("/srv/immunoref/current"),
            env=self.place.environment(),
            stdout=self.log,
            stderr=self.log,
            **self.place.user,
        )
        self.place.run(*self.place.unit("immunoref@.service", "ExecStartPost", port))
        return time.monotonic() - began

    def stop(self, name: str) -> int:
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(STOPS_WITHIN)

    def restart(self, name: str) -> tuple[int, float]:
        return self.stop(name), self.start(name)


def proxy(place: Place, caddy: str) -> subprocess.Popen[bytes]:
    ports = place.ports
    if caddy:
        live = place.path(f"/etc/letsencrypt/live/{NAME}")
        text = place.moved((DEPLOY / "Caddyfile").read_text()).replace(
            "header -Server", f"tls {live}/fullchain.pem {live}/privkey.pem\n\theader -Server", 1
        )
        top = f"{{\n\tadmin off\n\thttp_port {ports['80']}\n\thttps_port {ports['443']}\n}}\n"
        file = place.at / "Caddyfile"
        file.write_text(top + text)
        servers = f"127.0.0.1:{ports['8001']} 127.0.0.1:{ports['8002']}"
        given = {**place.environment(), "SERVERS": servers}
        command = [caddy, "run", "--config", str(file), "--adapter", "caddyfile"]
        return subprocess.Popen(command, env=given, stderr=(place.at / "caddy.log").open("wb"))  # noqa: S603
    text = place.moved((DEPLOY / "nginx.conf").read_text())
    text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.M)
    text = re.sub(r"listen (80|443)", lambda at: f"listen 127.0.0.1:{ports[at[1]]}", text)
    for port in ("8001", "8002"):
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{ports[port]}")
    file = place.at / "nginx.conf"
    whole = (
        f"pid {place.at}/nginx.pid; error_log {place.at}/nginx-errors; daemon off; events {{}}\n"
    )
    file.write_text(f"{whole}http {{ include /etc/nginx/mime.types;\n{text}}}\n")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    check = [program, "-t", "-c", str(file)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)  # noqa: S603
    if checked.returncode:
        raise SystemExit(checked.stderr)
    return subprocess.Popen([program, "-c", file], stderr=subprocess.DEVNULL)  # noqa: S603


def tried(place: Place, servers: Servers, site: Site) -> None:
    print(f"What the proxy answers: {site.refusals()}")
    staff = Browser(site)
    staff.sign_in("keeper", PASSWORD)
    page, marked = staff.publish_a_change()
    reader = Browser(Site(place.ports["8001"], NAME))
    assert marked in staff.get(page).text
    assert marked in reader.get(page).text
    print(f"Signed in with a second factor, published {page}, seen by staff and readers at once")
    print(f"Static files: {site.static_headers(staff.get('/').text)}")
    readers = Readers(site, staff.cookies)
    with readers:
        time.sleep(2)
        release(place, "second")
        place.manage("migrate")
        place.manage("collectstatic", "--noinput")
        steps = [servers.restart(name) for name in ("8001", "8002")]
        time.sleep(2)
    print(f"Second release under load: {readers.said()}; restarts (exit code, s until ready): "
          + ", ".join(f"{code}, {seconds:.1f}" for code, seconds in steps))  # fmt: skip
    backup = place.unit("immunoref-backup.service", "ExecStart")
    key = {"BACKUP_KEY_FILE": str(place.path("/etc/immunoref/backup-key"))}
    place.run(*backup, given=place.environment() | key)
    (archive,) = place.path("/var/backups/immunoref").glob("immunoref-*.gpg")
    said = place.manage("restore", "--check", str(archive), **key)
    print(f"Backup by its unit: {archive.name}, {archive.stat().st_size:,} bytes. {said.strip()}")
    if readers.wrong:
        raise SystemExit(1)


def listening(port: int) -> None:
    latest = time.monotonic() + STOPS_WITHIN
    while True:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > latest:
            raise SystemExit("the proxy does not listen")
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8880, help="the first of four")
    parser.add_argument(
        "--python", default="/usr/bin/python3", help="that an ordinary user can run"
    )
    parser.add_argument("--caddy", default="", help="the program, in place of nginx")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="immunoref-trial-") as at:
        place = Place(Path(at), options.port)
        lay_out(place, options.python)
        place.manage("migrate")
        place.manage("load_reference")
        place.manage("collectstatic", "--noinput")
        account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        words = ("--noinput", "--username", "keeper", "--email", "keeper@example.org")
        place.manage("createsuperuser", *words, **account)
        print("Laid out, with packages by their hashes; migrated, loaded, first account made")
        servers = Servers(place)
        front = None
        try:
            ready = [servers.start(name) for name in ("8001", "8002")]
            print(f"Both servers ready after {ready[0]:.1f} and {ready[1]:.1f} s")
            front = proxy(place, options.caddy)
            listening(place.ports["443"])
            certificate = place.path(f"/etc/letsencrypt/live/{NAME}/fullchain.pem")
            ports = place.ports
            tried(place, servers, Site(ports["443"], NAME, str(certificate), ports["80"]))
        finally:
            for name in list(servers.running):
                servers.stop(name)
            if front:
                front.terminate()
                front.wait()


if __name__ == "__main__":
    main()
