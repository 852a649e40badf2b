from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.application import House
from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from bot.pacing import Pace
from bot.settings import Settings
from tests.stories.person import Person, person

UNHURRIED = Pace(every=0.0, every_in_chat=0.0)


class Town:
    """The real bot on a Telegram of its own, and the people who write to it. Time stands still until somebody waits."""

    def __init__(self, loopback: Loopback, clock: MovableClock, folder: Path, stack: AsyncExitStack) -> None:
        self.loopback, self.clock, self.folder = loopback, clock, folder
        self._stack = stack
        self.settings = Settings(
            token=SecretStr(loopback.token),
            api_url=loopback.api_url,
            data_dir=folder / "journals",
            key_file=folder / "config" / "key",
            log="info",
        )
        self.house = House(self.settings, clock, pace=UNHURRIED)
        clock.on_jump(self.wake)

    def wake(self) -> None:
        """The clock jumped."""
        self.house.clockwork.wake()

    async def closes(self) -> None:
        """Stop for good."""
        await self.house.stop()

    async def rest(self) -> None:
        """Wait until everybody has said what they have to say."""
        await self.loopback.quiet()
        await self.house.settled()
        await self.loopback.quiet()

    async def restarts(self) -> None:
        """Stop the bot in good order and start it again."""
        await self.house.stop()
        self.house = House(self.settings, self.clock, pace=UNHURRIED)
        await self.house.start()

    async def sleeps_until(self, at: datetime) -> None:
        """The bot is switched off, and on again at a moment."""
        await self.house.stop()
        self.clock.set(at)
        self.house = House(self.settings, self.clock, pace=UNHURRIED)
        await self.house.start()
        await self.rest()

    def invites(self) -> str:
        """A one-time code."""
        return self.house.invitations.issue(self.clock.now(), timedelta(days=7))

    async def meets(self, name: str = "Sam") -> Person:
        """Somebody new with a phone."""
        return await self._stack.enter_async_context(person(self.loopback, self.rest, name))

    async def welcomes(self, *arrangement: str, name: str = "Sam") -> Person:
        """Somebody who has been invited, has agreed, and answers the onboarding; what is no button is typed."""
        sam = await self.meets(name)
        await sam.says(f"/start {self.invites()}")
        for answer in ("I agree", *arrangement):
            if any(label.startswith(answer) for label in sam.buttons):
                await sam.taps(answer)
            else:
                await sam.says(answer)
        return sam


Build = Callable[[datetime], Awaitable[Town]]


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    """A town that begins at a moment."""
    async with AsyncExitStack() as stack:

        async def begin(at: datetime) -> Town:
            clock = MovableClock.still(at)
            loopback = await stack.enter_async_context(Loopback(clock))
            town = Town(loopback, clock, tmp_path, stack)
            await town.house.start()
            stack.push_async_callback(town.closes)
            return town

        yield begin
