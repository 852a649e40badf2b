from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.application import House
from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from bot.pacing import Pace
from bot.settings import Settings
from tests.bot.core import Core

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNHURRIED = Pace(every=0.0, every_in_chat=0.0)


@dataclass
class Town:
    """A Telegram, a clock, a core and the house that speaks to them."""

    loopback: Loopback
    clock: MovableClock
    core: Core
    settings: Settings
    house: House

    async def rest(self) -> None:
        """Wait until everybody has said what they have to say."""
        await self.loopback.quiet()
        await self.house.settled()
        await self.loopback.quiet()

    def wake(self) -> None:
        """The hands of the clock were moved; the house may be another than at the start."""
        self.house.clockwork.wake()

    def invited(self) -> str:
        return self.house.invitations.issue(self.clock.now(), timedelta(days=1))

    async def admitted(self, person_id: int | None = None) -> Phone:
        person = self.loopback.person(person_id)
        person.says(f"/start {self.invited()}")
        await self.rest()
        return person

    async def restart(self) -> None:
        await self.house.stop()
        await self.restart_after_stop()

    async def restart_after_stop(self) -> None:
        self.house = House(self.settings, self.clock, pace=UNHURRIED, core=self.core.as_dialogue())
        await self.house.start()


def settings_for(loopback: Loopback, folder: Path) -> Settings:
    given: dict[str, Any] = {
        "token": loopback.token,
        "api_url": loopback.api_url,
        "data_dir": folder / "journals",
        "key_file": folder / "config" / "key",
        "_env_file": None,
    }
    return Settings(**given)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    clock = MovableClock.still(START)
    core = Core()
    async with Loopback(clock) as loopback:
        settings = settings_for(loopback, tmp_path)
        town = Town(loopback, clock, core, settings, House(settings, clock, pace=UNHURRIED, core=core.as_dialogue()))
        clock.on_jump(town.wake)
        await town.house.start()
        yield town
        await town.house.stop()


def seen(person: Phone) -> list[str]:
    """What the bot has said, as the person sees it."""
    return [message.words for message in person.messages if message.sender.is_bot]
