"""Settings fail closed: nonsense in the environment stops the start and says what to write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bench.servers import GRANIAN
from immunoref import env

ROOT = Path(__file__).resolve().parent.parent
KEY = "k3Y-" + "abcdefghij" * 6


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in (
        "X",
        "X_FILE",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "REDIS_URL",
        "ENVIRONMENT",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("raw", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_boolean(monkeypatch, raw, value):
    monkeypatch.setenv("X", raw)
    assert env.boolean("X", default=not value) is value


def test_boolean_nonsense(monkeypatch):
    monkeypatch.setenv("X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="write true or false"):
        env.boolean("X", default=True)


def test_directory(monkeypatch, tmp_path):
    assert env.directory("X", tmp_path) == tmp_path
    monkeypatch.setenv("X", "some/place")
    assert env.directory("X", tmp_path) == Path.cwd() / "some" / "place"
    monkeypatch.setenv("X", " ")
    with pytest.raises(ImproperlyConfigured, match="write a path"):
        env.directory("X", tmp_path)


def test_file_and_token_may_be_left_out_and_are_not_nonsense(monkeypatch, tmp_path):
    assert env.file("X") is None
    assert env.token("X") == ""
    monkeypatch.setenv("X", str(tmp_path / "not-there-yet"))
    assert env.file("X") == tmp_path / "not-there-yet"
    for raw in ("", "short"):
        monkeypatch.setenv("X", raw)
        with pytest.raises(ImproperlyConfigured, match="20 random characters"):
            env.token("X")


@pytest.mark.parametrize("raw", ["abc", "-1", "1.5"])
def test_integer_nonsense(monkeypatch, raw):
    monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.integer("X", 3)


def test_second_factor_is_asked_in_production_and_by_choice_elsewhere(monkeypatch):
    assert env.second_factor("X", production=True)
    assert not env.second_factor("X", production=False)
    monkeypatch.setenv("X", "true")
    assert env.second_factor("X", production=False)
    monkeypatch.setenv("X", "false")
    with pytest.raises(ImproperlyConfigured, match="production needs it"):
        env.second_factor("X", production=True)


def test_choice(monkeypatch):
    assert env.choice("X", ("a", "b")) == "a"
    monkeypatch.setenv("X", "c")
    with pytest.raises(ImproperlyConfigured, match="one of a, b"):
        env.choice("X", ("a", "b"))


@pytest.mark.parametrize("raw", [None, "", " ", "*", "https://x.org", "a b"])
def test_production_names_its_hosts(monkeypatch, raw):
    if raw is not None:
        monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured):
        env.hosts("X", production=True)


def test_local_answers_only_for_itself():
    assert env.hosts("X", production=False) == ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("raw", [None, "", "short", "a" * 80, "django-insecure-" + "abcdef" * 10])
def test_production_needs_a_secret(monkeypatch, tmp_path, raw):
    if raw is not None:
        monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured, match="missing or too weak"):
        env.secret_key("X", production=True, keep_in=tmp_path / "key")


def test_local_machine_makes_and_keeps_its_secret(tmp_path):
    path = tmp_path / "var" / "key"
    first = env.secret_key("X", production=False, keep_in=path)
    assert first == env.secret_key("X", production=False, keep_in=path)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "raw", [None, "", "mysql://x/y", "nonsense", "sqlite:////no/such/place/db"]
)
def test_production_needs_a_database_it_can_write(monkeypatch, tmp_path, raw):
    if raw is not None:
        monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured):
        env.database("X", production=True, default_path=tmp_path / "db")


def test_sqlite_waits_writes_ahead_and_stays_open(tmp_path):
    config = env.database("X", production=False, default_path=tmp_path / "var" / "db")
    assert config["ENGINE"] == "immunoref.sqlite"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] > 0
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert config["OPTIONS"]["cached_statements"] < 16


def test_postgresql_and_redis(monkeypatch, tmp_path):
    monkeypatch.setenv("X", "postgres://user:pass@db.example:5432/immunoref")
    config = env.database("X", production=True, default_path=tmp_path)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    pool = config["OPTIONS"]["pool"]
    assert pool["timeout"] == pool["reconnect_timeout"] == config["OPTIONS"]["connect_timeout"] == 2
    assert pool["max_size"] == int(GRANIAN[GRANIAN.index("--blocking-threads") + 1]) + 1
    assert {"tcp_user_timeout", "keepalives_idle"} <= config["OPTIONS"].keys()
    assert env.replica("Y", production=True) == {}
    monkeypatch.setenv("Y", "postgres://user:pass@replica.example:5432/immunoref")
    monkeypatch.setenv("DATABASE_POOL", "5")
    other = env.replica("Y", production=True)["replica"]
    assert (other["HOST"], other["OPTIONS"]["pool"]["max_size"]) == ("replica.example", 6)
    monkeypatch.setenv("DATABASE_POOL", "2")
    pool = env.replica("Y", production=True)["replica"]["OPTIONS"]["pool"]
    assert (pool["min_size"], pool["max_size"]) == (2, 3)
    monkeypatch.setenv("X", "redis://cache.example:6379/0")
    assert env.cache("X")["BACKEND"].endswith("Counts")
    assert env.cache("X", fails=True)["BACKEND"].endswith("RedisCache")
    assert env.cache("X")["OPTIONS"]["socket_timeout"]
    monkeypatch.setenv("X", "memcached://nonsense")
    with pytest.raises(ImproperlyConfigured):
        env.cache("X")


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    monkeypatch.setenv("X_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match=r"X_FILE.*cannot be read"):
        env.secret_key("X", production=True, keep_in=tmp_path / "key")
    file.write_text(f"{KEY}\n")
    assert env.secret_key("X", production=True, keep_in=tmp_path / "key") == KEY
    assert env.token("X") == KEY
    file.write_text("postgres://user:pass@db.example/immunoref\n")
    assert env.replica("X", production=True)["replica"]["HOST"] == "db.example"
    file.write_text("redis://cache.example:6379/0\n")
    assert env.is_given("X")
    assert env.cache("X")["LOCATION"] == "redis://cache.example:6379/0"


def test_an_empty_file_is_no_secret_and_two_places_are_one_too_many(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("\n")
    monkeypatch.setenv("X_FILE", str(file))
    for read in (
        lambda: env.secret_key("X", production=True, keep_in=tmp_path / "key"),
        lambda: env.database("X", production=True, default_path=tmp_path),
        lambda: env.token("X"),
        lambda: env.cache("X"),
    ):
        with pytest.raises(ImproperlyConfigured):
            read()
    monkeypatch.setenv("X", KEY)
    with pytest.raises(ImproperlyConfigured, match="both given"):
        env.token("X")


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_given(tmp_path):
    done = start(
        ENVIRONMENT="production",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="immunoref.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_refuses_to_start_and_says_what_is_missing(tmp_path, missing):
    given = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "immunoref.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    done = start(**{name: value for name, value in given.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} is missing" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is missing or too weak"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS contains"),
        ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL is not understood"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL is not understood"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN is too short"),
        ({"SECOND_FACTOR": "false"}, "SECOND_FACTOR is off"),
        ({"BEHIND_PROXY": "perhaps"}, "BEHIND_PROXY is 'perhaps'"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS is '0'"),
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT is 'prod'"),
    ],
)
def test_production_refuses_what_is_weak_or_nonsense(tmp_path, wrong, said):
    done = settings_with(
        {
            "ENVIRONMENT": "production",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "immunoref.example",
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        }
        | wrong
    )
    assert done.returncode
    assert said in done.stderr
    assert "changeme" not in done.stderr


def test_nothing_turns_debugging_on_in_production(tmp_path):
    done = settings_with(
        {
            "ENVIRONMENT": "production",
            "DEBUG": "true",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": "immunoref.example",
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        }
    )
    assert done.stdout.split() == ["False", "True"]


def settings_with(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import immunoref.settings as s; print(s.DEBUG, s.PRODUCTION)"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_development_needs_no_environment():
    done = settings_with({})
    assert done.stdout.split() == ["True", "False"]


def test_caches_in_memory_are_apart(monkeypatch):
    monkeypatch.delenv("X", raising=False)
    assert env.cache("X")["LOCATION"] != env.cache("X", location="requests")["LOCATION"]
