"""A whole Telegram for one bot on this computer: the Bot API for the bot, phones for people, a page for the browser.

It listens on loopback or not at all. Everything lives in memory and outlasts the bot, so a bot that was down finds
what was sent to it meanwhile, as with the real one.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.demo.chats import User
from bot.demo.clock import MovableClock
from bot.demo.faults import Fault
from bot.demo.files import MOST_BYTES
from bot.demo.gate import check_loopback, guard, new_key, new_token
from bot.demo.page import add_page
from bot.demo.phone import Phone
from bot.demo.phone_api import PhoneApi
from bot.demo.schedule import NoSchedule, Schedule
from bot.demo.telegram import BotApi
from bot.demo.world import World

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0  # real seconds, for a busy machine: only what has gone wrong takes them


class Loopback:
    """The server, and a face for tests. `schedule` and `limits` may be set while it runs."""

    def __init__(
        self,
        clock: MovableClock,
        *,
        token: str = "",
        host: str = LOOPBACK,
        port: int = 0,
        schedule: Schedule | None = None,
    ) -> None:
        """`port` 0 takes a free one; `token` is the bot's, by default one of this run's own.

        Raises NotLoopbackError for a host that others could reach.
        """
        check_loopback(host)
        self.clock = clock
        self.token = token or new_token()
        self.key = new_key()
        self.schedule: Schedule = schedule or NoSchedule()
        self.host, self.port = host, port
        bot = User(int(self.token.partition(":")[0]), "Afterword", is_bot=True, username="afterword_demo_bot")
        self.world = World.new(clock.now, bot)
        self.faults = self.world.faults
        self.limits = self.world.limits
        self._bot_api = BotApi(self.world, self.token)
        self._phones = PhoneApi(self.world, clock, lambda: self.schedule, self.quiet)
        self._runner: web.AppRunner | None = None

    async def start(self) -> Self:
        """Listen. A second start after a stop takes the same port and remembers everything."""
        app = web.Application(middlewares=[guard(self.key)], client_max_size=2 * MOST_BYTES)
        self._bot_api.add_to(app.router)
        self._phones.add_to(app.router)
        add_page(app.router, self.key)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.host, self.port)
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        return self

    async def stop(self) -> None:
        """Stop listening; nothing is forgotten."""
        if self._runner is not None:
            self.world.broadcast.tell_all("end")
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def api_url(self) -> str:
        """The Bot API server's base: the bot calls <api_url>/bot<token>/<method> and <api_url>/file/bot<token>/<path>."""
        return f"http://{self.host}:{self.port}"

    @property
    def page_url(self) -> str:
        """The phone page."""
        return f"{self.api_url}/"

    @property
    def calls(self) -> list[str]:
        """The names of all Bot API methods called so far, but for the long poll."""
        return self._bot_api.calls

    @property
    def polled(self) -> bool:
        """Whether somebody holds a long poll right now."""
        return self.world.updates.readers > 0

    def person(self, person_id: int | None = None, first_name: str = "Sam", language_code: str = "en") -> Phone:
        """A person's phone; a new one for a new id."""
        return self._phones.admit(person_id, first_name, language_code)

    def fails(self, method: str = "", **fault: object) -> None:
        """Let the next call of a method go wrong: see Fault for the ways."""
        self.faults.add(Fault(method, **fault))  # type: ignore[arg-type]  # Fault's own fields, checked by Fault

    async def quiet(self, within: float = PATIENCE) -> None:
        """Wait until the bot has acknowledged every update and no call of its is under way.

        Raises TimeoutError after `within` real seconds, saying what it still waited for.
        """
        try:
            await self.until(lambda: not self.world.updates.pending and not self._bot_api.under_way, within)
        except TimeoutError:
            calls = ", ".join(self._bot_api.under_way) or "none"
            raise TimeoutError(f"{self.world.updates.pending} updates not acknowledged; calls: {calls}") from None

    async def until(self, condition: Callable[[], bool], within: float = PATIENCE) -> None:
        """Wait until something is so, looking again whenever anything happens here. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not condition():
                await self.world.stirred.rung()
