"""`afterword run`, killed with SIGKILL in the middle of a reflection, and started again."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from tests.stories.person import Person, person

SCORES = ("4", "5", "4", "3", "4", "5", "3")


# The other process goes by the machine's clock: on this day no session is on or just over, whenever the test runs.
SESSION_DAY = f"{SystemClock().now() + timedelta(days=2):%A}"


class Process:
    """The bot as whoever runs it starts it: a process of its own, told everything by its environment."""

    def __init__(self, loopback: Loopback, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "AFTERWORD_TOKEN": loopback.token,
            "AFTERWORD_API_URL": loopback.api_url,
            "AFTERWORD_DATA_DIR": str(folder / "journals"),
            "AFTERWORD_KEY_FILE": str(folder / "config" / "key"),
        }
        self.folder = folder
        self.loopback = loopback
        self.running: asyncio.subprocess.Process | None = None

    async def starts(self) -> None:
        before = self._starts()
        with (self.folder / "log").open("ab") as log:
            self.running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self.environment, stderr=log, cwd=Path(__file__).parents[2]
            )
        await self.loopback.until(lambda: self._starts() > before)

    def _starts(self) -> int:
        """How often it has introduced itself, the last thing it does when it starts."""
        return self.loopback.calls.count("setMyShortDescription")

    async def is_killed(self) -> None:
        assert self.running is not None
        self.running.kill()
        await self.running.wait()

    async def ends(self) -> None:
        if self.running is not None and self.running.returncode is None:
            self.running.terminate()
            assert await self.running.wait() == 0

    async def invites(self) -> str:
        printing = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "invite",
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        out, _ = await printing.communicate()
        assert printing.returncode == 0
        return out.decode().split("/start ")[1].split()[0]


ONBOARDING = (
    ("I agree", "On which day"),
    (SESSION_DAY, "When does it begin"),
    ("17:00", "how many minutes"),
    ("17:00", "How long is it"),
    ("50 minutes", "How often"),
    ("Every week", "Which city"),
)


class Sam:
    """Somebody who writes to a bot of another process, and waits until it has shown what it should."""

    def __init__(self, somebody: Person, loopback: Loopback) -> None:
        self.person, self.loopback = somebody, loopback
        somebody.settled = _at_once

    async def says(self, words: str, then: str = "") -> None:
        await self.person.says(words)
        await self.shown(then)

    async def taps(self, label: str, then: str = "") -> None:
        await self.person.taps(label)
        await self.shown(then)

    async def shown(self, words: str) -> None:
        """Wait until the bot's newest message contains these words."""
        phone = self.loopback.person(self.person.id)
        await self.loopback.until(lambda: words in [each.words for each in phone.messages if each.sender.is_bot][-1])
        await self.person.looks()


@asynccontextmanager
async def running(tmp_path: Path) -> AsyncIterator[tuple[Process, Sam]]:
    async with Loopback(MovableClock(SystemClock().now())) as loopback, person(loopback) as somebody:
        process, sam = Process(loopback, tmp_path), Sam(somebody, loopback)
        await process.starts()
        try:
            await somebody.says(f"/start {await process.invites()}")
            await loopback.until(lambda: bool(loopback.person(somebody.id).messages[1:]))
            await sam.shown("Before we begin")
            for answer, then in ONBOARDING:
                await sam.taps(answer, then)
            await sam.says("porto", "Is that good?")
            await sam.taps("Good", "That is all I need.")
            yield process, sam
        finally:
            await process.ends()


async def test_no_answer_is_lost_by_a_kill_at_any_question(tmp_path: Path) -> None:
    async with running(tmp_path) as (process, sam):
        await sam.says("/reflect", "1 of 10")
        for place, score in enumerate(SCORES, start=2):
            await sam.taps(score, f"{place} of 10")
            if place in {3, 6}:
                await process.is_killed()
                await process.starts()
        await sam.taps("None of these", "What is staying with you")
        await sam.says("It rained, and I stayed.", "Kept.")
        await process.is_killed()
        await process.starts()
        await sam.taps("Next", "bring up next time")
        await sam.taps("Skip", "It rained, and I stayed.")
        await sam.says("/history", "Session of")
        for label in ("4 · Quite a lot", "5 · Very much", "3 · Somewhat", "It rained, and I stayed."):
            assert label in sam.person.last.text
    log = (tmp_path / "log").read_text()
    assert "turn" in log
    assert "rained" not in log
    assert process.loopback.token not in log
    assert str(sam.person.id) not in log


async def test_what_is_sent_while_the_bot_is_down_is_answered_when_it_is_back(tmp_path: Path) -> None:
    async with running(tmp_path) as (process, sam):
        await sam.says("/reflect", "1 of 10")
        await process.is_killed()
        await sam.taps("4")
        await sam.says("5")
        await process.starts()
        await sam.shown("3 of 10")


async def _at_once() -> None:
    """The other process is waited for by what it shows."""
