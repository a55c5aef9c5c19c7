"""A real Chromium, where it is installed. Elsewhere these tests are skipped, and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.waiting import until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# How long a test waits for what it expects: what is right comes at once, on a busy machine later.
PATIENCE_S = 15
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    # Playwright's event loop makes Django believe that its database calls are asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def wait_until(page: Page, is_so: Callable[[], Any]) -> None:
    """Waits for what `expect` has no words for. The browser goes on in the meantime."""
    until(is_so, PATIENCE_S, lambda seconds: page.wait_for_timeout(seconds * 1000), 0.02)


@pytest.fixture
def complaints() -> list[str]:
    """What the console complained of. A test that expects something takes it out."""
    return []


@pytest.fixture
def open_page(browser: Browser, live_server: Any, complaints: list[str]) -> Iterator[Any]:
    """Opens an address of the site; fails the test on any complaint in the console."""
    contexts = []

    def open_it(address: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
