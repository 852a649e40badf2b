"""Planned moments: a heap of who is due when, and one APScheduler job armed for its head.

All of it is a projection of the journals. It says that time has passed; what is due, and whether it is still kind, the
core judges. The hands are looked at every half minute besides, so a clock that was set is noticed.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # 3.x has no types

from bot.clock import Clock, SystemClock
from bot.logs import kind, note

LOOK_EVERY_S = 30.0
SLICE_S = 0.005  # a wave of due moments gives way to everything else after so long
RETRY_AFTER = timedelta(minutes=1)
AT_LEAST = timedelta(seconds=1)  # no moment is planned closer after the one just judged: nothing can spin
_JOB = "head"
_log = logging.getLogger(__name__)


class Clockwork:
    """Tells each person's due moments to `take`, which may raise: then the moment comes again a little later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._system = SystemClock()
        self._heap: list[tuple[datetime, int]] = []
        self._due: dict[int, datetime] = {}
        self._scheduler: AsyncIOScheduler | None = None
        self._armed_for: datetime | None = None
        self._look: asyncio.TimerHandle | None = None
        self._wave: asyncio.Task[None] | None = None
        self._take: Callable[[int], object] | None = None
        self._day = clock.now().date()
        self._new_day: Callable[[], object] | None = None

    def start(self, take: Callable[[int], object], new_day: Callable[[], object] | None = None) -> None:
        """Begin to tell; what was planned before and is due comes at once. `new_day` hears of each day (UTC) but this."""
        self._take = take
        self._day = self._clock.now().date()
        self._new_day = new_day
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.start()
        self._look_again()

    async def stop(self) -> None:
        """Tell nothing more."""
        self._take = self._new_day = None
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        if self._wave is not None:
            self._wave.cancel()
            await self.settled()

    def plan(self, person_id: int, at: datetime | None) -> None:
        """The next moment of a person, in place of the one planned before; None: there is none."""
        if at is None:
            self._due.pop(person_id, None)
        elif self._due.get(person_id) != at:
            self._due[person_id] = at
            heappush(self._heap, (at, person_id))
            if len(self._heap) > 2 * len(self._due) + 64:  # mostly moments that no longer hold
                self._heap = [(due_at, person) for person, due_at in self._due.items()]
                heapify(self._heap)
        if self._wave is None:
            self._arm()

    def planned(self, person_id: int) -> datetime | None:
        """When a person's next moment is due."""
        return self._due.get(person_id)

    def next_at(self) -> datetime | None:
        """The next moment of all."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def wake(self) -> None:
        """Look at the clock now: to be called when its hands were moved."""
        self._armed_for = None
        if self._new_day is not None and self._day != self._clock.now().date():
            self._day = self._clock.now().date()
            self._new_day()
        if self._take is not None and self._wave is None:
            head = self.next_at()
            if head is not None and head <= self._clock.now():
                self._wave = asyncio.get_running_loop().create_task(self._tell(self._take))
                self._wave.add_done_callback(self._told)
            else:
                self._arm()

    async def settled(self) -> None:
        """Return when everything that is due has been told."""
        while (wave := self._wave) is not None:
            await asyncio.wait({wave})
            await asyncio.sleep(0)  # its end is noted by a callback of its own

    async def _tell(self, take: Callable[[int], object]) -> None:
        """Tell all that is due, in slices, so that a Friday evening holds up nobody's reply."""
        loop = asyncio.get_running_loop()
        slice_ends = loop.time() + SLICE_S
        while (head := self.next_at()) is not None and head <= self._clock.now():
            _, person_id = heappop(self._heap)
            del self._due[person_id]
            self._tell_one(person_id, take)
            if loop.time() > slice_ends:
                await asyncio.sleep(0)
                slice_ends = loop.time() + SLICE_S

    def _told(self, _: "asyncio.Task[None]") -> None:
        self._wave = self._armed_for = None
        self._arm()

    def _tell_one(self, person_id: int, take: Callable[[int], object]) -> None:
        now = self._clock.now()
        try:
            take(person_id)
        except Exception as error:  # noqa: BLE001 -- one person's trouble must not stop everybody's clock
            note(_log, logging.ERROR, "moment not taken", person_id, error=kind(error))
            self.plan(person_id, now + RETRY_AFTER)
            return
        again = self._due.get(person_id)
        if again is not None and again <= now:
            self.plan(person_id, now + AT_LEAST)

    async def _ring(self) -> None:
        """The job. A coroutine, because APScheduler runs anything else in a thread."""
        self.wake()

    def _look_again(self) -> None:
        self._look = asyncio.get_running_loop().call_later(LOOK_EVERY_S, self._look_again)
        self.wake()

    def _arm(self) -> None:
        """Point the one job at the head of the heap, by the machine's clock whatever ours is."""
        head = self.next_at()
        if self._scheduler is None or head is None or head == self._armed_for:
            return  # with nothing planned an old job may still ring: it finds nothing due
        self._armed_for = head
        wait = max(head - self._clock.now(), timedelta())
        self._scheduler.add_job(
            self._ring,
            "date",
            run_date=self._system.now() + wait,
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
        )
