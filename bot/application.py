"""The composition root: builds everything, starts it in order, stops it in order. Nothing is decided here.

Everything that differs between Telegram and a test's loopback is an argument: the settings, the clock, the pace, the core.
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from telegram import BotCommand, Update
from telegram.error import Forbidden, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

from bot.access import Access
from bot.clock import Clock, SystemClock
from bot.clockwork import Clockwork
from bot.copying import Copying
from bot.delivery import Delivery
from bot.errors import TokenRefused, TurnFailed, TurnNotSaved
from bot.handlers import ALLOWED_UPDATES, Handlers
from bot.intake import Intake, PollingBot
from bot.keys import open_key
from bot.languages import SOURCE, dialogue
from bot.logs import kind, note
from bot.pacing import Pace, Pacing
from bot.places import Gazetteer
from bot.request import AiohttpRequest, why
from bot.settings import Settings
from bot.turns import Turns
from conversations.dialogue import Dialogue
from conversations.events import TimePassed
from conversations.wording import service
from storage.errors import NotRead
from storage.invitations import Invitations
from storage.store import Store

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
GRACE_S = 3.0
SLICE_S = 0.01
RESUME_AGAIN_S = 60.0
MOST_TRIES = 3  # of a turn that the core cannot take: a fault that is still there then will stay
_log = logging.getLogger(__name__)


class House:
    """The whole bot in one object. `start` and `stop` once each, in one event loop."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        pace: Pace | None = None,
        core: Dialogue | None = None,
    ) -> None:
        """Open the folder. Raises StorageError where the key or the folder cannot be used."""
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        key = open_key(settings.key_file, settings.data_dir)
        self.store = Store.open(settings.data_dir, key)
        self.invitations = Invitations(settings.data_dir, key)
        self.atlas = Gazetteer()
        self.dialogue = core or dialogue(self.atlas)
        token = settings.token.get_secret_value()
        self.bot = PollingBot(
            token,
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=AiohttpRequest(settings.api_url),
            get_updates_request=AiohttpRequest(settings.api_url, connections=1),
            rate_limiter=Pacing(pace),
        )
        self.delivery = Delivery(self.bot)
        self.copying = Copying(self.store, self.clock)
        self.clockwork = Clockwork(self.clock)
        self.turns = Turns(
            self.store,
            self.dialogue,
            Access(self.invitations, self.dialogue.must_answer),
            self.clock,
            self.delivery,
            plan=self.clockwork.plan,
            codes=self.invitations,
            acknowledged=lambda: self.intake.acknowledged,
        )
        self.telegram: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().bot(self.bot).updater(None).job_queue(None).build()
        )
        handlers = Handlers(self.turns, self.delivery, service.group_refusal(self.dialogue.wordings[SOURCE]))
        self.telegram.add_handlers(handlers.table())
        self.telegram.add_error_handler(self._failed)
        self.intake = Intake(self.bot, self._take, ALLOWED_UPDATES, meanwhile=handlers.meanwhile, give_up=self._give_up)
        self._undone: dict[int, TurnNotSaved] = {}
        self._tries: Counter[int] = Counter()
        self._polling: asyncio.Task[Any] | None = None
        self._errands: list[asyncio.Task[None]] = []
        self._again: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Reach Telegram, waiting as long as that takes, and begin. Raises TokenRefused."""
        await self._connect()
        self.delivery.start(self.turns)
        self.clockwork.start(lambda person_id: self.turns.take(person_id, TimePassed()), self._new_day)
        self._polling = asyncio.create_task(self.intake.run())
        self._errands = [
            asyncio.create_task(self._resume()),
            asyncio.create_task(self.copying.run()),
            asyncio.create_task(self._introduce()),
            asyncio.create_task(asyncio.to_thread(self.atlas.load)),
        ]
        note(_log, logging.INFO, "listening")

    async def stop(self) -> None:
        """Take nothing more in, say what can be said within a few seconds, close."""
        if self._polling is not None:
            await _cancel(self._polling)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.intake.acknowledge()
        await self.clockwork.stop()
        if self._again is not None:
            self._again.cancel()
        for errand in self._errands:
            await _cancel(errand)
        await self.delivery.stop(GRACE_S)
        await self.telegram.shutdown()
        await self.bot.shutdown()
        self.store.close()
        note(_log, logging.INFO, "stopped")

    async def run(self) -> None:
        """Start, and stop at SIGINT or SIGTERM. Raises TokenRefused."""
        loop = asyncio.get_running_loop()
        told = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told.set)
        waiting = asyncio.create_task(told.wait())
        starting = asyncio.create_task(self.start())
        try:
            await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            listening = self._polling or waiting
            await asyncio.wait({listening, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
        finally:
            await _cancel(starting)
            await _cancel(waiting)
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
            await self.stop()

    async def settled(self) -> None:
        """Return when all that is due was told and all that was handed to delivery is said or waits for a retry."""
        if self._errands:
            await asyncio.wait(self._errands)
        await self.clockwork.settled()
        await self.delivery.settled()

    async def _take(self, update: Update) -> bool:
        """One update through the handlers; whether it is done with."""
        number = update.update_id
        await self.telegram.process_update(update)
        error = self._undone.pop(number, None)
        if isinstance(error, TurnFailed):
            self._tries[number] += 1
            if self._tries[number] >= MOST_TRIES:
                self._give_up(update)
                error = None
        if error is None:
            self._tries.pop(number, None)
        return error is None

    def _give_up(self, update: Update) -> None:
        """An update that will not come again: whoever sent it is told."""
        user = update.effective_user
        note(_log, logging.ERROR, "update given up", user.id if user else None)
        if user is not None:
            self.turns.give_up(user.id)

    async def _failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler raised. A turn that was not taken comes again; anything else would fail again, and is only named."""
        error = context.error
        if isinstance(error, TurnNotSaved) and isinstance(update, Update):
            self._undone[update.update_id] = error
        else:
            user = update.effective_user if isinstance(update, Update) else None
            note(_log, logging.ERROR, "update failed", user.id if user else None, error=kind(error) if error else None)

    async def _connect(self) -> None:
        """Initialize the library, which asks Telegram who we are, until it answers."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                await self.telegram.initialize()
            except (InvalidToken, Forbidden):
                raise TokenRefused from None
            except TelegramError as error:
                note(_log, logging.WARNING, "Telegram not reached", host=self.bot.host, error=why(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                return

    async def _resume(self) -> None:
        """Rebuild from the journals what is planned and what is still to be said; again later if that failed in passing."""
        try:
            whole = await self._resume_all()
        except OSError as error:
            note(_log, logging.ERROR, "journals not listed", error=kind(error))
            whole = False
        self.clockwork.wake()
        if not whole:
            self._again = asyncio.get_running_loop().call_later(RESUME_AGAIN_S, self._add_errand, self._resume)

    async def _resume_all(self) -> bool:
        """Resume everybody, giving way to whoever writes now. Whether no journal was unreadable in passing."""
        slice_ends = time.monotonic() + SLICE_S
        people = 0
        whole = True
        for person_id in self.store.heads():
            if not isinstance(person_id, int):
                note(_log, logging.ERROR, "journal unreadable", file=person_id.path.name, error=kind(person_id))
                whole = whole and not isinstance(person_id, NotRead)
                continue
            people += 1
            try:
                self.turns.resume(person_id)
            except Exception as error:  # noqa: BLE001 -- one journal must not keep the others from their plans
                note(_log, logging.ERROR, "not resumed", person_id, error=kind(error))
            if time.monotonic() > slice_ends:
                await asyncio.sleep(0)
                slice_ends = time.monotonic() + SLICE_S
        note(_log, logging.INFO, "resumed", people=people)
        return whole

    def _new_day(self) -> None:
        self._add_errand(self.copying.run)

    def _add_errand(self, errand: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._errands = [each for each in self._errands if not each.done()]
        self._errands.append(asyncio.create_task(errand()))

    async def _introduce(self) -> None:
        """Tell Telegram our commands and what this bot is."""
        for language, wording in self.dialogue.wordings.items():
            code = None if language == SOURCE else language.partition("_")[0]
            commands = [BotCommand(name, description) for name, description in service.commands(wording)]
            calls: tuple[Callable[[], Awaitable[object]], ...] = (
                partial(self.bot.set_my_commands, commands, language_code=code),
                partial(self.bot.set_my_description, service.description(wording), language_code=code),
                partial(self.bot.set_my_short_description, service.short_description(wording), language_code=code),
            )
            for call in calls:
                try:
                    await call()
                except TelegramError as error:
                    note(_log, logging.WARNING, "introduction not taken", error=type(error).__name__)


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait for its end, however it ends."""
    task.cancel()
    await asyncio.wait({task})
