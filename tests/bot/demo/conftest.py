from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.demo.chats import Chat, Message
from bot.demo.clock import MovableClock
from bot.demo.gate import KEY_HEADER
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from tests.bot.demo.browser import browser, phone_window

__all__ = ["browser", "phone_window"]  # fixtures, found by their names here

START = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)


@dataclass
class Caller:
    """A bot with nothing between it and the wire: `await call("sendMessage", chat_id=1, text="hi")`."""

    loopback: Loopback
    http: aiohttp.ClientSession = field(repr=False)

    async def __call__(self, method: str, /, **arguments: Any) -> dict[str, Any]:
        """The whole answer, errors too."""
        url = f"{self.loopback.api_url}/bot{self.loopback.token}/{method}"
        async with self.http.post(url, json=arguments) as answer:
            content: dict[str, Any] = await answer.json()
            assert answer.status == (200 if content["ok"] else content["error_code"])
            return content

    async def result(self, method: str, /, **arguments: Any) -> Any:
        """What an accepted call returns."""
        answer = await self(method, **arguments)
        assert answer["ok"], answer
        return answer["result"]

    async def updates(self, **arguments: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.result("getUpdates", **arguments)
        return found


@dataclass
class Wire:
    """The phone's routes, with the key."""

    loopback: Loopback
    http: aiohttp.ClientSession = field(repr=False)

    async def post(self, path: str, body: object = None, *, key: str | None = None) -> tuple[int, dict[str, Any]]:
        headers = {KEY_HEADER: self.loopback.key if key is None else key}
        async with self.http.post(f"{self.loopback.api_url}{path}", json=body or {}, headers=headers) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        headers = {KEY_HEADER: self.loopback.key}
        async with self.http.get(f"{self.loopback.api_url}{path}", headers=headers) as answer:
            return answer.status, await answer.json()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock.still(START)


@pytest.fixture
async def loopback(clock: MovableClock) -> AsyncIterator[Loopback]:
    async with Loopback(clock) as started:
        yield started


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(loopback: Loopback, http: aiohttp.ClientSession) -> Caller:
    return Caller(loopback, http)


@pytest.fixture
def wire(loopback: Loopback, http: aiohttp.ClientSession) -> Wire:
    return Wire(loopback, http)


@pytest.fixture
async def sam(loopback: Loopback, call: Caller) -> Phone:
    """Somebody who has written to the bot, which has read it."""
    phone = loopback.person()
    phone.says("/start")
    newest = (await call.updates())[-1]["update_id"]
    await call.updates(offset=newest + 1)
    return phone


Said = Callable[..., Awaitable[int]]


@pytest.fixture
def bot_says(call: Caller, sam: Phone) -> Said:
    """The bot sends Sam a message; returns its id."""

    async def say(text: str = "Hello", **arguments: Any) -> int:
        sent = await call.result("sendMessage", chat_id=sam.person.id, text=text, **arguments)
        return int(sent["message_id"])

    return say


def inline(*labels: str) -> dict[str, Any]:
    """An inline keyboard of one row; a button's callback_data is its label."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in labels]]}


def shown(phone: Phone, message_id: int) -> Message:
    """A message as it is kept."""
    message = phone.world.chats.find(phone.chat, message_id)
    assert message is not None
    return message


def group_of(phone: Phone, chat_id: int) -> Chat:
    return phone.world.chats.chats[chat_id]
