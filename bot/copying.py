"""Each day's copies of the journals, made while the bot runs and giving way to whoever writes."""

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from bot.clock import Clock
from bot.logs import note
from storage.errors import StorageError

SLICE_S = 0.01
_log = logging.getLogger(__name__)


class Copied(Protocol):
    """The part of storage's Store that copying needs."""

    def back_up(self, on: date) -> Iterator[None]: ...


class Copying:
    """Makes a day's copies where they are not made yet; never twice at once."""

    def __init__(self, store: Copied, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._running = False

    async def run(self) -> None:
        """Make today's copies (UTC). What goes wrong is logged, and tried again with the next day or the next start."""
        if self._running:
            return
        self._running = True
        copied = 0
        slice_ends = time.monotonic() + SLICE_S
        try:
            for _ in self._store.back_up(self._clock.now().date()):
                copied += 1
                if time.monotonic() > slice_ends:
                    await asyncio.sleep(0)
                    slice_ends = time.monotonic() + SLICE_S
        except StorageError as error:
            note(_log, logging.ERROR, "journals not copied", error=type(error).__name__)
        else:
            if copied:
                note(_log, logging.INFO, "journals copied", count=copied)
        finally:
            self._running = False
