from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import clockwork as module
from bot.clockwork import Clockwork
from tests.bot.core import HandClock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Bell:
    """A clockwork, its hands, and who was told."""

    def __init__(self) -> None:
        self.clock = HandClock(NOW)
        self.works = Clockwork(self.clock)
        self.told: list[int] = []
        self.fails: set[int] = set()
        self.again: dict[int, datetime] = {}

    def take(self, person_id: int) -> None:
        self.told.append(person_id)
        if person_id in self.again:
            self.works.plan(person_id, self.again[person_id])
        if person_id in self.fails:
            raise RuntimeError("private words")

    async def at(self, at: datetime) -> list[int]:
        self.clock.at = at
        self.works.wake()
        await self.works.settled()
        told, self.told = self.told, []
        return told


@pytest.fixture
async def bell() -> AsyncIterator[Bell]:
    bell = Bell()
    bell.works.start(bell.take)
    yield bell
    await bell.works.stop()


async def test_each_is_told_when_they_are_due(bell: Bell) -> None:
    for person in (3, 1, 2):
        bell.works.plan(person, NOW + person * MINUTE)
    assert await bell.at(NOW + MINUTE - timedelta(seconds=1)) == []
    assert await bell.at(NOW + 2 * MINUTE) == [1, 2]
    assert await bell.at(NOW + 2 * MINUTE) == []
    assert bell.works.next_at() == NOW + 3 * MINUTE
    assert bell.works.planned(3) == NOW + 3 * MINUTE
    assert bell.works.planned(1) is None


async def test_a_plan_replaces_the_one_before(bell: Bell) -> None:
    bell.works.plan(1, NOW + MINUTE)
    bell.works.plan(1, NOW + 5 * MINUTE)
    bell.works.plan(2, NOW + MINUTE)
    bell.works.plan(2, None)
    bell.works.plan(2, None)
    assert await bell.at(NOW + 4 * MINUTE) == []
    assert await bell.at(NOW + 5 * MINUTE) == [1]
    assert bell.works.next_at() is None


async def test_a_jump_of_days_tells_everybody_once(bell: Bell) -> None:
    for person in range(500):
        bell.works.plan(person, NOW + MINUTE)
    assert await bell.at(NOW + timedelta(days=30)) == list(range(500))
    assert await bell.at(NOW) == []


async def test_a_wave_gives_way_in_slices(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE_S", -1.0)
    for person in range(5):
        bell.works.plan(person, NOW)
    bell.clock.at = NOW
    bell.works.wake()
    bell.works.plan(7, NOW)
    bell.works.wake()
    await bell.works.settled()
    assert bell.told == [0, 1, 2, 3, 4, 7]


async def test_one_persons_trouble_comes_again_and_stops_nobody(bell: Bell, caplog: pytest.LogCaptureFixture) -> None:
    bell.fails = {1}
    bell.works.plan(1, NOW)
    bell.works.plan(2, NOW)
    assert await bell.at(NOW) == [1, 2]
    assert "private words" not in caplog.text
    bell.fails = set()
    assert await bell.at(NOW + MINUTE) == [1]


async def test_who_is_due_again_at_once_cannot_spin(bell: Bell) -> None:
    bell.again = {1: NOW}
    bell.works.plan(1, NOW)
    assert await bell.at(NOW) == [1]
    assert bell.works.planned(1) == NOW + timedelta(seconds=1)


async def test_moments_that_no_longer_hold_are_swept_out(bell: Bell) -> None:
    for minute in range(1000, 0, -1):
        bell.works.plan(1, NOW + minute * MINUTE)
    assert len(bell.works._heap) <= 67
    assert bell.works.next_at() == NOW + MINUTE
    assert await bell.at(NOW + 1000 * MINUTE) == [1]


async def test_one_job_is_armed_for_the_head(bell: Bell) -> None:
    bell.works.plan(1, NOW + 5 * MINUTE)
    bell.works.plan(2, NOW + 9 * MINUTE)
    scheduler = bell.works._scheduler
    assert scheduler is not None
    (job,) = scheduler.get_jobs()
    assert job.misfire_grace_time is None
    armed_for = job.next_run_time
    bell.works.plan(3, NOW + MINUTE)
    (job,) = scheduler.get_jobs()
    assert timedelta(minutes=3.9) < armed_for - job.next_run_time < timedelta(minutes=4.1)
    bell.clock.at = NOW + MINUTE
    await job.func()
    await bell.works.settled()
    assert bell.told == [3]


async def test_what_was_due_before_the_start_is_told_at_the_start() -> None:
    bell = Bell()
    bell.works.plan(1, NOW)
    bell.works.wake()
    await bell.works.settled()
    assert bell.told == []
    bell.works.start(bell.take)
    await bell.works.settled()
    assert bell.told == [1]
    await bell.works.stop()


async def test_nothing_is_told_after_the_stop(bell: Bell) -> None:
    bell.works.plan(1, NOW)
    bell.works.wake()
    await bell.works.stop()
    assert await bell.at(NOW + MINUTE) == []
    await bell.works.stop()
