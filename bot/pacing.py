"""How fast we speak: Telegram takes about 30 messages a second over all chats and one a second in a chat.

One send each 1/28 s, never a burst over all; replies before what nobody waits for; a chat may have a short burst.
When Telegram says 429, both lanes stand still for as long as it asks.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import Any, Protocol

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Lane(IntEnum):
    """Who goes first."""

    REPLY = 0
    BULK = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two sends over all chats, seconds between two in one chat, and how many of these may come at once.

    Changing or deleting a message weighs `change` of a new one in its chat: a person taps faster than they read.
    """

    every: float = 1 / 28
    every_in_chat: float = 1.0
    chat_burst: int = 3
    change: float = 0.25


class Timer(Protocol):
    """The part of an event loop that knows time, in seconds."""

    def time(self) -> float: ...

    def call_at(self, when: float, callback: Callable[[], None], /) -> asyncio.TimerHandle: ...


@dataclass(order=True, slots=True)
class _Waiting:
    """A send that waits for its moment."""

    ready_at: float
    number: int
    gate: "asyncio.Future[None]" = field(compare=False)


class Pacing(BaseRateLimiter[Lane]):
    """The rate limiter of the Application. Paced is what goes into a chat; the rest passes at once."""

    def __init__(self, pace: Pace | None = None, timer: Timer | None = None) -> None:
        self._pace = pace or Pace()
        self._given_timer = timer
        self._lanes: dict[Lane, list[_Waiting]] = {lane: [] for lane in Lane}
        self._chats: dict[int | str, float] = {}
        self._numbers = count()
        self._opens_at = 0.0
        self._armed: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        if self._armed is not None:
            self._armed.cancel()
            self._armed = None

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Answer:
        """Carry out a request when it is its turn. A 429 closes the gate and is raised: the sender tries again."""
        chat = data.get("chat_id")
        if chat is not None:
            weight = 1.0 if endpoint.startswith("send") else self._pace.change
            await self._turn(chat, weight, Lane.REPLY if rate_limit_args is None else rate_limit_args)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._hold(seconds(error))
            raise

    @property
    def _timer(self) -> Timer:
        return self._given_timer or asyncio.get_running_loop()

    async def _turn(self, chat: int | str, weight: float, lane: Lane) -> None:
        """Return when it is this send's turn."""
        gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._lanes[lane], _Waiting(self._reserve(chat, weight), next(self._numbers), gate))
        self._pump()
        await gate

    def _reserve(self, chat: int | str, weight: float) -> float:
        """The moment at which a chat has room for one more, which it then has no longer."""
        now = self._timer.time()
        if len(self._chats) > 1024:  # noqa: PLR2004 -- only what keeps the table small
            self._chats = {known: full_at for known, full_at in self._chats.items() if full_at > now}
        full_at = max(self._chats.get(chat, now), now)
        self._chats[chat] = full_at + weight * self._pace.every_in_chat
        return max(now, full_at - (self._pace.chat_burst - 1) * self._pace.every_in_chat)

    def _hold(self, pause: float) -> None:
        """Let nothing through for `pause` seconds."""
        self._opens_at = max(self._opens_at, self._timer.time() + pause)

    def _pump(self) -> None:
        """Let through what may go now, and come back when the next may."""
        if self._armed is not None:
            self._armed.cancel()
            self._armed = None
        heads = self._heads()
        while heads:
            now = self._timer.time()
            ready = [lane for lane, head in heads.items() if head.ready_at <= now]
            if now < self._opens_at or not ready:
                earliest = min(head.ready_at for head in heads.values())
                self._armed = self._timer.call_at(max(self._opens_at, earliest), self._pump)
                return
            heappop(self._lanes[ready[0]]).gate.set_result(None)
            self._opens_at = now + self._pace.every
            heads = self._heads()

    def _heads(self) -> dict[Lane, _Waiting]:
        """The first of each lane that still waits, replies first."""
        heads = {}
        for lane, waiting in self._lanes.items():
            while waiting and waiting[0].gate.done():
                heappop(waiting)
            if waiting:
                heads[lane] = waiting[0]
        return heads


def seconds(error: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
