import asyncio
from collections.abc import Callable
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, cast

import pytest
from telegram.error import RetryAfter

from bot.pacing import Lane, Pace, Pacing, seconds

PACE = Pace(every=1.0, every_in_chat=10.0, chat_burst=2, change=0.5)


class Handle:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class HandTimer:
    """Time in seconds that passes when a test says so."""

    def __init__(self) -> None:
        self.at = 100.0
        self._numbers = count()
        self._calls: list[tuple[float, int, Handle]] = []

    def time(self) -> float:
        return self.at

    def call_at(self, when: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        handle = Handle(callback)
        heappush(self._calls, (when, next(self._numbers), handle))
        return cast(asyncio.TimerHandle, handle)

    @property
    def waiting(self) -> bool:
        return any(handle.callback for _, _, handle in self._calls)

    async def until(self, at: float) -> None:
        while self._calls and self._calls[0][0] <= at:
            when, _, handle = heappop(self._calls)
            if handle.callback is not None:
                self.at = max(self.at, when)
                handle.callback()
                await turn_over()
        self.at = at
        await turn_over()


async def turn_over() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


class Desk:
    """Sends and remembers when each went out."""

    def __init__(self, pace: Pace = PACE) -> None:
        self.timer = HandTimer()
        self.pacing = Pacing(pace, self.timer)
        self.sent: list[tuple[float, str]] = []
        self.errors: list[BaseException] = []
        self.tasks: list[asyncio.Task[Any]] = []

    async def send(self, name: str, chat: int | None, lane: Lane | None = None, **given: Any) -> None:
        fails: list[BaseException] = given.get("fails", [])

        async def call() -> bool:
            self.sent.append((self.timer.at - 100, name))
            if fails:
                raise fails.pop()
            return True

        request = {"chat_id": chat} if chat is not None else {}
        method = given.get("method", "sendMessage")
        self.tasks.append(
            asyncio.create_task(self._do(self.pacing.process_request(call, (), {}, method, request, lane)))
        )
        await turn_over()

    async def _do(self, request: Any) -> None:
        try:
            assert await request is True
        except RetryAfter as error:
            self.errors.append(error)


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.pacing.initialize()
    return desk


async def test_one_send_at_a_time_and_never_a_burst_over_all(desk: Desk) -> None:
    for chat in range(4):
        await desk.send(f"to {chat}", chat)
    await desk.timer.until(110)
    assert desk.sent == [(0, "to 0"), (1, "to 1"), (2, "to 2"), (3, "to 3")]
    assert not desk.timer.waiting


async def test_replies_go_before_what_nobody_waits_for(desk: Desk) -> None:
    for chat in range(3):
        await desk.send(f"wave {chat}", chat, Lane.BULK)
    await desk.send("reply", 9, Lane.REPLY)
    await desk.timer.until(110)
    assert [name for _, name in desk.sent] == ["wave 0", "reply", "wave 1", "wave 2"]


async def test_a_chat_has_a_short_burst_and_holds_up_nobody_else(desk: Desk) -> None:
    for number in range(4):
        await desk.send(f"a{number}", 1)
    await desk.send("b", 2)
    await desk.timer.until(150)
    assert desk.sent == [(0, "a0"), (1, "a1"), (2, "b"), (10, "a2"), (20, "a3")]


async def test_a_change_weighs_less_than_a_message(desk: Desk) -> None:
    for number in range(4):
        await desk.send(f"{number}", 1, method="editMessageText")
    await desk.timer.until(150)
    assert desk.sent == [(0, "0"), (1, "1"), (2, "2"), (5, "3")]


async def test_what_goes_into_no_chat_is_not_paced(desk: Desk) -> None:
    for _ in range(3):
        await desk.send("answer", None)
    assert desk.sent == [(0, "answer")] * 3


async def test_a_429_stops_both_lanes_for_as_long_as_it_asks(desk: Desk) -> None:
    await desk.send("refused", 1, fails=[RetryAfter(30)])
    await desk.send("reply", 2, Lane.REPLY)
    await desk.send("wave", 3, Lane.BULK)
    await desk.timer.until(200)
    assert desk.sent == [(0, "refused"), (30, "reply"), (31, "wave")]
    assert [type(error) for error in desk.errors] == [RetryAfter]


async def test_who_gave_up_waiting_takes_nobodys_turn(desk: Desk) -> None:
    await desk.send("first", 1)
    await desk.send("gives up", 2)
    await desk.send("second", 3)
    desk.tasks[1].cancel()
    await desk.timer.until(110)
    assert desk.sent == [(0, "first"), (1, "second")]


async def test_quiet_chats_are_forgotten(desk: Desk) -> None:
    desk.pacing._chats = dict.fromkeys(range(2000), 50.0)
    await desk.send("x", 5000)
    assert set(desk.pacing._chats) == {5000}


async def test_nothing_is_armed_after_the_end(desk: Desk) -> None:
    await desk.send("first", 1)
    await desk.send("second", 2)
    await desk.pacing.shutdown()
    await desk.pacing.shutdown()
    assert not desk.timer.waiting
    desk.tasks[1].cancel()


async def test_the_event_loop_is_the_timer_where_none_is_given() -> None:
    sent = []

    async def call() -> bool:
        sent.append(1)
        return True

    assert await Pacing(Pace(0, 0)).process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None) is True
    assert sent == [1]


@pytest.mark.parametrize("asked", [3, timedelta(seconds=3)])
def test_how_long_a_429_asks_to_wait(asked: int | timedelta) -> None:
    assert seconds(RetryAfter(asked)) == 3.0
