"""A real browser for the phone page: headless Chromium, kept to this computer.

Without Chromium the tests that need it are skipped, and say so; under CI they fail instead. To use it elsewhere,
import `browser` and `page` into a test module or its conftest.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, ViewportSize, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


def chromium() -> str:
    """Where Chromium is; without one the test is skipped, or fails under CI."""
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return found
    reason = f"the page was NOT tested: none of {', '.join(NAMES)} is installed"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """One browser for one test; the event loop is the test's own."""
    path = chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest.fixture
async def phone_window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A window of a phone's size. Nothing that the page throws or the policy blocks goes unnoticed: see `watched`."""
    window = await browser.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    window.set_default_timeout(60_000)  # milliseconds, for a busy machine
    expect.set_options(timeout=60_000)
    yield window
    await window.close()
