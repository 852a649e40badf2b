"""The phone page in a real browser, with a bot of nobody's behind it: what a person can see and do, by hand and by key."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from tests.bot.demo.browser import DESKTOP
from tests.bot.demo.rehearsal import running
from tests.bot.demo.test_phone_api import Planned

pytestmark = pytest.mark.browser


@dataclass
class Window:
    """The page, and what went wrong on it or left this computer."""

    page: Page
    loopback: Loopback
    wrong: list[str]
    asked: list[str]

    async def open(self, query: str = "") -> None:
        await self.page.goto(self.loopback.page_url + query)
        await expect(self.page.locator("#now")).not_to_have_text("…")

    async def say(self, words: str) -> None:
        await self.page.get_by_label("Message", exact=True).fill(words)
        await self.page.keyboard.press("Enter")

    async def answer(self, words: str) -> None:
        await expect(self.page.locator(".said.bot").last).to_contain_text(words)


@pytest.fixture
async def window(phone_window: BrowserContext, loopback: Loopback) -> AsyncIterator[Window]:
    loopback.schedule = Planned()
    page = await phone_window.new_page()
    window = Window(page, loopback, [], [])
    page.on("pageerror", lambda error: window.wrong.append(str(error)))
    page.on("console", lambda line: window.wrong.append(line.text) if line.type in {"error", "warning"} else None)

    def remember(request: Request) -> None:
        window.asked.append(request.url)

    page.on("request", remember)
    async with running(loopback):
        yield window
    assert window.wrong == []
    assert all(url.startswith((loopback.api_url, "blob:")) for url in window.asked)


async def test_from_the_link_to_the_first_answers(window: Window) -> None:
    await window.open("?start=CODE")
    page = window.page
    await expect(page.get_by_text("This is a demonstration. Nothing leaves this computer.")).to_be_visible()
    await expect(page.locator("#description")).to_contain_text("A quiet notebook")
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello with CODE.")
    await expect(page.locator("#intro")).to_be_hidden()
    await page.get_by_role("button", name="I agree").click()
    await window.answer("Agreed.")
    await expect(page.get_by_role("button", name="I agree")).to_have_count(0)
    await expect(page.locator(".said.bot .stamp").last).to_have_text("edited 17:00")
    await expect(page.locator(".day")).to_have_text(["Tuesday 3 March"])
    await page.locator(".said.bot").last.get_by_role("button", name="/ask").click()
    await window.answer("2 of 9")
    await page.get_by_role("button", name="Skip").click()
    await expect(page.get_by_role("status")).to_have_text("Skipped. That is fine.")
    assert window.loopback.person(100000).messages[0].words == "/start CODE"


async def test_formatted_words(window: Window) -> None:
    await window.open()
    page = window.page
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    await window.say("/week")
    await window.answer("Your week")
    last = page.locator(".said.bot").last
    await expect(last.locator("b")).to_have_text(["Your week", "4.2"])
    await expect(last.locator("blockquote")).to_have_text("I said the thing about my brother.")
    cover = last.get_by_role("button", name="Covered words. Show them.")
    await cover.focus()
    await page.keyboard.press("a")
    await expect(cover).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(cover).to_have_count(0)
    await expect(last.locator(".spoiler")).to_have_class("spoiler shown")
    await window.say('<b>not bold</b> <img src="x" onerror="alert(1)"> https://example.org/a javascript:alert(1)')
    await window.answer('<b>not bold</b> <img src="x"')
    assert await page.locator(".words img").count() == 0
    await expect(page.locator(".said.bot").last.locator("a")).to_have_attribute("href", "https://example.org/a")


async def test_editing_and_deleting_by_keyboard(window: Window) -> None:
    await window.open()
    page = window.page
    await page.get_by_role("button", name="Start").press("Enter")
    await window.answer("Hello.")
    words = page.get_by_label("Message", exact=True)
    await expect(words).to_be_focused()
    await page.keyboard.type("one line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("and another")
    await page.keyboard.press("Enter")
    await window.answer("one line\nand another")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#editing")).to_contain_text("Editing one line")
    await words.fill("one better line")
    await page.keyboard.press("Enter")
    await window.answer("Changed to: one better line")
    await expect(page.locator(".said.mine .stamp").last).to_contain_text("edited")
    options = page.get_by_role("button", name="Edit or delete this message").last
    await options.press("Enter")
    await expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(options).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".said.mine")).to_have_count(1)
    await page.keyboard.press("Escape")


async def test_menus_places_and_files(window: Window) -> None:
    await window.open()
    page = window.page
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    await page.get_by_role("button", name="Commands").click()
    await expect(page.get_by_role("menuitem")).to_have_count(5)
    await page.get_by_role("menuitem", name="/help").click()
    await window.answer("/help")
    await window.say("/where")
    await page.get_by_role("button", name="Share my location").click()
    await expect(page.get_by_role("dialog", name="Share a location")).to_be_visible()
    await page.get_by_label("Latitude").fill("99")
    await page.get_by_role("button", name="Share", exact=True).click()
    await expect(page.get_by_label("Latitude")).to_be_focused()
    await page.get_by_label("Latitude").fill("41,15")
    await page.get_by_label("Longitude").fill("-8.61")
    await page.get_by_role("button", name="Share", exact=True).click()
    await window.answer("You are at 41.15, -8.61")
    await expect(page.locator("#keyboard")).to_be_hidden()
    for name, kind in (("Voice note", "voice"), ("Sticker", "sticker")):
        await page.get_by_role("button", name="Attach").click()
        await page.get_by_role("menuitem", name=name).click()
        await expect(page.locator(".said.mine").last).to_contain_text("Voice note" if kind == "voice" else "🌱")
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach").click()
        await page.get_by_role("menuitem", name="File").click()
    await (await choosing.value).set_files({"name": "a.ics", "mimeType": "text/calendar", "buffer": b"BEGIN"})
    await window.answer("a.ics: 5 bytes")
    await window.say("/export")
    await window.answer("afterword.json")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download afterword.json, 14 bytes").click()
    assert (await (await downloading.value).path()).read_bytes() == b'{"journal": 1}'
    await window.say("/chart")
    await page.get_by_role("button", name="Picture: Ten weeks, in a picture. Open it.").click()
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await page.keyboard.press("Escape")


async def test_the_time_bar(window: Window, clock: MovableClock) -> None:
    await window.open()
    page = window.page
    await expect(page.locator("#now")).to_have_text("Tue 3 Mar 17:00")
    await expect(page.locator("#zone")).to_have_text("Lisbon")
    await page.get_by_role("button", name="Jump to: session ends Tue\u00a017:50").click()
    await expect(page.locator("#now")).to_have_text("Tue 3 Mar 17:50")
    await page.get_by_role("button", name="+1 hour").click()
    await expect(page.locator("#now")).to_have_text("Tue 3 Mar 18:50")
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("#now")).to_have_text("Wed 4 Mar 18:50")
    clock.jump(timedelta(days=1))
    await expect(page.locator("#now")).to_have_text("Thu 5 Mar 18:50")
    await page.get_by_role("button", name="Fill ten weeks").click()
    await expect(page.get_by_role("status")).to_contain_text("Ten weeks")
    assert isinstance(window.loopback.schedule, Planned)
    assert window.loopback.schedule.filled == [100000]


async def test_blocking_clearing_and_colours(window: Window) -> None:
    await window.open("?person=9")
    page = window.page
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")

    async def choose(name: str) -> None:
        await page.get_by_role("button", name="More", exact=True).click()
        await page.get_by_role("menuitem", name=name).click()

    await choose("Dark colours")
    assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
    await page.reload()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 20, 18)"
    await choose("Light colours")
    await choose("Clear the chat")
    await expect(page.locator(".said")).to_have_count(0)
    await choose("Block the bot")
    await expect(page.locator("#status")).to_have_text("blocked")
    assert window.loopback.person(9).chat.blocked
    await page.get_by_role("button", name="Unblock").click()
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_two_pages_and_a_restart_show_the_same(window: Window) -> None:
    await window.open()
    page = window.page
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    other = await page.context.new_page()
    await other.goto(window.loopback.page_url)
    await expect(other.locator(".said")).to_have_count(2)
    await window.say("seen twice")
    await expect(other.locator(".said.bot").last).to_contain_text("seen twice")
    await other.close()


CONTRAST = """() => {
  const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const read = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([red, green, blue]) => 0.2126 * part(red / 255) + 0.7152 * part(green / 255) + 0.0722 * part(blue / 255);
  const behind = (node) => {
    const colour = read(getComputedStyle(node).backgroundColor);
    return colour[3] === 0 ? behind(node.parentElement) : colour;
  };
  return [...document.querySelectorAll("body *")].filter((node) =>
    node.checkVisibility({ opacityProperty: true }) && !node.closest(".unseen, .spoiler:not(.shown), svg")
      && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())
  ).map((node) => {
    const [one, other] = [light(read(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    return [(one + 0.05) / (other + 0.05), node.className || node.tagName, node.textContent];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_can_be_read(window: Window, scheme: Literal["light", "dark"]) -> None:
    page = window.page
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size(DESKTOP)
    await window.open()
    assert await page.evaluate(CONTRAST) == []
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    for words in ("/week", "/export", "/where", "/ask"):
        await window.say(words)
        await expect(page.locator(".said.mine").last).to_contain_text(words)
        await expect(page.locator(".said").last).to_have_class("said bot")
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Voice note").click()
    await window.answer("I cannot read that.")
    await page.get_by_role("button", name="More", exact=True).click()
    assert await page.evaluate(CONTRAST) == []


async def test_nothing_overlaps_at_any_size(window: Window) -> None:
    await window.open()
    page = window.page
    await page.get_by_role("button", name="Start").click()
    await window.answer("Hello.")
    await window.say("/ask")
    await window.answer("2 of 9")
    for size in ({"width": 320, "height": 600}, {"width": 390, "height": 844}, {"width": 820, "height": 700}, DESKTOP):
        await page.set_viewport_size({"width": size["width"], "height": size["height"]})
        boxes = [await page.locator(part).bounding_box() for part in (".time", ".top", ".notice", "#scroll", ".bottom")]
        assert all(boxes)
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                assert one is not None
                assert other is not None
                apart = one["y"] + one["height"] <= other["y"] + 0.5 or one["x"] + one["width"] <= other["x"] + 0.5
                assert apart, (size, one, other)
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
        await expect(page.get_by_role("button", name="Skip")).to_be_in_viewport()
        for button in await page.locator("button:visible:not(.command)").all():
            box = await button.bounding_box()
            assert box is None or min(box["width"], box["height"]) >= 24, await button.inner_text()
