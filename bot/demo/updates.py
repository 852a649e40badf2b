"""What waits to be fetched by the bot: kept until a higher offset acknowledges it, for a day at most.

One reader at a time: a second long poll ends the first with a conflict, as Telegram does it.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.demo.rules import CONFLICT, Json, RefusedError

FIRST_ID = 700_000_001
KEPT_FOR = timedelta(hours=24)  # getting updates: "they will not be kept longer than 24 hours"
MOST = 100
LONGEST_POLL = 50
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


class Waiting(NamedTuple):
    """One update, and when it came about."""

    id: int
    made_at: datetime
    update: Json


class Bell:
    """Wakes all who wait for something to change; they look again themselves."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody."""
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
        self._sleepers.clear()

    async def rung(self) -> None:
        """Wait for the next ring."""
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await sleeper
        finally:
            self._sleepers.discard(sleeper)


class Updates:
    """The queue of one bot."""

    def __init__(self, now: Callable[[], datetime], stirred: Bell) -> None:
        self._now = now
        self._stirred = stirred
        self._next = FIRST_ID
        self._waiting: list[Waiting] = []
        self._allowed: set[str] | None = None
        self._reader = 0
        self.readers = 0

    def add(self, kind: str, content: Json) -> None:
        """A new update, unless the bot said it wants none of that kind."""
        if kind in ON_REQUEST if self._allowed is None else kind not in self._allowed:
            return
        self._waiting.append(Waiting(self._next, self._now(), {"update_id": self._next, kind: content}))
        self._next += 1
        self._stirred.ring()

    @property
    def pending(self) -> int:
        """How many updates nobody has acknowledged."""
        self._drop_old()
        return len(self._waiting)

    def drop(self) -> None:
        """Throw away all that waits."""
        self._waiting.clear()
        self._stirred.ring()

    async def fetch(self, offset: int, limit: int, seconds: float, allowed: list[str] | None) -> list[Json]:
        """Bot API getUpdates: acknowledge, then answer at once or as soon as there is something, at the latest after `seconds`."""
        if allowed is not None:
            self._allowed = set(allowed) or None
        self._acknowledge(offset)
        self._reader += 1
        reader = self._reader
        self.readers += 1
        self._stirred.ring()
        try:
            async with asyncio.timeout(min(seconds, LONGEST_POLL)):
                while not self._waiting and reader == self._reader:
                    await self._stirred.rung()
        except TimeoutError:
            pass
        finally:
            self.readers -= 1
        if reader != self._reader:
            raise RefusedError(409, CONFLICT)
        self._drop_old()
        return [waiting.update for waiting in self._waiting[: min(max(limit, 1), MOST)]]

    def _acknowledge(self, offset: int) -> None:
        if offset > 0:
            self._waiting = [waiting for waiting in self._waiting if waiting.id >= offset]
        elif offset < 0:
            self._waiting = self._waiting[offset:]

    def _drop_old(self) -> None:
        oldest = self._now() - KEPT_FOR
        self._waiting = [waiting for waiting in self._waiting if waiting.made_at >= oldest]
