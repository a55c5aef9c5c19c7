"""Typed readers of the environment: each returns a checked value or says in words what is wrong."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
KEY_LENGTH = 50
KEY_VARIETY = 5
TOKEN_LENGTH = 20
# Seconds; half a minute, as the pool would have it, holds all threads of a server meanwhile.
DATABASE_PATIENCE = 2
# A machine without power says nothing: what was sent to it is given up after milliseconds, and one
# that was asked and does not answer is looked for after seconds.
SILENCE = {"tcp_user_timeout": 5000, "keepalives_idle": 5, "keepalives_interval": 2}
# As many as granian has threads by docs/deployment.md.
DATABASE_CONNECTIONS = 16
# Made together; beyond these a pool makes one after the other, while all of a busy start wait.
DATABASE_READY = 4
# Django's 300 would let a flood of new keys push out the counts of failed sign-ins.
MEMORY_ENTRIES = 10_000


def secret(name: str) -> str | None:
    """A value that is better not in the environment: NAME_FILE may name a file that holds it."""
    file = os.environ.get(f"{name}_FILE")
    if file is None:
        return os.environ.get(name)
    if name in os.environ:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both given: leave one out.")
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE: {file!r} cannot be read.") from error


def is_given(name: str) -> bool:
    return secret(name) is not None


def boolean(name: str, default: bool) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise ImproperlyConfigured(f"{name} is {raw!r}: write true or false.")


def integer(name: str, default: int, *, least: int = 0) -> int:
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        number = int(raw)
    except ValueError:
        number = least - 1
    if number < least:
        raise ImproperlyConfigured(f"{name} is {raw!r}: write a whole number of at least {least}.")
    return number


def second_factor(name: str, *, production: bool) -> bool:
    """Whether staff sign in with a code too. Production does not do without."""
    wanted = boolean(name, default=production)
    if production and not wanted:
        raise ImproperlyConfigured(f"{name} is off: production needs it. Leave it out.")
    return wanted


def choice(name: str, options: tuple[str, ...]) -> str:
    """The first option is the default."""
    raw = os.environ.get(name, options[0]).strip().lower()
    if raw not in options:
        raise ImproperlyConfigured(f"{name} is {raw!r}: write one of {', '.join(options)}.")
    return raw


def directory(name: str, default: Path) -> Path:
    """A place for files; it is made when the first is written."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if not raw.strip():
        raise ImproperlyConfigured(f"{name} is empty: write a path.")
    return Path(raw).expanduser().absolute()


def token(name: str) -> str:
    """What programs are let in by; empty where none is."""
    given = secret(name)
    raw = (given or "").strip()
    if given is not None and len(raw) < TOKEN_LENGTH:
        raise ImproperlyConfigured(f"{name} is too short: write {TOKEN_LENGTH} random characters.")
    return raw


def file(name: str) -> Path | None:
    """A file that need not be there for all who read the settings."""
    return directory(name, Path()) if name in os.environ else None


def words(name: str, default: list[str]) -> list[str]:
    raw = os.environ.get(name)
    if raw is None:
        return default
    return [word.strip() for word in raw.split(",") if word.strip()]


def hosts(name: str, *, production: bool) -> list[str]:
    """Host names the site answers for; production must name its own and may not say "*"."""
    local = ["localhost", "127.0.0.1", "[::1]"]
    names = words(name, [] if production else local)
    if not production:
        return names
    for host in names:
        if host == "*" or "/" in host or " " in host:
            raise ImproperlyConfigured(
                f"{name} contains {host!r}: write host names alone, such as immunoref.org."
            )
    if not names:
        raise ImproperlyConfigured(
            f"{name} is missing: production needs the host names it answers for, "
            "separated by commas."
        )
    return names


def secret_key(name: str, *, production: bool, keep_in: Path) -> str:
    """Production reads the key; a local machine makes one at first use and keeps it."""
    key = (secret(name) or "").strip()
    if production:
        if (
            len(key) < KEY_LENGTH
            or len(set(key)) < KEY_VARIETY
            or key.startswith("django-insecure")
        ):
            raise ImproperlyConfigured(
                f"{name} is missing or too weak: production needs at least {KEY_LENGTH} random "
                "characters."
            )
        return key
    if key:
        return key
    keep_in.parent.mkdir(parents=True, exist_ok=True)
    if not keep_in.exists():
        keep_in.write_text(get_random_secret_key() * 2)
        keep_in.chmod(0o600)
    return keep_in.read_text().strip()


def _parsed(name: str, url: str, parse: Callable[..., Any], kinds: tuple[str, ...]) -> Any:
    if urlsplit(url).scheme not in kinds:
        raise ImproperlyConfigured(f"{name} is not understood: it must start with {kinds[0]}://.")
    try:
        return parse(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} is not understood: {error}") from error


def database(name: str, *, production: bool, default_path: Path) -> dict[str, Any]:
    """SQLite in one file unless a URL names another place; production must name it."""
    url = secret(name)
    if url is not None:
        kinds = ("postgres", "postgresql", "sqlite")
        config = _parsed(name, url, environ.Env.db_url_config, kinds)
    elif production:
        raise ImproperlyConfigured(
            f"{name} is missing: production needs postgres://… or sqlite:////path/to/file."
        )
    else:
        default_path.parent.mkdir(parents=True, exist_ok=True)
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default_path)}
    if config["ENGINE"].endswith("sqlite3"):
        options = _sqlite_options(name, config["NAME"])
        return config | {"ENGINE": "immunoref.sqlite", "OPTIONS": options}
    config["OPTIONS"] = (
        {"connect_timeout": DATABASE_PATIENCE, **SILENCE}
        | config.get("OPTIONS", {})
        | {"pool": _pool("DATABASE_POOL")}
    )
    return config | {"CONN_HEALTH_CHECKS": True}


def replica(name: str, *, production: bool) -> dict[str, dict[str, Any]]:
    """Where readers' rows come from, if a replica is named; tests read it from the primary's."""
    if not is_given(name):
        return {}
    config = database(name, production=production, default_path=Path())
    return {"replica": config | {"TEST": {"MIRROR": "default"}}}


def _pool(name: str) -> dict[str, Any]:
    """Room for each thread of a server process, and for the one that follows the version; who waits
    longer waits for one that is gone."""
    most = integer(name, DATABASE_CONNECTIONS, least=1)
    return {
        "min_size": min(DATABASE_READY, most),
        "max_size": most + 1,
        "timeout": DATABASE_PATIENCE,
        "reconnect_timeout": DATABASE_PATIENCE,
    }


def _sqlite_options(name: str, path: str) -> dict[str, Any]:
    if path != ":memory:":
        file = Path(path)
        target = file if file.exists() else file.parent
        if not file.parent.is_dir() or not os.access(target, os.W_OK):
            raise ImproperlyConfigured(f"{name}: {path} cannot be written.")
    # By itself a connection keeps up to 2 MB of the file and 128 statements. Answers are no faster
    # with that: the system keeps the file in memory as well, and pages that differ ask statements
    # that differ.
    return {
        "timeout": 20,
        "cached_statements": 8,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200;"
        ),
    }


def cache(name: str, location: str = "", *, fails: bool = False) -> dict[str, Any]:
    """Redis when a URL is given, else memory of this process, apart for each location.

    While Redis is silent it goes on in memory, unless it is one that `fails` then.
    """
    url = secret(name)
    if url is None:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": location,
            "OPTIONS": {"MAX_ENTRIES": MEMORY_ENTRIES},
        }
    _parsed(name, url, environ.Env.cache_url_config, ("redis", "rediss"))
    patience = {"socket_timeout": 2, "socket_connect_timeout": 2}
    if fails:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": patience,
        }
    return {
        "BACKEND": "immunoref.caching.counting.Counts",
        "LOCATION": url,
        "OPTIONS": patience | {"memory_entries": MEMORY_ENTRIES, "location": location},
    }
