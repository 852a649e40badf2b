"""Long polling: what waits, what acknowledges, who is sent away."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from bot.demo.updates import FIRST_ID
from tests.bot.demo.conftest import Caller

CONFLICT = {
    "ok": False,
    "error_code": 409,
    "description": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
}


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_wait_until_a_higher_offset(call: Caller, loopback: Loopback) -> None:
    phone = loopback.person()
    for words in ("one", "two", "three"):
        phone.says(words)
    assert texts(await call.updates()) == ["one", "two", "three"]
    assert texts(await call.updates(limit=2)) == ["one", "two"]
    assert [update["update_id"] for update in await call.updates()] == [FIRST_ID, FIRST_ID + 1, FIRST_ID + 2]
    assert texts(await call.updates(offset=FIRST_ID + 1)) == ["two", "three"]
    assert texts(await call.updates()) == ["two", "three"]
    assert (await call.result("getWebhookInfo"))["pending_update_count"] == 2
    assert await call.updates(offset=FIRST_ID + 3) == []


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(call: Caller, loopback: Loopback) -> None:
    phone = loopback.person()
    for words in ("one", "two", "three"):
        phone.says(words)
    assert texts(await call.updates(offset=-1)) == ["three"]
    assert texts(await call.updates()) == ["three"]


async def test_a_poll_is_held_until_something_happens(call: Caller, loopback: Loopback) -> None:
    phone = loopback.person()
    poll = asyncio.create_task(call.updates(timeout=30))
    await loopback.until(lambda: loopback.polled)
    assert not poll.done()
    phone.says("hello")
    assert texts(await poll) == ["hello"]


async def test_a_poll_ends_by_itself(call: Caller) -> None:
    assert await call.updates(timeout=0) == []
    assert await call.updates(timeout="nonsense", limit=1000, offset="x") == []


async def test_of_two_pollers_the_older_is_sent_away(call: Caller, loopback: Loopback) -> None:
    older = asyncio.create_task(call("getUpdates", timeout=30))
    await loopback.until(lambda: loopback.polled)
    newer = asyncio.create_task(call("getUpdates", timeout=30))
    assert await older == CONFLICT
    loopback.person().says("hello")
    assert texts((await newer)["result"]) == ["hello"]


async def test_only_what_was_asked_for(call: Caller, loopback: Loopback) -> None:
    phone = loopback.person()
    assert await call.updates(allowed_updates=["edited_message"]) == []
    message = phone.says("unheard")
    phone.edits(message.id, "heard")
    assert [set(update) - {"update_id"} for update in await call.updates()] == [{"edited_message"}]
    await call.updates(offset=FIRST_ID + 1, allowed_updates=[])
    phone.says("again")
    assert texts(await call.updates()) == ["again"]


async def test_nothing_is_kept_longer_than_a_day(call: Caller, loopback: Loopback, clock: MovableClock) -> None:
    phone = loopback.person()
    phone.says("yesterday")
    clock.jump(timedelta(hours=23))
    phone.says("today")
    clock.jump(timedelta(hours=2))
    assert texts(await call.updates()) == ["today"]


async def test_pending_updates_can_be_dropped(call: Caller, loopback: Loopback) -> None:
    loopback.person().says("hello")
    assert await call.result("deleteWebhook") is True
    assert len(await call.updates()) == 1
    assert await call.result("setWebhook", url="", drop_pending_updates=True) is True
    assert await call.updates() == []


async def test_everything_outlasts_a_restart_of_the_server(call: Caller, sam: Phone, loopback: Loopback) -> None:
    sam.says("still here")
    port = loopback.port
    await loopback.stop()
    await loopback.stop()
    await loopback.start()
    assert loopback.port == port
    assert texts(await call.updates()) == ["still here"]
