"""The whole walk as a newcomer takes it: the demo's page in a real browser, from the first tap to the weekly summary."""

import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.demo.demo import Stage, staged
from bot.demo.sample import filler
from tests.bot.demo.browser import browser, phone_window

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
__all__ = ["browser", "phone_window"]
pytestmark = pytest.mark.browser


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, port=0, filler=filler) as stage:
        stage.clock.set(MONDAY)
        await stage.house.start()
        yield stage
        await stage.house.stop()


class Newcomer:
    """Somebody who has read nothing but the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def taps(self, label: str, then: str) -> None:
        await self.page.get_by_role("button", name=re.compile(rf"^{re.escape(label)}")).last.click()
        await self.reads(then)

    async def says(self, words: str, then: str) -> None:
        await self.page.get_by_label("Message", exact=True).fill(words)
        await self.page.keyboard.press("Enter")
        await self.reads(then)

    async def shows(self, name: str) -> None:
        """Keep a picture for the README, where AFTERWORD_PICTURES names a folder (`make pictures`)."""
        if folder := os.environ.get("AFTERWORD_PICTURES"):
            await self.page.screenshot(path=Path(folder) / name)

    async def reads(self, words: str) -> None:
        await expect(self.page.locator(".said.bot").last).to_contain_text(words)


async def test_from_the_first_tap_to_the_weekly_summary(stage: Stage, phone_window: BrowserContext) -> None:
    page = await phone_window.new_page()
    await page.goto(stage.address)
    sam = Newcomer(page)
    await expect(page.get_by_text("This is a demonstration. Nothing leaves this computer.")).to_be_visible()
    await sam.taps("Start", "Before we begin")
    await sam.taps("I agree", "On which day is your session?")
    await sam.taps("Thursday", "When does it begin?")
    await sam.taps("17:00", "how many minutes?")
    await sam.taps("17:00", "How long is it?")
    await sam.taps("50 minutes", "How often?")
    await sam.taps("Every week", "Which city are you in?")
    await sam.says("lisbone", "Which one is it?")
    await sam.taps("Lisbon, Portugal", "Is that good?")
    await expect(page.locator("#zone")).to_have_text("Lisbon")
    await sam.taps("Good", "That is all I need.")

    await page.get_by_role("button", name=re.compile("^Jump to: session ends Thu 17:50")).click()
    await page.get_by_role("button", name=re.compile("^Jump to: nudge Thu 18:20")).click()
    await sam.reads("Ready for your check-in?")
    await sam.taps("Now", "1 of 10")
    await sam.shows("phone-question.png")
    for place, score in enumerate(("4", "5", "2", "4", "4", "5", "3"), start=2):
        await sam.taps(f"{score} ·", f"{place} of 10")
    await sam.says("It was about my father.", "Kept.")
    await sam.taps("Next", "Save this to bring up next time?")
    await sam.taps("No", "What is staying with you")
    await sam.says("The tree outside her window.", "Kept.")
    await sam.taps("Next", "Anything you want to bring up next time?")
    await sam.says("The dream.", "Kept.")
    await sam.taps("Next", "What stays with you from today:")
    await expect(page.locator(".said.bot").last.locator("blockquote")).to_have_text(
        ["The tree outside her window.", "The dream."]
    )

    await sam.shows("phone-closing.png")
    await page.get_by_role("button", name=re.compile("^Jump to: weekly summary")).click()
    await sam.reads("Connection: 4 of 5. Still learning your usual.")
    await page.emulate_media(color_scheme="dark")
    await sam.shows("phone-summary.png")
    covered = page.locator(".said.bot").last.locator(".spoiler").first
    await covered.click()
    await expect(covered).to_contain_text("The tree outside her window.")

    await page.get_by_role("button", name="Fill ten weeks").click()
    await expect(page.get_by_role("status").filter(has_text="Ten weeks")).to_be_visible()
    await sam.says("/summary", "About your usual")
    await page.get_by_role("button", name="Fill ten weeks").click()
    await expect(page.get_by_role("status").filter(has_text="There is no week to fill")).to_be_visible()


async def test_whoever_erased_everything_may_begin_anew(stage: Stage, phone_window: BrowserContext) -> None:
    page = await phone_window.new_page()
    await page.goto(stage.address)
    sam = Newcomer(page)
    await sam.taps("Start", "Before we begin")
    for clears in (False, True):
        await sam.taps("I agree", "On which day is your session?")
        await sam.says("/erase", "This erases everything")
        await sam.taps("Erase everything", "Erase everything now?")
        await sam.taps("Yes, erase all of it", "Everything I kept of yours is erased.")
        if clears:
            await page.get_by_role("button", name="More", exact=True).click()
            await page.get_by_role("menuitem", name="Clear the chat").click()
            await sam.taps("Start", "Before we begin")
        else:
            await sam.says("/start", "Before we begin")
