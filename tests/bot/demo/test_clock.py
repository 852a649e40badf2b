from datetime import UTC, datetime, timedelta, timezone

from bot.demo.clock import MovableClock

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def test_time_that_stands_still_moves_only_when_told() -> None:
    clock = MovableClock.still(START)
    assert clock.now() == clock.now() == START
    clock.jump(timedelta(hours=2))
    assert clock.now() == START + timedelta(hours=2)
    clock.set(datetime(2026, 4, 1, 2, 0, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 4, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_running_time_runs_on_after_a_jump() -> None:
    seconds = 100.0
    clock = MovableClock(START, lambda: seconds)
    seconds = 160.0
    assert clock.now() == START + timedelta(minutes=1)
    clock.jump(timedelta(days=1))
    seconds = 161.0
    assert clock.now() == START + timedelta(days=1, minutes=1, seconds=1)


def test_whoever_asked_is_told_of_a_jump() -> None:
    clock, told = MovableClock.still(START), []
    end = clock.on_jump(lambda: told.append(clock.now()))
    clock.jump(timedelta(hours=1))
    end()
    clock.jump(timedelta(hours=1))
    assert told == [START + timedelta(hours=1)]


def test_it_starts_now_by_the_stopwatch_of_this_computer() -> None:
    clock = MovableClock(START)
    assert START <= clock.now() < START + timedelta(minutes=1)
