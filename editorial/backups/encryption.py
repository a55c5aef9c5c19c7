"""Archives are encrypted by GnuPG with a passphrase (AES-256, with a check of the whole), so that
they can be opened where nothing of this program is installed.

The passphrase is the first line of a file: it is never an argument, nor in the environment.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from editorial.backups.errors import BackupError

SHORTEST_KEY = 20
GPG = (
    "gpg",
    "--batch",
    "--quiet",
    "--no-tty",
    "--no-options",
    "--no-symkey-cache",
    "--pinentry-mode=loopback",
)
ENCRYPT = (
    "--symmetric",
    "--cipher-algo=AES256",
    "--s2k-digest-algo=SHA512",
    "--s2k-count=65011712",
    "--compress-algo=none",
)
DECRYPT = ("--decrypt",)
OTHER_KEY = "Bad session key"


@contextmanager
def encrypting(to: IO[bytes], key: Path | None) -> Iterator[IO[bytes]]:
    """What is written here arrives encrypted in `to`, if there is a key."""
    if key is None:
        yield to
        return
    with _gpg(key, ENCRYPT, stdin=subprocess.PIPE, stdout=to) as (process, said):
        assert process.stdin
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError as error:
            process.wait()
            raise BackupError(f"GnuPG could not encrypt: {said()}") from error
        if process.wait():
            raise BackupError(f"GnuPG could not encrypt: {said()}")


@contextmanager
def decrypting(archive: IO[bytes], key: Path) -> Iterator[IO[bytes]]:
    """The archive in plain. What is read must not be used before this has ended."""
    with _gpg(key, DECRYPT, stdin=archive, stdout=subprocess.PIPE) as (process, said):
        assert process.stdout
        try:
            yield process.stdout
        finally:
            process.stdout.close()
            failed = process.wait()
            if failed and OTHER_KEY in said():
                raise BackupError("the key is not the one it was encrypted with")
        if failed:
            raise BackupError("it is damaged or cut off: GnuPG could not decrypt all of it")


@contextmanager
def _gpg(key: Path, options: tuple[str, ...], **streams: Any) -> Iterator[Any]:
    """The process and what it says, in a home of its own: no keys or options of anybody's."""
    _refuse_unusable(key)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as words:
        command = [*GPG, f"--homedir={home}", f"--passphrase-file={key}", *options]
        try:
            process = subprocess.Popen(  # noqa: S603
                command, stderr=words, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, **streams
            )
        except FileNotFoundError as error:
            raise BackupError("GnuPG is not installed (gpg), and BACKUP_KEY_FILE is set") from error

        def said() -> str:
            words.seek(0)
            return words.read().decode(errors="replace").strip() or "it does not say why"

        try:
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _refuse_unusable(key: Path) -> None:
    try:
        with key.open("rb") as file:
            line = file.readline().strip()
    except OSError as error:
        raise BackupError(f"BACKUP_KEY_FILE: {key} cannot be read ({error.strerror})") from error
    if len(line) < SHORTEST_KEY:
        raise BackupError(
            f"BACKUP_KEY_FILE: the first line of {key} must have at least {SHORTEST_KEY} characters"
        )
