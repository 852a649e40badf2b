"""Updates in, by long polling. An update is acknowledged to Telegram only when its turn is on disk.

A turn takes about a millisecond and waits for nothing, so one plain loop keeps everybody's order and holds up nobody.
What could not be saved is asked for again; the person's later updates wait behind it, everybody else's do not. Telegram
gives no more than LIMIT updates from the oldest on, so one that fills that window for long is given up, the oldest first.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from random import random
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.errors import TokenRefused
from bot.logs import kind, note
from bot.pacing import seconds
from bot.request import host_of, why
from bot.turns import SEEN

POLL_S = 50
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
LIMIT = SEEN  # Bot API, getUpdates.limit: "Values between 1-100 are accepted"
MOST_TRIES = 60  # of an update that keeps others from being heard; some five minutes
UNSAVED_PAUSE_S = 5.0  # while somebody's words cannot be saved, everybody else must still be heard
_log = logging.getLogger(__name__)


class PollingBot(ExtBot[Any]):
    """A Bot that also gives updates unread, so that one that cannot be read does not hide those beside it."""

    @property
    def host(self) -> str:
        """The server that is asked: a name and perhaps a port, never the token."""
        return host_of(self.base_url)

    async def poll(self, offset: int | None, wait_s: int, limit: int, allowed_updates: Sequence[str]) -> list[Any]:
        """The updates from `offset` on as Telegram wrote them, at once or when there is one within `wait_s` seconds."""
        asked = {"offset": offset, "limit": limit, "timeout": wait_s, "allowed_updates": list(allowed_updates)}
        read_s = wait_s + (self.request.read_timeout or 0)
        answer = await self._post("getUpdates", {k: v for k, v in asked.items() if v is not None}, read_timeout=read_s)
        if not isinstance(answer, list) or not all(isinstance(raw.get("update_id"), int) for raw in answer):
            raise TelegramError("the server's answer is not a list of updates")
        return answer


class Intake:
    """The loop. `take` handles one update and says whether it is done with; False: it must come again.

    `meanwhile` hears of an update each time it has to wait behind another, `give_up` of one that will not come again.
    """

    def __init__(
        self,
        bot: PollingBot,
        take: Callable[[Update], Awaitable[bool]],
        allowed_updates: Sequence[str],
        *,
        meanwhile: Callable[[Update], object],
        give_up: Callable[[Update], object],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random,
    ) -> None:
        self._bot = bot
        self._take = take
        self._allowed = allowed_updates
        self._meanwhile = meanwhile
        self._give_up = give_up
        self._sleep = sleep
        self._chance = chance
        self.acknowledged = 0  # updates before this one are known to Telegram as taken
        self._offset: int | None = None
        self._done: set[int] = set()  # handled, but behind one that is not
        self._tries = 0  # of the oldest that is not, while it keeps others from being heard

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRefused, which no waiting helps."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                updates = await self._bot.poll(self._offset, POLL_S, LIMIT, self._allowed)
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                pause = await self._back_off(error, pause)
                continue
            self.acknowledged = self._offset or 0
            if await self._handle(updates):
                pause = FIRST_PAUSE_S
            else:
                await self._sleep(min(pause, UNSAVED_PAUSE_S))
                pause = min(pause * 2, LONGEST_PAUSE_S)

    async def acknowledge(self) -> None:
        """Tell Telegram what was handled, as the next poll would; for the moment before stopping."""
        if self._offset is not None:
            with contextlib.suppress(TelegramError):
                await self._bot.poll(self._offset, 0, 1, self._allowed)

    async def _handle(self, updates: list[Any]) -> bool:
        """Handle a batch and move the offset past what is done with. Whether all of it is."""
        held: set[int | None] = set()
        unsaved: list[Update] = []
        for raw in updates:
            number: int = raw["update_id"]
            if number not in self._done:
                update = self._read(raw)
                person = update.effective_user.id if update is not None and update.effective_user is not None else None
                if update is None or (person not in held and await self._take(update)):
                    self._done.add(number)
                    continue
                if person in held:
                    self._meanwhile(update)
                held.add(person)
                unsaved.append(update)
        if unsaved and self._blocked(unsaved[0], len(updates)):
            self._give_up(unsaved.pop(0))
        if updates:
            self._offset = unsaved[0].update_id if unsaved else updates[-1]["update_id"] + 1
            self._done = {number for number in self._done if unsaved and number > self._offset}
        return not unsaved

    def _blocked(self, oldest: Update, given: int) -> bool:
        """Whether the oldest update that cannot be saved has kept others from being heard for too long."""
        if given < LIMIT or oldest.update_id != self._offset:
            self._tries = 0
        self._tries += 1
        return given >= LIMIT and self._tries >= MOST_TRIES

    def _read(self, raw: dict[str, Any]) -> Update | None:
        """An update, or None for one that this version of the Bot API's library cannot read."""
        try:
            return Update.de_json(raw, self._bot)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it will not read better the next time
            note(_log, logging.ERROR, "update unreadable", error=kind(error))
            return None

    async def _back_off(self, error: TelegramError, pause: float) -> float:
        """Wait after a failed poll. Returns how long to wait after the next."""
        if isinstance(error, Conflict):
            note(_log, logging.ERROR, "somebody else polls with this token; only one may")
        elif isinstance(error, NetworkError):
            note(_log, logging.WARNING, "Telegram not reached", host=self._bot.host, error=why(error))
        else:
            note(_log, logging.ERROR, "poll refused", error=type(error).__name__)
        asked = seconds(error) if isinstance(error, RetryAfter) else 0.0
        await self._sleep(max(asked, pause * (0.5 + self._chance() / 2)))
        return min(pause * 2, LONGEST_PAUSE_S)
