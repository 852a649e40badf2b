"""`afterword demo`: the real bot against a Telegram on this computer, and a phone for it in the browser.

It needs no token, opens nothing by itself, listens on loopback only and leaves nothing behind unless it is told to.
"""

import errno
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from pydantic import SecretStr

from bot.application import House
from bot.clock import SystemClock
from bot.demo.clock import MovableClock
from bot.demo.loopback import Loopback
from bot.demo.plans import INVITED_FOR, Fill, Plans
from bot.errors import PortRefused
from bot.logs import configure
from bot.pacing import Pace
from bot.settings import Settings
from conversations.dialogue import Dialogue
from storage.encryption import MasterKey

PORT = 8765
UNHURRIED = Pace(every=0.0, every_in_chat=0.0)  # nobody counts messages on loopback

Filler: TypeAlias = Callable[[House, MovableClock], Fill]


@asynccontextmanager
async def staged(
    folder: Path, *, port: int | None = None, filler: Filler | None = None, core: Dialogue | None = None
) -> AsyncIterator["Stage"]:
    """A loopback Telegram and a bot built for it, not yet started; the server stops at the end.

    `port` None: 8765, or a free one where that is taken. Raises PortRefused for one that was asked for and is taken.
    """
    clock = MovableClock(SystemClock().now())
    loopback = await _listening(clock, port)
    try:
        house = House(_settings(loopback, folder), clock, pace=UNHURRIED, core=core)
        clock.on_jump(house.clockwork.wake)
        loopback.schedule = Plans(house.store, clock, filler(house, clock) if filler else None, house.invitations)
        yield Stage(loopback, house, clock)
    finally:
        await loopback.stop()


class Stage:
    """What a demonstration consists of."""

    def __init__(self, loopback: Loopback, house: House, clock: MovableClock) -> None:
        self.loopback = loopback
        self.house = house
        self.clock = clock
        self.address = f"{loopback.page_url}?start={house.invitations.issue(clock.now(), INVITED_FOR)}"


async def run_demo(
    *, port: int | None = None, keep: Path | None = None, filler: Filler | None = None, core: Dialogue | None = None
) -> None:
    """Serve until SIGINT or SIGTERM. `keep`: the folder that journals and key stay in; without it they are removed."""
    with _folder(keep) as folder:
        async with staged(folder, port=port, filler=filler, core=core) as stage:
            configure("warning", stage.loopback.token)
            _say(
                "This is a demonstration. Nothing leaves this computer.\n\n"
                f"  Open {stage.address}\n\n"
                + (f"Journals are kept in {folder}. " if keep else "Everything is forgotten at the end. ")
                + "Ctrl+C ends it."
            )
            await stage.house.run()


async def _listening(clock: MovableClock, port: int | None) -> Loopback:
    try:
        return await Loopback(clock, port=PORT if port is None else port).start()
    except OSError as error:
        if port is not None:
            raise PortRefused(port, os.strerror(error.errno or 0)) from error
        if error.errno != errno.EADDRINUSE:
            raise
    return await Loopback(clock).start()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder asked for, or one of our own that is removed, with a key made quietly: there is nothing to keep it for."""
    if keep is not None:
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield keep.absolute()
        return
    with TemporaryDirectory(prefix="afterword-demo-") as made:
        folder = Path(made)
        MasterKey.load_or_make(folder / "key", data_exists=False)
        yield folder


def _settings(loopback: Loopback, folder: Path) -> Settings:
    return Settings(
        token=SecretStr(loopback.token),
        api_url=loopback.api_url,
        data_dir=folder / "journals",
        key_file=folder / "key",
        log="warning",
    )


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
