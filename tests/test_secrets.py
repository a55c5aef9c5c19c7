"""No secret is in the repository: every file of it is read for what looks like one."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Built by others and pinned by hashes: long random words are all that is in them.
SKIPPED = re.compile(r"^requirements.*\.txt$|\.(png|ico|woff2|xlsx|gz|sqlite3)$")
VALUE = r"""["']?\s*[:=]\s*["']?(?=[^\s"']*[0-9])(?=[^\s"']*[a-z])[\w+/=-]{24,}["']?(?:\s|$|,)"""
# What each begins with, for that is quickly looked for in much text.
LOOKS_LIKE_ONE = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"-----BEGIN[ A-Z]*PRIVATE KEY-----",
        r"AKIA[0-9A-Z]{16}\b",
        r"gh[pousr]_[0-9A-Za-z]{36}",
        r"github_pat_\w{20}",
        r"glpat-[\w-]{20}",
        r"xox[abprs]-[\w-]{10}",
        r"sk-(?:[a-z]+-)?[A-Za-z0-9]{24}",
        r"sk_live_\w{16}",
        r"AIza[\w-]{35}",
        r"pypi-AgE\w{20}",
        r"eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}",
        r"://[^/\s:@'\"]*:(?!pass(?:word)?@|%s@)[^/\s:@'\"{$]+@",
        r"django-insecure-[^\s'\"]{20}",
        *(
            f"{word}{VALUE}"
            for word in ("secret", "SECRET", "SECRET_KEY", "password", "PASSWORD", "passphrase")
        ),
        *(f"{word}{VALUE}" for word in ("api_key", "API_KEY", "token", "TOKEN")),
    )
]
FILES_OF_SECRETS = re.compile(r"(^|/)(\.env(\..*)?|.*\.(pem|key|p12|pfx|kdbx)|id_(rsa|ed25519))$")


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a repository")
    return [name for name in listed.stdout.decode().split("\0") if name]


def looks_like_secrets(text):
    return [found[0] for pattern in LOOKS_LIKE_ONE for found in pattern.finditer(text)]


def test_no_file_looks_as_if_it_held_a_secret():
    found = []
    for name in tracked():
        if FILES_OF_SECRETS.search(name):
            found.append(name)
        if SKIPPED.search(name) or not (ROOT / name).is_file():
            continue
        text = (ROOT / name).read_text(errors="replace")
        found += [f"{name}: {secret}" for secret in looks_like_secrets(text)]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key = 'AKIA" + "ABCDEFGHIJ234567'",
        "ghp_" + "a1B2" * 9,
        "DATABASE_URL=postgres://site:" + "hunter2@db/immunoref",
        "https://someone:" + "longpassword@example.org/",
        "SECRET_KEY = '" + "k3y9" * 13 + "'",
        "SECRET_KEY=" + "0f1e2d3c" * 10,
        "  password: " + "Zq81" * 8,
        '"api_key": "' + "q9w8" * 8 + '",',
    ],
)
def test_what_is_looked_for_is_found(text):
    assert looks_like_secrets(text)


@pytest.mark.parametrize("name", [".env", "deploy/.env.production", "tls/privkey.pem", "id_rsa"])
def test_files_that_hold_secrets_are_known_by_name(name):
    assert FILES_OF_SECRETS.search(name)
