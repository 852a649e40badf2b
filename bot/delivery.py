"""What shall be said, said: each person's effects in order, people side by side, nothing lost and nothing hurried.

Delivery takes from an outbox what it has not taken yet, so that handing it over again is harmless; that is also how the
words of a crash are said after it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import random
from typing import Any, Protocol, TypeVar

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot import errands
from bot.calls import Calls
from bot.errors import ShellError
from bot.logs import kind, note
from bot.pacing import Lane, seconds
from conversations.effects import Pending
from conversations.model import Journal
from conversations.text import Text

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 60.0
BULK_AT_ONCE = 32  # people of a wave whose sends are under way; the others cost nothing but their place in the queue
_log = logging.getLogger(__name__)

T = TypeVar("T")


class Books(Protocol):
    """What delivery asks and tells the turns."""

    def journal(self, person_id: int) -> Journal | None: ...

    def receipt(self, person_id: int, pending_id: int, message_id: int | None) -> None: ...

    def blocked(self, person_id: int) -> None: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class _Parcel:
    """An effect on its way; a lasting one waits in the journal's outbox until its receipt."""

    pending: Pending
    lane: Lane
    lasting: bool


@dataclass(slots=True)
class _Round:
    """One person's parcels, and who carries them."""

    parcels: deque[_Parcel] = field(default_factory=deque)
    carrier: asyncio.Task[None] | None = None
    bulk: bool = False
    queued: bool = False
    dropped: bool = False


class _Dropped(ShellError):  # noqa: N818 -- it never leaves this module
    """What was on its way shall no longer arrive."""


class Delivery:
    """Carries effects to Telegram. `sleep` and `chance` are for tests."""

    def __init__(
        self,
        bot: ExtBot[Any],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random,
    ) -> None:
        self._bot = bot
        self._sleep = sleep
        self._chance = chance
        self._books: Books | None = None
        self._rounds: dict[int, _Round] = {}
        self._backlog: deque[int] = deque()
        self._bulk_under_way = 0
        self._marks: dict[int, int] = {}
        self._waiting = 0
        self._errands: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    def start(self, books: Books) -> None:
        """Begin to carry what was handed over."""
        self._books = books
        for person_id in self._rounds:
            self._set_out(person_id)

    async def stop(self, grace: float) -> None:
        """Carry on for at most `grace` seconds, then stop; what was not said is in the outboxes."""
        try:
            async with asyncio.timeout(grace if self._books is not None else 0):
                await self.settled()
        except TimeoutError:
            note(_log, logging.WARNING, "stopped with words unsaid", people=len(self._rounds))
        self._books = None
        tasks = [
            task for task in (*self._errands, *(each.carrier for each in self._rounds.values())) if task is not None
        ]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._rounds.clear()
        self._backlog.clear()

    def hand(self, person_id: int, outbox: tuple[Pending, ...], lane: Lane) -> None:
        """Take what is new in a person's outbox."""
        mark = self._marks.get(person_id, -1)
        fresh = [_Parcel(pending, lane, lasting=True) for pending in outbox if pending.id > mark]
        if fresh:
            self._marks[person_id] = fresh[-1].pending.id
            self._add(person_id, fresh)

    def hand_once(self, person_id: int, effects: tuple[Pending, ...], lane: Lane) -> None:
        """Take effects that no outbox holds."""
        if effects:
            self._add(person_id, [_Parcel(pending, lane, lasting=False) for pending in effects])

    def forget(self, person_id: int) -> None:
        """Drop what is on its way to a person out of their outbox: there is no such journal any more."""
        self._marks.pop(person_id, None)
        going = self._rounds.get(person_id)
        if going is not None:
            going.dropped = bool(going.parcels) and going.parcels[0].lasting
            going.parcels = deque(parcel for parcel in going.parcels if not parcel.lasting)

    def answer(self, query_id: str, toast: str) -> None:
        """Answer a tap, at once and once: a moment later it is worth nothing."""
        self._run(errands.answer(self._bot, query_id, toast))

    def leave(self, chat_id: int, text: Text) -> None:
        """Say so and leave a group."""
        self._run(errands.leave(self._bot, chat_id, text, self._sleep))

    async def settled(self) -> None:
        """Return when all that was handed over has been carried out or is waiting for a retry."""
        while len(self._rounds) > self._waiting or self._errands:
            self._changed.clear()
            await self._changed.wait()

    def _add(self, person_id: int, parcels: list[_Parcel]) -> None:
        going = self._rounds.setdefault(person_id, _Round())
        going.parcels.extend(parcels)
        self._set_out(person_id)

    def _set_out(self, person_id: int) -> None:
        """Give a person's parcels a carrier, unless only a wave is waiting and enough of it is under way."""
        going = self._rounds[person_id]
        if self._books is None or going.carrier is not None:
            return
        bulk = all(parcel.lane is Lane.BULK for parcel in going.parcels)
        if bulk and self._bulk_under_way >= BULK_AT_ONCE:
            if not going.queued:
                going.queued = True
                self._backlog.append(person_id)
            return
        going.bulk = bulk
        self._bulk_under_way += bulk
        going.carrier = asyncio.get_running_loop().create_task(self._walk(person_id, going, self._books))

    async def _walk(self, person_id: int, going: _Round, books: Books) -> None:
        """Carry a person's parcels, one after another."""
        try:
            while going.parcels:
                parcel = going.parcels[0]
                going.dropped = False
                await self._carry(person_id, going, parcel, books)
                if going.parcels and going.parcels[0] is parcel:
                    going.parcels.popleft()
        finally:
            self._rounds.pop(person_id, None)
            self._leave_untaken(person_id, going.parcels)
            self._bulk_under_way -= going.bulk
            while self._backlog and self._bulk_under_way < BULK_AT_ONCE:
                following = self._backlog.popleft()
                if following in self._rounds:
                    self._set_out(following)
            self._changed.set()

    async def _carry(self, person_id: int, going: _Round, parcel: _Parcel, books: Books) -> None:
        """Carry one parcel to its end, whatever that is, and write the receipt."""

        async def insist(call: Callable[[], Awaitable[T]], /) -> T:
            return await self._insist(going, call)

        lane = min(each.lane for each in going.parcels)  # what stands before a reply goes with it
        calls = Calls(self._bot, person_id, lane, insist)
        name = type(parcel.pending.effect).__name__
        message_id = None
        try:
            journal = books.journal(person_id) if parcel.lasting else None
            message_id = await calls.carry_out(parcel.pending.effect, journal, books.now())
        except _Dropped:
            return
        except Forbidden:
            note(_log, logging.INFO, "blocked", person_id)
            self._leave_untaken(person_id, going.parcels)
            going.parcels.clear()
            self._tell(books.blocked, person_id)
            return
        except TelegramError as error:
            note(
                _log, logging.ERROR, "refused", person_id, effect=name, error=type(error).__name__, reason=reason(error)
            )
        except Exception as error:  # noqa: BLE001 -- an effect that cannot be made must not hold up those behind it
            note(_log, logging.ERROR, "not sendable", person_id, effect=name, error=kind(error))
        if parcel.lasting and not going.dropped:
            self._tell(books.receipt, person_id, parcel.pending.id, message_id)

    def _tell(self, tell: Callable[..., None], person_id: int, *what: int | None) -> None:
        """Tell the turns something; that they cannot take it must not hold up what is behind it."""
        try:
            tell(person_id, *what)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the message is out
            note(_log, logging.ERROR, "not told", person_id, error=kind(error))

    def _leave_untaken(self, person_id: int, parcels: Iterable[_Parcel]) -> None:
        """What will not be carried now can be handed over again: it waits in its outbox."""
        left = [parcel.pending.id for parcel in parcels if parcel.lasting]
        if left and person_id in self._marks:
            self._marks[person_id] = min(self._marks[person_id], left[0] - 1)

    async def _insist(self, going: _Round, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call until Telegram answers it; what waiting cannot help is raised."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await call()
            except (BadRequest, Forbidden):
                raise
            except RetryAfter as error:
                note(_log, logging.WARNING, "asked to wait", seconds=seconds(error))
                await self._wait(seconds(error))
            except (NetworkError, InvalidToken) as error:
                note(_log, logging.WARNING, "not reached", error=type(error).__name__)
                await self._wait(pause * (0.5 + self._chance() / 2))
                pause = min(pause * 2, LONGEST_PAUSE_S)
            if going.dropped:
                raise _Dropped

    async def _wait(self, pause: float) -> None:
        self._waiting += 1
        self._changed.set()
        try:
            await self._sleep(pause)
        finally:
            self._waiting -= 1

    def _run(self, errand: Any) -> None:
        task = asyncio.get_running_loop().create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._ran)

    def _ran(self, task: "asyncio.Task[None]") -> None:
        self._errands.discard(task)
        self._changed.set()


def reason(error: TelegramError) -> str:
    """Which known refusal this is; its message may quote what was sent and is not repeated."""
    known = ("too long", "can't parse", "empty", "chat not found", "button_data", "not found", "reply_markup", "entit")
    return next((word.replace(" ", "-") for word in known if word in error.message.lower()), "other")
